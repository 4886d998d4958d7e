#include "app/launch/child.h"

#include <gtest/gtest.h>
#include <linux/close_range.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "app/launch/environment.h"

namespace osslens::app {
namespace {

// The class changes signals and limits of the whole process, so each test does it in a child, whose exit code is that of
// the program that it starts there, or kRefused.
class ChildTest : public testing::Test {
 protected:
  static constexpr int kRefused = 200;

  ~ChildTest() override { std::filesystem::remove_all(directory_); }

  template <class InBetween>
  int Run(const std::vector<std::string>& words, InBetween in_between) const {
    const pid_t pid = fork();
    if (pid == 0) {
      auto signals = ChildSignals::Hold().value();
      const ProcessLimits limits;
      auto child = Child::Start(words, MergedWithOwn({{"OUT", Out().string()}}), limits, signals);
      if (!child) {
        std::ofstream(Out()) << child.error().message;
        _exit(child.error().exit_code);
      }
      in_between();
      _exit(child->Wait(std::nullopt).value_or(kRefused));
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  int Run(const std::vector<std::string>& words) const {
    return Run(words, [] {});
  }
  // A script of the shell; $OUT is a file of the test.
  int RunShell(const std::string& script) const { return Run({"sh", "-c", script}); }

  std::filesystem::path Out() const { return directory_ / "out"; }
  std::string Written() const {
    std::ifstream file(Out());
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::filesystem::path directory_ = [] {
    const std::filesystem::path path =
        testing::TempDir() + "osslens-child-" + std::to_string(getpid());
    std::filesystem::create_directories(path);
    return path;
  }();
};

TEST_F(ChildTest, GivesItsExitCode) {
  EXPECT_EQ(RunShell("exit 0"), 0);
  EXPECT_EQ(RunShell("exit 77"), 77);
}

TEST_F(ChildTest, GivesTheSignalThatEndedIt) {
  EXPECT_EQ(RunShell("kill -KILL $$"), 128 + SIGKILL);
  EXPECT_EQ(RunShell("kill -TERM $$"), 128 + SIGTERM);
}

TEST_F(ChildTest, GivesWhatShellsGiveForACommandThatIsNotThere) {
  EXPECT_EQ(Run({"osslens-no-such-command"}), kExitNotFound);
  EXPECT_EQ(Written(), "there is no command osslens-no-such-command in PATH");
  EXPECT_EQ(Run({"/nonexistent/program"}), kExitNotFound);
  EXPECT_EQ(
      Written(),
      "cannot run /nonexistent/program: it, or what it names as its interpreter, is not there");
}

TEST_F(ChildTest, GivesWhatShellsGiveForACommandThatCannotBeRun) {
  std::ofstream(directory_ / "plain") << "echo hello\n";
  const std::string plain = directory_ / "plain";
  EXPECT_EQ(Run({plain}), kExitNotExecutable);
  EXPECT_EQ(Written(), "cannot run " + plain + ": Permission denied");
}

TEST_F(ChildTest, RunsAScriptWithoutAFirstLineAsShellsDo) {
  std::ofstream(directory_ / "plain") << "exit 9\n";
  std::filesystem::permissions(directory_ / "plain", std::filesystem::perms::owner_all);
  EXPECT_EQ(Run({(directory_ / "plain").string()}), 9);
}

TEST_F(ChildTest, HandsWordsOnAsTheyAre) {
  EXPECT_EQ(Run({"sh", "-c", "printf '%s|' \"$@\" > $OUT", "sh", "", "a b", "--", "-x", "*"}), 0);
  EXPECT_EQ(Written(), "|a b|--|-x|*|");
}

TEST_F(ChildTest, HandsSignalsOn) {
  const std::string script =
      "trap 'echo term > $OUT; exit 3' TERM; echo ready > $OUT.ready; while :; do sleep 0.05; done";
  const auto signal_when_ready = [this] {
    while (!std::filesystem::exists(Out().string() + ".ready")) usleep(1000);
    kill(getpid(), SIGTERM);
  };
  EXPECT_EQ(Run({"sh", "-c", script}, signal_when_ready), 3);
  EXPECT_EQ(Written(), "term\n");
}

TEST_F(ChildTest, DoesNotHandBackASignalOfTheChildItself) {
  // To the parent alone: handed back it would end the shell.
  EXPECT_EQ(RunShell("kill -USR1 $PPID; kill -USR1 $PPID; sleep 0.1; exit 5"), 5);
}

TEST_F(ChildTest, StartsWithTheSignalsThatTheProcessHad) {
  // SigBlk and SigIgn of the child's own status: nothing blocked, nothing ignored.
  EXPECT_EQ(RunShell("grep -E '^Sig(Blk|Ign):' /proc/self/status > $OUT"), 0);
  EXPECT_EQ(Written(), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_F(ChildTest, KeepsASignalIgnoredThatWas) {
  signal(SIGHUP, SIG_IGN);  // as nohup does
  EXPECT_EQ(RunShell("grep '^SigIgn:' /proc/self/status > $OUT"), 0);
  signal(SIGHUP, SIG_DFL);
  EXPECT_EQ(Written(), "SigIgn:\t0000000000000001\n");
}

TEST_F(ChildTest, InheritsNoDescriptorButTheStandardOnes) {
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);  // what this program was started with is not ours
  EXPECT_EQ(RunShell("exec > $OUT; ls /proc/$$/fd"), 0);
  EXPECT_EQ(Written(), "0\n1\n2\n");
}

TEST_F(ChildTest, HasTheLimitsThatTheProcessHad) {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit few = before;
  few.rlim_cur = 321;
  setrlimit(RLIMIT_NOFILE, &few);
  EXPECT_EQ(RunShell("ulimit -n > $OUT"), 0);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(Written(), "321\n");
}

TEST_F(ChildTest, WaitsNoLongerThanTheLimit) {
  const pid_t pid = fork();
  if (pid == 0) {
    auto signals = ChildSignals::Hold().value();
    const ProcessLimits limits;
    auto child = Child::Start({"sleep", "60"}, MergedWithOwn({}), limits, signals);
    const bool timed_out = child && !child->Wait(std::chrono::milliseconds(1));
    kill(getpid(), SIGTERM);  // handed on, so the child ends
    _exit(timed_out && child->Wait(std::nullopt) == 128 + SIGTERM ? 0 : 1);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(ChildTest, SignalsHaveTheirUsualEffectAfterwardsAndOldOnesAreForgotten) {
  const pid_t pid = fork();
  if (pid == 0) {
    {
      const auto signals = ChildSignals::Hold().value();
      kill(getpid(), SIGTERM);  // waits, and is dropped
    }
    kill(getpid(), SIGUSR1);
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1) << status;
}

}  // namespace
}  // namespace osslens::app
