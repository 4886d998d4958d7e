#include "proxy/net/connector.h"

#include <fmt/format.h>
#include <uv.h>

#include <algorithm>
#include <utility>

#include "proxy/net/sockaddr.h"

namespace osslens::net {

struct ConnectCallbacks {
  static void Connected(uv_connect_t* raw, int status) noexcept {
    const std::unique_ptr<uv_connect_t> request(raw);
    const auto* handle = reinterpret_cast<const uv_tcp_t*>(raw->handle);
    if (auto* owner = static_cast<Connector*>(handle->data)) owner->HandleConnected(handle, status);
  }
};

Connector::Connector(Loop& loop, std::string host, std::vector<SocketAddress> addresses,
                     const ConnectOptions& options, Callback callback)
    : loop_(loop),
      host_(std::move(host)),
      addresses_(std::move(addresses)),
      options_(options),
      callback_(std::move(callback)),
      started_(loop.now()),
      next_timer_(loop, [this] { TryNext(); }),
      total_timer_(loop, [this] { FailAll(true); }) {
  total_timer_.Start(options.total_limit);
  if (addresses_.empty()) {
    next_timer_.Start(std::chrono::milliseconds(0));
  } else {
    TryNext();
  }
}

Connector::~Connector() = default;

// Begins with the next address, or fails when none is left and none is under way. An address that
// fails at once is not passed over here but from the timer, so that the outcome is never reported
// from within the constructor.
void Connector::TryNext() {
  if (next_ == addresses_.size()) {
    if (attempts_.empty()) FailAll(false);
    return;
  }
  Attempt attempt{.index = next_++, .handle = nullptr};
  if (const int status = Dial(attempt); status != 0) {
    AddFailure(attempt.index, status);
    next_timer_.Start(std::chrono::milliseconds(0));
    return;
  }
  attempts_.push_back(std::move(attempt));
  next_timer_.Start(options_.attempt_delay);
}

int Connector::Dial(Attempt& attempt) {
  auto raw = std::make_unique<uv_tcp_t>();
  uv_tcp_init(loop_.raw(), raw.get());  // cannot fail: it makes no socket yet
  raw->data = this;
  attempt.handle.reset(raw.release());
  uv_tcp_nodelay(attempt.handle.get(), 1);
  const sockaddr_storage storage = ToSockaddr(addresses_[attempt.index]);
  auto request = std::make_unique<uv_connect_t>();
  const int status =
      uv_tcp_connect(request.get(), attempt.handle.get(),
                     reinterpret_cast<const sockaddr*>(&storage), &ConnectCallbacks::Connected);
  if (status == 0) static_cast<void>(request.release());
  return status;
}

void Connector::HandleConnected(const uv_tcp_s* handle, int status) {
  const auto found =
      std::find_if(attempts_.begin(), attempts_.end(),
                   [handle](const Attempt& attempt) { return attempt.handle.get() == handle; });
  if (found == attempts_.end()) return;
  Attempt attempt = std::move(*found);
  attempts_.erase(found);
  if (status == 0) return Succeed(std::move(attempt));
  AddFailure(attempt.index, status);
  TryNext();
}

void Connector::AddFailure(size_t index, int status) {
  const NetError error = NetErrorFromStatus(status, addresses_[index].ToString());
  if (!first_failure_) first_failure_ = error.kind;
  if (!failures_.empty()) failures_ += "; ";
  failures_ += error.message;
}

void Connector::Succeed(Attempt attempt) {
  next_timer_.Stop();
  total_timer_.Stop();
  attempts_.clear();
  const SocketAddress address = addresses_[attempt.index];
  const auto elapsed = std::chrono::duration_cast<Microseconds>(loop_.now() - started_);
  const auto callback = std::move(callback_);
  callback(
      Connection{std::make_unique<TcpStream>(loop_, std::move(attempt.handle)), address, elapsed});
}

void Connector::FailAll(bool timed_out) {
  next_timer_.Stop();
  total_timer_.Stop();
  for (const Attempt& attempt : attempts_) AddFailure(attempt.index, UV_ETIMEDOUT);
  attempts_.clear();
  if (failures_.empty()) failures_ = timed_out ? "no answer in time" : "it has no address";
  NetError error{
      .kind = timed_out ? NetErrorKind::kTimeout : first_failure_.value_or(NetErrorKind::kOther),
      .message = fmt::format("cannot connect to {}: {}", host_, failures_)};
  if (timed_out) {
    error.message += fmt::format(" (gave up after {} ms)", options_.total_limit.count());
  }
  const auto callback = std::move(callback_);
  callback(tl::unexpected(std::move(error)));
}

}  // namespace osslens::net
