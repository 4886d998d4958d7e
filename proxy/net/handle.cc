#include "proxy/net/handle.h"

#include <uv.h>

namespace osslens::net {

template <class H>
void CloseThenDelete::operator()(H* handle) const noexcept {
  handle->data = nullptr;
  uv_close(reinterpret_cast<uv_handle_t*>(handle),
           [](uv_handle_t* closed) noexcept { delete reinterpret_cast<H*>(closed); });
}

template void CloseThenDelete::operator()(uv_async_s* handle) const noexcept;
template void CloseThenDelete::operator()(uv_poll_s* handle) const noexcept;
template void CloseThenDelete::operator()(uv_signal_s* handle) const noexcept;
template void CloseThenDelete::operator()(uv_tcp_s* handle) const noexcept;
template void CloseThenDelete::operator()(uv_timer_s* handle) const noexcept;

}  // namespace osslens::net
