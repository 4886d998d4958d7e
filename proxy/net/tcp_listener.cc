#include "proxy/net/tcp_listener.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>
#include <utility>

#include "proxy/net/sockaddr.h"

namespace osslens::net {
namespace {

constexpr int kBacklog = 511;  // as nginx and redis; the system caps it at net.core.somaxconn

// Connections taken in one turn, so that a storm of them does not starve those that are open, and,
// where several loops share a port, one loop does not take what another could serve sooner.
constexpr int kAcceptsPerTurn = 32;

// When accept(2) fails for want of descriptors or memory, the connection stays in the queue and
// accept would be called again at once, for ever. Waiting lets some connections end first.
constexpr std::chrono::milliseconds kRetryDelay{100};

tl::unexpected<Error> CannotListen(const SocketAddress& address, int error) {
  const std::string what = fmt::format("cannot listen on {}", address.ToString());
  switch (error) {
    case EADDRINUSE:
      return Fail(ErrorKind::kUnavailable,
                  what + ": the address is in use; stop the other program or choose another port");
    case EACCES:
      return Fail(ErrorKind::kUnavailable,
                  what + ": permission denied; choose a port of 1024 or above");
    case EADDRNOTAVAIL:
      return Fail(ErrorKind::kInvalid,
                  what +
                      ": it is not an address of this machine; use 127.0.0.1 or one that "
                      "'ip address' lists");
    default:
      return Fail(ErrorKind::kIo, fmt::format("{}: {}", what, uv_strerror(-error)));
  }
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] int Release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

bool SetOption(int descriptor, int level, int option) {
  const int on = 1;
  return setsockopt(descriptor, level, option, &on, sizeof(on)) == 0;
}

// A bound socket, or -1 with errno.
int Bind(const SocketAddress& address, bool share_port) {
  Descriptor descriptor(
      socket(address.is_v6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (descriptor.get() < 0) return -1;
  // SO_REUSEADDR: connections of a former run in TIME_WAIT shall not block the port.
  if (!SetOption(descriptor.get(), SOL_SOCKET, SO_REUSEADDR)) return -1;
  if (share_port && !SetOption(descriptor.get(), SOL_SOCKET, SO_REUSEPORT)) return -1;
  // Accepted sockets inherit it, which saves a system call for each.
  if (!SetOption(descriptor.get(), IPPROTO_TCP, TCP_NODELAY)) return -1;
  const sockaddr_storage storage = ToSockaddr(address);
  if (bind(descriptor.get(), reinterpret_cast<const sockaddr*>(&storage), SockaddrBytes(address)) !=
      0) {
    return -1;
  }
  return descriptor.Release();
}

bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Result<ListeningSocket> ListeningSocket::Open(const SocketAddress& address) {
  // With SO_REUSEPORT, bind(2) would succeed beside another process of the same user that has set
  // it too, and the two would steal each other's connections. Without it, it fails (socket(7)); so
  // that is tried first.
  if (address.port() != 0) {
    const Descriptor probe(Bind(address, false));
    if (probe.get() < 0) return CannotListen(address, errno);
  }
  return ListeningSocket(-1, address).OpenShared();
}

Result<ListeningSocket> ListeningSocket::OpenShared() const {
  Descriptor descriptor(Bind(address_, true));
  if (descriptor.get() < 0 || listen(descriptor.get(), kBacklog) != 0) {
    return CannotListen(address_, errno);
  }
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (getsockname(descriptor.get(), reinterpret_cast<sockaddr*>(&storage), &size) != 0) {
    return CannotListen(address_, errno);
  }
  return ListeningSocket(descriptor.Release(),
                         FromSockaddr(reinterpret_cast<const sockaddr&>(storage)));
}

ListeningSocket::ListeningSocket(ListeningSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), address_(other.address_) {}

ListeningSocket& ListeningSocket::operator=(ListeningSocket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(address_, other.address_);
  return *this;
}

ListeningSocket::~ListeningSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<std::unique_ptr<TcpListener>> TcpListener::Start(Loop& loop, ListeningSocket socket,
                                                        AcceptCallback on_accept) {
  auto listener = std::make_unique<TcpListener>(loop, std::move(socket), std::move(on_accept));
  if (const int status = listener->Watch(); status != 0) {
    return CannotListen(listener->address(), -status);
  }
  return listener;
}

Result<std::unique_ptr<TcpListener>> TcpListener::Listen(Loop& loop, const SocketAddress& address,
                                                         AcceptCallback on_accept) {
  auto socket = ListeningSocket::Open(address);
  if (!socket) return tl::unexpected(std::move(socket.error()));
  return Start(loop, std::move(*socket), std::move(on_accept));
}

TcpListener::TcpListener(Loop& loop, ListeningSocket socket, AcceptCallback on_accept)
    : loop_(loop),
      socket_(std::move(socket)),
      on_accept_(std::move(on_accept)),
      retry_(loop, [this] {
        if (!paused_) static_cast<void>(Watch());
      }) {}

TcpListener::~TcpListener() { *alive_ = false; }

void TcpListener::Pause() {
  paused_ = true;
  poll_.reset();
}

void TcpListener::Resume() {
  if (!std::exchange(paused_, false)) return;
  if (Watch() != 0) retry_.Start(kRetryDelay);
}

// uv_poll_t and accept4(2) instead of uv_listen(): libuv's own loop calls accept again at once when
// there is no descriptor left, and cannot be paused.
int TcpListener::Watch() {
  if (poll_) return 0;
  auto raw = std::make_unique<uv_poll_t>();
  if (const int status = uv_poll_init(loop_.raw(), raw.get(), socket_.descriptor()); status != 0) {
    return status;
  }
  raw->data = this;
  poll_.reset(raw.release());
  return uv_poll_start(poll_.get(), UV_READABLE, [](uv_poll_t* poll, int, int) noexcept {
    if (auto* self = static_cast<TcpListener*>(poll->data)) self->AcceptSome();
  });
}

void TcpListener::AcceptSome() {
  const std::shared_ptr<const bool> alive = alive_;
  for (int i = 0; i < kAcceptsPerTurn && *alive && poll_; ++i) {
    Descriptor descriptor(
        accept4(socket_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (descriptor.get() < 0) {
      if (is_shortage(errno)) {
        poll_.reset();
        retry_.Start(kRetryDelay);
      }
      break;  // EAGAIN: none left. Others concern one connection that has gone already (accept(2)).
    }
    auto raw = std::make_unique<uv_tcp_t>();
    uv_tcp_init(loop_.raw(), raw.get());  // cannot fail: it makes no socket yet
    Handle<uv_tcp_s> handle(raw.release());
    if (uv_tcp_open(handle.get(), descriptor.get()) != 0) continue;
    static_cast<void>(descriptor.Release());
    on_accept_(std::make_unique<TcpStream>(loop_, std::move(handle)));
  }
}

}  // namespace osslens::net
