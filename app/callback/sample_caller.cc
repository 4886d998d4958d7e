#include "app/callback/sample_caller.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <utility>

#include "base/clock.h"
#include "proxy/proxy_server.h"

namespace osslens::app {
namespace {

// How long the record is waited for after the connection has ended.
constexpr std::chrono::seconds kRecordPatience{10};

// Takes the one exchange from the proxy's loop.
class OneExchange final : public store::ExchangeSink {
 public:
  void Offer(std::unique_ptr<store::Exchange> exchange) override {
    const std::lock_guard lock(mutex_);
    if (!exchange_) exchange_ = std::move(exchange);
    arrived_.notify_one();
  }
  [[nodiscard]] bool congested() const override { return false; }

  std::unique_ptr<store::Exchange> Take() {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, kRecordPatience, [this] { return exchange_ != nullptr; });
    return std::move(exchange_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::unique_ptr<store::Exchange> exchange_;
};

class Socket {
 public:
  Socket() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

Error SystemError(std::string_view what) {
  return Error{ErrorKind::kIo, fmt::format("{}: {}", what, std::strerror(errno))};
}

// Sends the call and waits for its answer, both until the patience is over: a server need not read.
Result<void> Converse(uint16_t port, std::string_view request, const CallSettings& settings) {
  const std::chrono::milliseconds patience = settings.patience;
  const Socket socket;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (socket.descriptor() < 0 || ::connect(socket.descriptor(), generic, sizeof address) != 0)
    return tl::unexpected(SystemError("cannot connect to the loopback address"));
  const std::stop_callback wake(settings.stop,
                                [&socket] { ::shutdown(socket.descriptor(), SHUT_RDWR); });
  const SteadyTime deadline = SteadyNow() + patience;
  std::array<char, 16 * 1024> buffer{};
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyNow()).count();
    if (left <= 0 && !request.empty()) {
      return Fail(ErrorKind::kIo,
                  fmt::format("the server did not take the whole call within {} ms; "
                              "OSS would give it up",
                              patience.count()));
    }
    if (left <= 0) return {};
    // A server may answer, or go, before it has taken the whole call.
    const short wanted = request.empty() ? POLLIN : POLLIN | POLLOUT;
    pollfd waited{.fd = socket.descriptor(), .events = wanted, .revents = 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(left) + 1);
    if (ready < 0 && errno != EINTR) return tl::unexpected(SystemError("cannot wait"));
    if (ready <= 0) continue;
    if ((waited.revents & ~POLLOUT) != 0) {
      if (::recv(socket.descriptor(), buffer.data(), buffer.size(), 0) <= 0) return {};
    } else {
      const ssize_t sent =
          ::send(socket.descriptor(), request.data(), request.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && errno != EAGAIN && errno != EINTR)
        return tl::unexpected(SystemError("cannot send the call"));
      if (sent > 0) request.remove_prefix(static_cast<size_t>(sent));
    }
  }
}

}  // namespace

Result<std::unique_ptr<store::Exchange>> CallOnce(const CallSettings& settings,
                                                  std::string_view request) {
  OneExchange sink;
  proxy::ProxyContext context;
  context.sink = &sink;
  // The caller has gone when its patience is over, and nothing more is to be waited for.
  context.session.timeouts.half_closed = std::chrono::milliseconds{0};
  context.shutdown_grace = std::chrono::milliseconds{0};
  const auto loopback = net::SocketAddress::Parse("127.0.0.1:0");
  if (!loopback) return tl::unexpected(loopback.error());
  context.dial.connect_to = settings.connect_to;
  context.session.upstream_proxy = settings.upstream_proxy;
  context.reverse.push_back({*loopback, settings.server});
  auto client = tls::ClientContext::Create(settings.trust);
  if (!client) return tl::unexpected(client.error());
  context.tls.client.emplace(std::move(*client));
  auto server = proxy::ProxyServer::Listen(context, *loopback, 1);
  if (!server) return tl::unexpected(server.error());
  (*server)->Start();
  const auto spoken = Converse((*server)->reverse_address(0).port(), request, settings);
  // A call that was stopped may leave no record.
  const bool stopped = settings.stop.stop_requested();
  std::unique_ptr<store::Exchange> exchange = spoken && !stopped ? sink.Take() : nullptr;
  (*server)->Shutdown();
  if (!spoken) return tl::unexpected(spoken.error());
  if (stopped) return Fail(ErrorKind::kUnavailable, "the call was stopped");
  if (!exchange) return Fail(ErrorKind::kIo, "the call left no record");
  return exchange;
}

}  // namespace osslens::app
