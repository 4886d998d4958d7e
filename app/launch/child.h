#pragma once

#include <signal.h>
#include <sys/types.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/process_limits.h"
#include "base/result.h"

namespace osslens::app {

// The exit codes of shells for a command that is not there and one that cannot be run.
constexpr int kExitNotExecutable = 126;
constexpr int kExitNotFound = 127;

// Signals while a child runs. Made before the process has any other thread, since threads take over the mask: from then
// on the signals that would end the process wait to be taken, and what the terminal would stop writing for goes on.
class ChildSignals {
 public:
  [[nodiscard]] static Result<ChildSignals> Hold();
  ChildSignals(ChildSignals&& other) noexcept;
  ChildSignals& operator=(ChildSignals&&) = delete;
  ChildSignals(const ChildSignals&) = delete;
  ChildSignals& operator=(const ChildSignals&) = delete;
  // Forgets what is still waiting, and gives signals their usual effect again.
  ~ChildSignals();

  [[nodiscard]] int descriptor() const { return descriptor_; }
  // For a child between fork and exec: as the process had it at first. Async-signal-safe.
  void Restore() const noexcept;

 private:
  ChildSignals() = default;

  int descriptor_ = -1;
  sigset_t original_{};
  struct sigaction original_pipe_ {};
};

// A program that was started: its standard streams, process group and terminal are those of osslens. One thread.
class Child {
 public:
  // `words` is not empty; the first is looked up in PATH as shells do. `environment` has "NAME=VALUE". What an error
  // says is for people; `exit_code` is what a shell would give.
  struct Refusal {
    int exit_code = kExitNotFound;
    std::string message;
  };
  [[nodiscard]] static tl::expected<Child, Refusal> Start(
      const std::vector<std::string>& words, const std::vector<std::string>& environment,
      const ProcessLimits& limits, const ChildSignals& signals);

  // Waits until it has ended, or no longer than the limit, and hands on signals meanwhile. Those that a terminal sends
  // go to the whole foreground group, so the child has had them already. Gives the exit code as shells do, 128 and the
  // number for a signal; nothing when the limit came first.
  [[nodiscard]] std::optional<int> Wait(std::optional<std::chrono::milliseconds> limit);

 private:
  Child(pid_t pid, const ChildSignals& signals) : pid_(pid), signals_(&signals) {}

  void HandOnSignals() const;
  [[nodiscard]] std::optional<int> ExitCode() const;

  pid_t pid_;
  const ChildSignals* signals_;
};

}  // namespace osslens::app
