#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "proxy/chained_requests.h"
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

// An address at which apps, or OSS, find a server as if osslens were it (--reverse, --callback).
struct ReverseAddress {
  net::SocketAddress address;
  ReverseTarget target;
};

// A listening socket, and the server behind it; null: it is the proxy's.
struct Entrance {
  net::ListeningSocket socket;
  const ReverseTarget* reverse = nullptr;
};

// What all loops of a proxy share; constant while they run, but for the counters and the sink.
struct ProxyContext {
  SessionSettings session;
  DialSettings dial;
  PoolLimits pool;
  OwnAddresses own;
  std::vector<ReverseAddress> reverse;  // port 0 takes a free one
  std::chrono::milliseconds shutdown_grace{5'000};
  size_t max_connections_per_loop = 16'384;
  // Of all loops, while there is a further proxy: for what goes round and is changed on its way, so
  // that ChainedRequests does not know it again.
  size_t max_chained = 2'048;
  size_t max_chained_same_per_loop = 128;
  TlsSettings tls;
  store::ExchangeSink* sink = nullptr;
  RecentAgents recent_agents;
  ProxyCounters counters;
};

// One event loop of the proxy with everything that lives on it. Run() is the body of its thread;
// only RequestShutdown() and Send() may be called from another one.
class ProxyLoop final : private ConnectionHost {
 public:
  [[nodiscard]] static Result<std::unique_ptr<ProxyLoop>> Create(ProxyContext& context,
                                                                 std::vector<Entrance> entrances);

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

  // Any thread, while the loop lives: sends it, and records it as an exchange of its own. During a shutdown it is dropped.
  void Send(Replay replay) { replays_.Post(std::move(replay)); }

 private:
  enum class Control { kShutDown };

  net::Loop& loop() override { return *loop_; }
  Dialer& dialer() override { return dialer_; }
  UpstreamPool& pool() override { return pool_; }
  TlsParts& tls() override { return tls_; }
  const SessionSettings& settings() override { return context_.session; }
  void Record(std::unique_ptr<store::Exchange> exchange) override;
  [[nodiscard]] bool is_congested() const override { return congested_; }
  ChainedRequests& chained() override { return chained_; }
  [[nodiscard]] bool is_going_round() const override;
  void Remove(ClientConnection& connection) override;

  void Accept(std::unique_ptr<net::TcpStream> stream, const ReverseTarget* reverse);
  void Take(std::unique_ptr<ClientConnection> connection);
  void BeginReplays(std::vector<Replay> replays);
  void BeginShutdown();
  void EndAll();
  void StopWhenFlushed();
  void LookAtCongestion();

  ProxyContext& context_;
  TlsParts tls_;  // outlives what is left on the loop
  std::unique_ptr<net::Loop> loop_;
  net::Mailbox<Control> control_;
  net::Mailbox<Replay> replays_;
  Dialer dialer_;
  UpstreamPool pool_;
  ChainedRequests chained_;
  net::Timer grace_;
  net::Timer flushed_;
  net::Timer congestion_;
  std::vector<std::unique_ptr<net::TcpListener>> listeners_;
  std::unordered_map<const ClientConnection*, std::unique_ptr<ClientConnection>> connections_;
  bool congested_ = false;
  bool shutting_down_ = false;
  bool grace_over_ = false;
};

}  // namespace osslens::proxy
