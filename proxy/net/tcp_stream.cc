#include "proxy/net/tcp_stream.h"

#include <sys/socket.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <string>
#include <utility>

#include "proxy/net/linger.h"
#include "proxy/net/sockaddr.h"

namespace osslens::net {
namespace {

// A message is a head and a piece of body, rarely more; further parts go out in a further call.
constexpr size_t kPartsPerCall = 16;

// Owns the bytes until libuv has written them.
struct WriteRequest {
  uv_write_t request{};
  std::string bytes;
};

// The error that the system holds for the socket, as a libuv status; 0 when there is none.
int PendingError(const uv_tcp_t* handle) {
  uv_os_fd_t descriptor = -1;
  int error = 0;
  socklen_t size = sizeof(error);
  if (uv_fileno(reinterpret_cast<const uv_handle_t*>(handle), &descriptor) != 0 ||
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
    return 0;
  }
  return -error;
}

uv_stream_t* AsStream(uv_tcp_t* handle) { return reinterpret_cast<uv_stream_t*>(handle); }

template <class GetName>
SocketAddress AddressOf(const uv_tcp_t* handle, GetName get_name) {
  sockaddr_storage storage{};
  int size = sizeof(storage);
  auto& address = reinterpret_cast<sockaddr&>(storage);
  if (handle == nullptr || get_name(handle, &address, &size) != 0) return {};
  return FromSockaddr(address);
}

}  // namespace

// libuv's callbacks: recover the owner, translate, call one method, touch nothing after it.
struct StreamCallbacks {
  static TcpStream* Owner(const void* data) noexcept {
    return static_cast<TcpStream*>(const_cast<void*>(data));
  }
  static void Allocate(uv_handle_t* handle, size_t, uv_buf_t* buffer) noexcept {
    const auto* owner = Owner(handle->data);
    if (owner == nullptr) return;
    const auto space = owner->loop_.read_buffer();
    *buffer = uv_buf_init(space.data(), static_cast<unsigned>(space.size()));
  }
  static void Read(uv_stream_t* stream, ssize_t count, const uv_buf_t*) noexcept {
    if (auto* owner = Owner(stream->data)) owner->HandleRead(count);
  }
  static void Written(uv_write_t* raw, int status) noexcept {
    const std::unique_ptr<WriteRequest> request(static_cast<WriteRequest*>(raw->data));
    if (auto* owner = Owner(raw->handle->data)) owner->HandleWritten(status);
  }
  static void ShutDown(uv_shutdown_t* raw, int status) noexcept {
    const std::unique_ptr<uv_shutdown_t> request(raw);
    if (auto* owner = Owner(raw->handle->data)) owner->HandleShutdown(status);
  }
};

TcpStream::TcpStream(Loop& loop, Handle<uv_tcp_s> handle)
    : loop_(loop), handle_(std::move(handle)) {
  handle_->data = this;
}

void TcpStream::set_water_marks(size_t low_bytes, size_t high_bytes) {
  assert(low_bytes <= high_bytes);
  low_water_bytes_ = low_bytes;
  high_water_bytes_ = high_bytes;
}

void TcpStream::StartReading() {
  if (!handle_ || ended_ || broken_) return;
  assert(listener_ != nullptr);
  reading_ = true;
  // UV_EALREADY is the only failure there can be, and it is none.
  uv_read_start(AsStream(handle_.get()), &StreamCallbacks::Allocate, &StreamCallbacks::Read);
}

void TcpStream::StopReading() {
  reading_ = false;
  if (handle_) uv_read_stop(AsStream(handle_.get()));
}

void TcpStream::Write(std::span<const std::string_view> parts) {
  if (!handle_ || broken_ || write_broken_) return;
  assert(!shut_down_ && "written after Shutdown()");
  size_t total_bytes = 0;
  for (const auto part : parts) total_bytes += part.size();
  const size_t written_bytes = total_bytes == 0 ? 0 : TryWrite(parts);
  if (written_bytes < total_bytes) Enqueue(parts, written_bytes, total_bytes);
}

// Gives how many bytes the system took. An error counts as nothing taken: the rest is queued, meets
// the error again and reports it later from the loop, as every completion must be.
size_t TcpStream::TryWrite(std::span<const std::string_view> parts) {
  size_t written_bytes = 0;
  while (!parts.empty()) {
    std::array<uv_buf_t, kPartsPerCall> buffers{};
    const auto group = parts.first(std::min(parts.size(), kPartsPerCall));
    size_t group_bytes = 0;
    for (size_t i = 0; i < group.size(); ++i) {
      buffers[i].base = const_cast<char*>(group[i].data());  // libuv only reads
      buffers[i].len = group[i].size();
      group_bytes += group[i].size();
    }
    const int count =
        uv_try_write(AsStream(handle_.get()), buffers.data(), static_cast<unsigned>(group.size()));
    if (count < 0) {
      if (count != UV_EAGAIN && write_error_ == 0) write_error_ = count;
      return written_bytes;
    }
    written_bytes += static_cast<size_t>(count);
    if (static_cast<size_t>(count) < group_bytes) return written_bytes;
    parts = parts.subspan(group.size());
  }
  return written_bytes;
}

void TcpStream::Enqueue(std::span<const std::string_view> parts, size_t skip_bytes,
                        size_t total_bytes) {
  auto request = std::make_unique<WriteRequest>();
  request->bytes.reserve(total_bytes - skip_bytes);
  for (const auto part : parts) {
    const size_t skipped = std::min(skip_bytes, part.size());
    skip_bytes -= skipped;
    request->bytes.append(part.substr(skipped));
  }
  WriteRequest* released = request.release();
  released->request.data = released;
  const uv_buf_t buffer =
      uv_buf_init(released->bytes.data(), static_cast<unsigned>(released->bytes.size()));
  const int status =
      uv_write(&released->request, AsStream(handle_.get()), &buffer, 1, &StreamCallbacks::Written);
  if (status != 0) {  // only without memory, or on a stream that was never connected
    const std::unique_ptr<WriteRequest> taken_back(released);
    assert(false && "libuv refused a write");
    return;
  }
  if (queued_bytes() > high_water_bytes_) above_high_water_ = true;
}

size_t TcpStream::queued_bytes() const {
  return handle_ ? uv_stream_get_write_queue_size(AsStream(handle_.get())) : 0;
}

void TcpStream::Shutdown() {
  if (!handle_ || shut_down_ || broken_) return;
  shut_down_ = true;
  auto request = std::make_unique<uv_shutdown_t>();
  if (uv_shutdown(request.get(), AsStream(handle_.get()), &StreamCallbacks::ShutDown) == 0) {
    static_cast<void>(request.release());
  }
}

void TcpStream::Reset() {
  if (!handle_) return;
  // Not uv_tcp_close_reset(): it refuses while a shutdown is under way, for the sake of systems
  // other than Linux.
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  uv_os_fd_t descriptor = -1;
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(handle_.get()), &descriptor) == 0) {
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  }
  handle_.reset();
}

