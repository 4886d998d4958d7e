#include "app/launch/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/clock.h"

namespace osslens::app {
namespace {

// Sent by people and supervisors to a program; the child gets them from us.
constexpr std::array<int, 6> kHandedOn{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};

sigset_t HeldSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kHandedOn) sigaddset(&set, signal);
  sigaddset(&set, SIGCHLD);
  return set;
}

std::string ErrnoText(int number) { return std::generic_category().message(number); }

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts)
    pointers.push_back(
        const_cast<char*>(text.c_str()));  // execve takes them so and changes nothing
  pointers.push_back(nullptr);
  return pointers;
}

Child::Refusal RefusalOf(const std::string& command, int number) {
  if (number == ENOENT || number == ENOTDIR) {
    return {
        kExitNotFound,
        command.find('/') == std::string::npos
            ? fmt::format("there is no command {} in PATH", command)
            : fmt::format("cannot run {}: it, or what it names as its interpreter, is not there",
                          command)};
  }
  return {kExitNotExecutable, fmt::format("cannot run {}: {}", command, ErrnoText(number))};
}

}  // namespace

Result<ChildSignals> ChildSignals::Hold() {
  ChildSignals signals;
  sigset_t held = HeldSignals();
  signals.descriptor_ = signalfd(-1, &held, SFD_NONBLOCK | SFD_CLOEXEC);
  if (signals.descriptor_ < 0)
    return Fail(ErrorKind::kIo, fmt::format("cannot watch for signals: {}", ErrnoText(errno)));
  // A terminal set to "tostop" would stop us for the summary when the child has left us in the background.
  sigaddset(&held, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &held, &signals.original_);
  sigaction(SIGPIPE, nullptr, &signals.original_pipe_);
  return signals;
}

ChildSignals::ChildSignals(ChildSignals&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      original_(other.original_),
      original_pipe_(other.original_pipe_) {}

ChildSignals::~ChildSignals() {
  if (descriptor_ < 0) return;
  signalfd_siginfo info;
  while (read(descriptor_, &info, sizeof info) == sizeof info) {
  }
  close(descriptor_);
  pthread_sigmask(SIG_SETMASK, &original_, nullptr);
}

void ChildSignals::Restore() const noexcept {
  sigaction(SIGPIPE, &original_pipe_, nullptr);
  sigprocmask(SIG_SETMASK, &original_, nullptr);
}

tl::expected<Child, Child::Refusal> Child::Start(const std::vector<std::string>& words,
                                                 const std::vector<std::string>& environment,
                                                 const ProcessLimits& limits,
                                                 const ChildSignals& signals) {
  std::vector<char*> argv = Pointers(words), envp = Pointers(environment);
  // Closed by a successful exec; carries errno of one that failed.
  std::array<int, 2> report{-1, -1};
  if (pipe2(report.data(), O_CLOEXEC) != 0)
    return tl::unexpected(
        Refusal{kExitNotExecutable, "cannot start a program: " + ErrnoText(errno)});
  const pid_t pid = fork();
  if (pid == 0) {
    // Only async-signal-safe calls from here on: other threads may have held any lock.
    limits.Restore();
    signals.Restore();
    execvpe(argv[0], argv.data(), envp.data());
    const int number = errno;
    [[maybe_unused]] const ssize_t written = write(report[1], &number, sizeof number);
    _exit(kExitNotFound);
  }
  const int fork_errno = errno;
  close(report[1]);
  if (pid < 0) {
    close(report[0]);
    return tl::unexpected(
        Refusal{kExitNotExecutable, "cannot start a program: " + ErrnoText(fork_errno)});
  }
  int number = 0;
  ssize_t got = 0;
  do {
    got = read(report[0], &number, sizeof number);
  } while (got < 0 && errno == EINTR);
  close(report[0]);
  if (got != sizeof number) return Child(pid, signals);
  waitpid(pid, nullptr, 0);
  return tl::unexpected(RefusalOf(words.front(), number));
}

std::optional<int> Child::ExitCode() const {
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
  return WEXITSTATUS(status);
}

void Child::HandOnSignals() const {
  signalfd_siginfo info;
  while (read(signals_->descriptor(), &info, sizeof info) == sizeof info) {
    const int signal = static_cast<int>(info.ssi_signo);
    if (std::find(kHandedOn.begin(), kHandedOn.end(), signal) == kHandedOn.end()) continue;
    const bool is_from_terminal = info.ssi_code == SI_KERNEL;
    const bool has_had_it = is_from_terminal && getpgid(pid_) == getpgrp();
    // One that the child sends to its whole group comes to us, too.
    if (has_had_it || static_cast<pid_t>(info.ssi_pid) == pid_) continue;
    kill(pid_, signal);
  }
}

std::optional<int> Child::Wait(std::optional<std::chrono::milliseconds> limit) {
  const auto deadline = limit ? std::optional(SteadyNow() + *limit) : std::nullopt;
  while (true) {
    HandOnSignals();
    if (const auto code = ExitCode()) return code;
    int wait_ms = -1;
    if (deadline) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - SteadyNow()).count() +
          1;
      if (left <= 0) return std::nullopt;
      wait_ms = static_cast<int>(std::min<int64_t>(left, 60'000));
    }
    pollfd waiting{signals_->descriptor(), POLLIN, 0};
    poll(&waiting, 1, wait_ms);
  }
}

}  // namespace osslens::app
