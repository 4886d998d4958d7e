#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>

#include "proxy/client_connection.h"
#include "proxy/dialer.h"
#include "proxy/net/loop.h"
#include "proxy/net/mailbox.h"
#include "proxy/net/tcp_listener.h"
#include "proxy/net/timer.h"
#include "proxy/session_settings.h"
#include "proxy/upstream_pool.h"
#include "store/record/exchange_sink.h"

namespace osslens::proxy {

// Counted by the loops, read by the status page. Any thread.
struct ProxyCounters {
  std::atomic<uint64_t> connections_accepted{0};
  std::atomic<uint64_t> connections_open{0};
  std::atomic<uint64_t> exchanges{0};
};

// What all loops of a proxy share; constant while they run, but for the counters and the sink.
struct ProxyContext {
  SessionSettings session;
  DialSettings dial;
  PoolLimits pool;
  OwnAddresses own;
  std::chrono::milliseconds shutdown_grace{5'000};
  size_t max_connections_per_loop = 16'384;
  // Of all loops, while there is a further proxy. Nothing on the wire tells a request that comes back
  // from a new one, so what goes round is known by its number alone.
  size_t max_chained = 2'048;
  TlsSettings tls;
  store::ExchangeSink* sink = nullptr;
  ProxyCounters counters;
};

// One event loop of the proxy with everything that lives on it. Run() is the body of its thread;
// only RequestShutdown() may be called from another one.
class ProxyLoop final : private ConnectionHost {
 public:
  [[nodiscard]] static Result<std::unique_ptr<ProxyLoop>> Create(ProxyContext& context,
                                                                 net::ListeningSocket socket);

  // For Create().
  ProxyLoop(ProxyContext& context, std::unique_ptr<net::Loop> loop);
  ~ProxyLoop() override;
  ProxyLoop(const ProxyLoop&) = delete;
  ProxyLoop& operator=(const ProxyLoop&) = delete;

  // Returns when a shutdown has been requested and every connection has ended.
  void Run();

  // Stops listening and lets exchanges finish within the grace of the context; what is left then is
  // ended and recorded.
  void RequestShutdown() { control_.Post(Control::kShutDown); }

 private:
  enum class Control { kShutDown };

  net::Loop& loop() override { return *loop_; }
  Dialer& dialer() override { return dialer_; }
  UpstreamPool& pool() override { return pool_; }
  TlsParts& tls() override { return tls_; }
  const SessionSettings& settings() override { return context_.session; }
  void Record(std::unique_ptr<store::Exchange> exchange) override;
  [[nodiscard]] bool is_congested() const override { return congested_; }
  [[nodiscard]] bool is_going_round() const override;
  void Remove(ClientConnection& connection) override;

  void Accept(std::unique_ptr<net::TcpStream> stream);
  void BeginShutdown();
  void EndAll();
  void StopWhenFlushed();
  void LookAtCongestion();

  ProxyContext& context_;
  TlsParts tls_;  // outlives what is left on the loop
  std::unique_ptr<net::Loop> loop_;
  net::Mailbox<Control> control_;
  Dialer dialer_;
  UpstreamPool pool_;
  net::Timer grace_;
  net::Timer flushed_;
  net::Timer congestion_;
  std::unique_ptr<net::TcpListener> listener_;
  std::unordered_map<const ClientConnection*, std::unique_ptr<ClientConnection>> connections_;
  bool congested_ = false;
  bool shutting_down_ = false;
  bool grace_over_ = false;
};

}  // namespace osslens::proxy
