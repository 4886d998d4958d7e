#include "app/process_limits.h"

#include <sys/prctl.h>

namespace osslens::app {

ProcessLimits::ProcessLimits() noexcept
    : has_descriptors_(getrlimit(RLIMIT_NOFILE, &descriptors_) == 0),
      has_core_(getrlimit(RLIMIT_CORE, &core_) == 0) {
  if (has_descriptors_) {
    rlimit raised = descriptors_;
    raised.rlim_cur = raised.rlim_max;
    setrlimit(RLIMIT_NOFILE, &raised);
  }
  // The soft limit only: a hard one could not be given back.
  if (has_core_) {
    rlimit none = core_;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_CORE, &none);
  }
  prctl(PR_SET_DUMPABLE, 0);
}

void ProcessLimits::Restore() const noexcept {
  if (has_descriptors_) setrlimit(RLIMIT_NOFILE, &descriptors_);
  if (has_core_) setrlimit(RLIMIT_CORE, &core_);
}

}  // namespace osslens::app
