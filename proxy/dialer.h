#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "proxy/http/target.h"
#include "proxy/net/address.h"
#include "proxy/net/loop.h"
#include "proxy/net/resolver.h"
#include "proxy/net/tcp_stream.h"
#include "store/record/exchange.h"

namespace osslens::proxy {

// --connect-to: who is to be dialled instead. Nothing on the wire changes by it.
struct ConnectTo {
  std::string host_glob;
  uint16_t port = 0;  // 0: any
  http::Authority target;
};

struct DialSettings {
  std::vector<ConnectTo> connect_to;  // the first that matches counts
  std::chrono::milliseconds connect_limit{10'000};
};

// Addresses at which this process listens itself. A connection to one of them would be a request
// that osslens sends to osslens, without end. Filled before the loops run, then only read.
class OwnAddresses {
 public:
  void Add(const net::SocketAddress& listening) { listening_.push_back(listening); }
  // Whether a connection between these two ends goes to one of our own listeners.
  [[nodiscard]] bool contain(const net::SocketAddress& local, const net::SocketAddress& peer) const;

 private:
  std::vector<net::SocketAddress> listening_;
};

struct Dialled {
  std::unique_ptr<net::TcpStream> stream;
  std::string address;
  Microseconds dns{0}, connect{0};
};

struct DialFailure {
  store::FailureKind kind = store::FailureKind::kConnect;
  std::string reason;  // one sentence that names host and address
};

// Opens connections for one loop. Loop thread only.
class Dialer {
 public:
  using Callback = std::function<void(tl::expected<Dialled, DialFailure>)>;

  // One attempt. Destroying it cancels without a callback.
  class Attempt {
   public:
    virtual ~Attempt() = default;
  };

  // Both references must outlive the dialer.
  Dialer(net::Loop& loop, const DialSettings& settings, const OwnAddresses& own);

  // Calls back once, never from within this call; the callback may destroy the attempt.
  [[nodiscard]] std::unique_ptr<Attempt> Dial(const http::Authority& authority, Callback callback);

 private:
  class Dialling;

  net::Loop& loop_;
  const DialSettings& settings_;
  const OwnAddresses& own_;
  net::Resolver resolver_;
};

}  // namespace osslens::proxy
