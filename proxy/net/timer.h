#pragma once

#include <chrono>
#include <functional>

#include "proxy/net/handle.h"
#include "proxy/net/loop.h"

namespace osslens::net {

// Calls back once, some time after Start(). Loop thread only. The callback may start the timer
// again, or destroy it as the last thing it does.
class Timer {
 public:
  using Callback = std::function<void()>;

  Timer(Loop& loop, Callback callback);
  ~Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Replaces the time that was set before. Zero means the next turn of the loop.
  void Start(std::chrono::milliseconds delay);
  void Stop();
  [[nodiscard]] bool is_active() const;

 private:
  Callback callback_;
  Handle<uv_timer_s> handle_;
};

}  // namespace osslens::net