void TcpStream::Finish(std::unique_ptr<Stream> self, std::chrono::milliseconds limit) {
  if (!handle_ || broken_) return;
  static_cast<void>(self.release());
  Linger(std::unique_ptr<TcpStream>(this), limit);
}

SocketAddress TcpStream::local_address() const {
  return AddressOf(handle_.get(), uv_tcp_getsockname);
}

SocketAddress TcpStream::peer_address() const {
  return AddressOf(handle_.get(), uv_tcp_getpeername);
}

// What broke the connection although reading met its end, or 0. The system tells of an error once,
// and it may have told a write. EPIPE is none: then the peer's FIN had come before (Linux,
// tcp_reset).
int TcpStream::ErrorBehindEnd() const {
  const int pending = PendingError(handle_.get());
  const int error = pending != 0 ? pending : write_error_;
  return error == UV_EPIPE ? 0 : error;
}

void TcpStream::HandleRead(ptrdiff_t count) {
  if (count > 0) {
    listener_->OnData({loop_.read_buffer().data(), static_cast<size_t>(count)});
  } else if (count == UV_EOF) {
    // When bytes and a RST behind them arrive together, libuv reads the bytes, sees the hang-up and
    // reports an end where there was none (uv__stream_io). A body that was cut off must not pass
    // for a complete one.
    if (const int status = ErrorBehindEnd(); status != 0) return Break(status, "reading failed");
    ended_ = true;
    // Nothing but writes can tell now that the peer is gone altogether; the next one does.
    write_broken_ = false;
    StopReading();
    listener_->OnEnd();
  } else if (count < 0) {
    Break(static_cast<int>(count), "reading failed");
  }
}

void TcpStream::HandleWritten(int status) {
  if (broken_) return;
  if (status < 0) return BreakWriting(status, "writing failed");
  if (above_high_water_ && queued_bytes() <= low_water_bytes_) {
    above_high_water_ = false;
    listener_->OnDrained();
  }
}

void TcpStream::HandleShutdown(int status) {
  if (broken_) return;
  if (status < 0) return BreakWriting(status, "closing failed");
  finished_ = true;
  listener_->OnFinished();
}

void TcpStream::BreakWriting(int status, std::string_view what) {
  if (write_error_ == 0) write_error_ = status;
  if (!reading_ || status == UV_ECANCELED) return Break(status, what);
  write_broken_ = true;
  if (!above_high_water_) return;
  above_high_water_ = false;
  listener_->OnDrained();
}

void TcpStream::Break(int status, std::string_view what) {
  broken_ = true;
  StopReading();
  listener_->OnError(NetErrorFromStatus(status, what));
}

}  // namespace osslens::net
