#pragma once

#include <sys/resource.h>

namespace osslens::app {

// What the process allows itself, and what it was given: a program that it starts gets the latter back.
class ProcessLimits {
 public:
  // Lets the process have as many descriptors as the system permits, since each exchange takes two, and keeps it from
  // leaving a core file, which would hold whatever passed: tokens, bodies, passwords. Failures are not reported: the
  // process works with what it has.
  ProcessLimits() noexcept;

  // For a child between fork and exec: async-signal-safe.
  void Restore() const noexcept;

 private:
  rlimit descriptors_{}, core_{};
  bool has_descriptors_ = false, has_core_ = false;
};

}  // namespace osslens::app
