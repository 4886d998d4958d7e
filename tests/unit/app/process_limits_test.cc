#include "app/process_limits.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace osslens::app {
namespace {

// Limits of a process cannot all be put back, so each test changes those of a child. Gives what `check` returned there.
template <class Check>
int InChild(Check check) {
  const pid_t child = fork();
  if (child == 0) _exit(check());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

rlim_t SoftLimit(int resource) {
  rlimit limit{};
  getrlimit(static_cast<__rlimit_resource>(resource), &limit);
  return limit.rlim_cur;
}

TEST(ProcessLimits, TakesAllDescriptorsAndLeavesNoCoreFile) {
  EXPECT_EQ(InChild([] {
              rlimit few{};
              getrlimit(RLIMIT_NOFILE, &few);
              const rlim_t most = few.rlim_max;
              few.rlim_cur = 64;
              setrlimit(RLIMIT_NOFILE, &few);
              const ProcessLimits limits;
              if (SoftLimit(RLIMIT_NOFILE) != most) return 1;
              if (SoftLimit(RLIMIT_CORE) != 0) return 2;
              return prctl(PR_GET_DUMPABLE) == 0 ? 0 : 3;
            }),
            0);
}

TEST(ProcessLimits, GivesBackWhatTheProcessWasGiven) {
  EXPECT_EQ(InChild([] {
              rlimit few{};
              getrlimit(RLIMIT_NOFILE, &few);
              few.rlim_cur = 64;
              setrlimit(RLIMIT_NOFILE, &few);
              const rlim_t core = SoftLimit(RLIMIT_CORE);
              const ProcessLimits limits;
              limits.Restore();
              if (SoftLimit(RLIMIT_NOFILE) != 64) return 1;
              return SoftLimit(RLIMIT_CORE) == core ? 0 : 2;
            }),
            0);
}

}  // namespace
}  // namespace osslens::app
