#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "proxy/net/handle.h"
#include "proxy/net/loop.h"

namespace osslens::net {

// Calls back on the loop when the process gets one of the signals that are watched for, which then
// lose their usual effect. Loop thread only. Keeps the loop running. The callback may destroy the
// watcher as the last thing it does.
class SignalWatcher {
 public:
  using Callback = std::function<void(int signal)>;

  SignalWatcher(Loop& loop, Callback callback);
  ~SignalWatcher() = default;
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  // SIGINT, SIGTERM, ...; fails for those that cannot be caught.
  [[nodiscard]] Result<void> Watch(int signal);

 private:
  Loop& loop_;
  Callback callback_;
  std::vector<Handle<uv_signal_s>> handles_;
};

}  // namespace osslens::net
