#include "proxy/net/signal.h"

#include <fmt/format.h>
#include <uv.h>

#include <utility>

namespace osslens::net {

SignalWatcher::SignalWatcher(Loop& loop, Callback callback)
    : loop_(loop), callback_(std::move(callback)) {}

Result<void> SignalWatcher::Watch(int signal) {
  auto raw = std::make_unique<uv_signal_t>();
  uv_signal_init(loop_.raw(), raw.get());  // cannot fail: uv_loop_init opened what it needs
  raw->data = this;
  Handle<uv_signal_s> handle(raw.release());
  const int status = uv_signal_start(
      handle.get(),
      [](uv_signal_t* watched, int number) noexcept {
        if (auto* self = static_cast<SignalWatcher*>(watched->data)) self->callback_(number);
      },
      signal);
  if (status != 0) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("cannot watch for signal {}: {}", signal, uv_strerror(status)));
  }
  handles_.push_back(std::move(handle));
  return {};
}

}  // namespace osslens::net
