#include "proxy/net/mailbox.h"

#include <uv.h>

namespace osslens::net {

Wakeup::Wakeup(Loop& loop, std::function<void()> callback) : callback_(std::move(callback)) {
  auto handle = std::make_unique<uv_async_t>();
  // Cannot fail: the descriptor behind all async handles of a loop was opened by uv_loop_init for
  // the loop's own one.
  uv_async_init(loop.raw(), handle.get(), [](uv_async_t* async) noexcept {
    if (auto* self = static_cast<Wakeup*>(async->data)) self->callback_();
  });
  handle->data = this;
  handle_.reset(handle.release());
}

void Wakeup::Signal() noexcept { uv_async_send(handle_.get()); }

}  // namespace osslens::net
