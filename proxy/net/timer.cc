#include "proxy/net/timer.h"

#include <uv.h>

#include <algorithm>
#include <utility>

namespace osslens::net {

Timer::Timer(Loop& loop, Callback callback) : callback_(std::move(callback)) {
  auto handle = std::make_unique<uv_timer_t>();
  uv_timer_init(loop.raw(), handle.get());  // cannot fail: it only fills in the structure
  handle->data = this;
  handle_.reset(handle.release());
}

void Timer::Start(std::chrono::milliseconds delay) {
  const auto ms = static_cast<uint64_t>(std::max<int64_t>(0, delay.count()));
  uv_timer_start(
      handle_.get(),
      [](uv_timer_t* handle) noexcept {
        if (auto* self = static_cast<Timer*>(handle->data)) self->callback_();
      },
      ms, 0);
}

void Timer::Stop() { uv_timer_stop(handle_.get()); }

bool Timer::is_active() const {
  return uv_is_active(reinterpret_cast<const uv_handle_t*>(handle_.get())) != 0;
}

}  // namespace osslens::net
