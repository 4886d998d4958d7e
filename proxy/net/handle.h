#pragma once

#include <memory>

struct uv_async_s;
struct uv_poll_s;
struct uv_signal_s;
struct uv_tcp_s;
struct uv_timer_s;

namespace osslens::net {

// The one place where a libuv handle is closed. libuv keeps using a handle's memory until its close
// callback (docs/src/handle.rst of libuv), so the owner lets go here and the memory is freed there.
// The owner is cut off first: a callback that is still to come finds `data` null and returns. So an
// owner may die at any moment, also inside a callback of the same handle.
struct CloseThenDelete {
  template <class H>
  void operator()(H* handle) const noexcept;
};

// Owns a handle whose uv_*_init has succeeded. Loop thread only.
template <class H>
using Handle = std::unique_ptr<H, CloseThenDelete>;

extern template void CloseThenDelete::operator()(uv_async_s* handle) const noexcept;
extern template void CloseThenDelete::operator()(uv_poll_s* handle) const noexcept;
extern template void CloseThenDelete::operator()(uv_signal_s* handle) const noexcept;
extern template void CloseThenDelete::operator()(uv_tcp_s* handle) const noexcept;
extern template void CloseThenDelete::operator()(uv_timer_s* handle) const noexcept;

}  // namespace osslens::net
