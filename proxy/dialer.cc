#include "proxy/dialer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "proxy/net/connector.h"

namespace osslens::proxy {
namespace {

store::FailureKind KindOf(net::NetErrorKind kind) {
  switch (kind) {
    case net::NetErrorKind::kDns:
      return store::FailureKind::kDns;
    case net::NetErrorKind::kTimeout:
      return store::FailureKind::kTimeout;
    case net::NetErrorKind::kRefused:
    case net::NetErrorKind::kUnreachable:
    case net::NetErrorKind::kReset:
    case net::NetErrorKind::kTls:
    case net::NetErrorKind::kDistrusted:
    case net::NetErrorKind::kOther:
      break;
  }
  return store::FailureKind::kConnect;
}

const http::Authority& DestinationOf(const http::Authority& authority,
                                     const DialSettings& settings) {
  const auto match = std::ranges::find_if(settings.connect_to, [&authority](const ConnectTo& one) {
    return (one.port == 0 || one.port == authority.port) &&
           GlobMatch(one.host_glob, authority.host);
  });
  return match == settings.connect_to.end() ? authority : match->target;
}

}  // namespace

bool OwnAddresses::contain(const net::SocketAddress& local, const net::SocketAddress& peer) const {
  return std::ranges::any_of(listening_, [&](const net::SocketAddress& own) {
    if (own.port() != peer.port()) return false;
    if (!own.is_unspecified()) return own.has_same_ip(peer);
    return peer.is_loopback() || peer.has_same_ip(local);
  });
}

// Looks a name up, then connects.
class Dialer::Dialling final : public Dialer::Attempt {
 public:
  Dialling(Dialer& dialer, const http::Authority& destination, Callback callback)
      : dialer_(dialer), destination_(destination), callback_(std::move(callback)) {
    ticket_ = dialer_.resolver_.Resolve(
        destination_.host, destination_.port,
        [this](net::NetResult<net::Resolution> found) { OnResolved(std::move(found)); });
  }

 private:
  void OnResolved(net::NetResult<net::Resolution> found) {
    if (!found) return GiveUp(found.error());
    dns_ = found->elapsed;
    connector_ = std::make_unique<net::Connector>(
        dialer_.loop_, destination_.host, std::move(found->addresses),
        net::ConnectOptions{.total_limit = dialer_.settings_.connect_limit},
        [this](net::NetResult<net::Connection> made) { OnConnected(std::move(made)); });
  }

  void OnConnected(net::NetResult<net::Connection> made) {
    if (!made) return GiveUp(made.error());
    if (dialer_.own_.contain(made->stream->local_address(), made->stream->peer_address())) {
      return GiveUp({net::NetErrorKind::kOther,
                     fmt::format("{} is osslens itself; a request must name the server it is for",
                                 ToText(destination_))});
    }
    // The callback may destroy this object: call out last, with a callback that lives here no more.
    const Callback callback = std::move(callback_);
    callback(Dialled{std::move(made->stream), made->address.ToString(), dns_, made->elapsed});
  }

  void GiveUp(const net::NetError& error) {
    const Callback callback = std::move(callback_);
    callback(tl::unexpected(DialFailure{KindOf(error.kind), error.message}));
  }

  Dialer& dialer_;
  const http::Authority destination_;
  Callback callback_;
  Microseconds dns_{0};
  net::Resolver::Ticket ticket_;
  std::unique_ptr<net::Connector> connector_;
};

Dialer::Dialer(net::Loop& loop, const DialSettings& settings, const OwnAddresses& own)
    : loop_(loop), settings_(settings), own_(own), resolver_(loop) {}

std::unique_ptr<Dialer::Attempt> Dialer::Dial(const http::Authority& authority, Callback callback) {
  return std::make_unique<Dialling>(*this, DestinationOf(authority, settings_),
                                    std::move(callback));
}

}  // namespace osslens::proxy
