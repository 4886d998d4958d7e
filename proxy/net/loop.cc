#include "proxy/net/loop.h"

#include <fmt/format.h>
#include <uv.h>

#include <cassert>
#include <csignal>
#include <utility>

namespace osslens::net {
namespace {

// What libuv suggests to its allocation callback; one read(2) takes at most this much.
constexpr size_t kReadBufferBytes = 64 * 1024;

}  // namespace

Result<std::unique_ptr<Loop>> Loop::Create() {
  std::signal(SIGPIPE, SIG_IGN);
  auto raw = std::make_unique<uv_loop_t>();
  const int status = uv_loop_init(raw.get());
  if (status != 0) {
    return Fail(ErrorKind::kUnavailable,
                fmt::format("cannot start an event loop: {}; raise the limit of open files "
                            "(ulimit -n)",
                            uv_strerror(status)));
  }
  return std::make_unique<Loop>(LoopHandle(raw.release()));
}

Loop::Loop(LoopHandle loop) : loop_(std::move(loop)), read_buffer_(kReadBufferBytes) {}

Loop::~Loop() {
  kept_.clear();
  uv_walk(
      loop_.get(),
      [](uv_handle_t* handle, void*) noexcept {
        assert(uv_is_closing(handle) && "an object of the loop outlives the loop");
        static_cast<void>(handle);
      },
      nullptr);
}

void CloseLoop::operator()(uv_loop_s* loop) const noexcept {
  const std::unique_ptr<uv_loop_t> owned(loop);
  while (uv_loop_close(loop) == UV_EBUSY) uv_run(loop, UV_RUN_DEFAULT);
}

void Loop::Run() { uv_run(loop_.get(), UV_RUN_DEFAULT); }

void Loop::Stop() { uv_stop(loop_.get()); }

size_t Loop::handle_count() const {
  size_t count = 0;
  uv_walk(
      loop_.get(), [](uv_handle_t*, void* out) noexcept { ++*static_cast<size_t*>(out); }, &count);
  return count;
}

void Loop::Keep(std::unique_ptr<Kept> kept) {
  const Kept* key = kept.get();
  kept_.emplace(key, std::move(kept));
}

void Loop::Drop(const Kept& kept) {
  // Out of the map first: the destructor may come back here for another one.
  const auto node = kept_.extract(&kept);
  static_cast<void>(node);
}

}  // namespace osslens::net
