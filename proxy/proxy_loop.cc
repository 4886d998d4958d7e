#include "proxy/proxy_loop.h"

#include <utility>
#include <vector>

namespace osslens::proxy {
namespace {

// How often a congested loop looks whether the pipeline has caught up.
constexpr std::chrono::milliseconds kCongestionPoll{10};
// How often a loop that is shutting down looks whether the last answers are written out.
constexpr std::chrono::milliseconds kFlushPoll{10};

}  // namespace

Result<std::unique_ptr<ProxyLoop>> ProxyLoop::Create(ProxyContext& context,
                                                     std::vector<Entrance> entrances) {
  Result<std::unique_ptr<net::Loop>> loop = net::Loop::Create();
  if (!loop) return tl::unexpected(loop.error());
  auto made = std::make_unique<ProxyLoop>(context, std::move(*loop));
  ProxyLoop& self = *made;
  for (Entrance& entrance : entrances) {
    auto listener = net::TcpListener::Start(
        *self.loop_, std::move(entrance.socket),
        [&self, reverse = entrance.reverse](std::unique_ptr<net::TcpStream> stream) {
          self.Accept(std::move(stream), reverse);
        });
    if (!listener) return tl::unexpected(listener.error());
    self.listeners_.push_back(std::move(*listener));
  }
  return made;
}

ProxyLoop::ProxyLoop(ProxyContext& context, std::unique_ptr<net::Loop> loop)
    : context_(context),
      tls_{.settings = context.tls, .sessions = tls::SessionCache(), .output = {}},
      loop_(std::move(loop)),
      control_(*loop_, [this](const std::vector<Control>&) { BeginShutdown(); }),
      replays_(*loop_, [this](std::vector<Replay> replays) { BeginReplays(std::move(replays)); }),
      dialer_(*loop_, context.dial, context.own),
      pool_(*loop_, context.pool),
      chained_(context.max_chained_same_per_loop),
      grace_(*loop_,
             [this] {
               grace_over_ = true;
               EndAll();
               StopWhenFlushed();
             }),
      flushed_(*loop_, [this] { StopWhenFlushed(); }),
      congestion_(*loop_, [this] { LookAtCongestion(); }) {}

ProxyLoop::~ProxyLoop() = default;

void ProxyLoop::Run() { loop_->Run(); }

void ProxyLoop::Accept(std::unique_ptr<net::TcpStream> stream, const ReverseTarget* reverse) {
  context_.counters.connections_accepted.fetch_add(1, std::memory_order_relaxed);
  ConnectionHost& host = *this;
  Take(std::make_unique<ClientConnection>(host, std::move(stream), reverse));
}

void ProxyLoop::BeginReplays(std::vector<Replay> replays) {
  if (shutting_down_) return;
  ConnectionHost& host = *this;
  for (Replay& replay : replays) {
    Take(std::make_unique<ClientConnection>(host, std::move(replay)));
  }
}

void ProxyLoop::Take(std::unique_ptr<ClientConnection> connection) {
  context_.counters.connections_open.fetch_add(1, std::memory_order_relaxed);
  ClientConnection& begun = *connection;
  connections_.emplace(&begun, std::move(connection));
  begun.Begin();
  if (connections_.size() < context_.max_connections_per_loop) return;
  for (const auto& listener : listeners_) listener->Pause();
}

void ProxyLoop::Remove(ClientConnection& connection) {
  connections_.erase(&connection);
  context_.counters.connections_open.fetch_sub(1, std::memory_order_relaxed);
  if (shutting_down_) {
    if (connections_.empty()) StopWhenFlushed();
  } else if (connections_.size() + 1 == context_.max_connections_per_loop) {
    for (const auto& listener : listeners_) listener->Resume();
  }
}

bool ProxyLoop::is_going_round() const {
  return context_.session.upstream_proxy &&
         context_.counters.connections_open.load(std::memory_order_relaxed) > context_.max_chained;
}

void ProxyLoop::Record(std::unique_ptr<store::Exchange> exchange) {
  context_.counters.exchanges.fetch_add(1, std::memory_order_relaxed);
  context_.sink->Offer(std::move(exchange));
  if (congested_ || !context_.sink->congested()) return;
  congested_ = true;
  congestion_.Start(kCongestionPoll);
}

void ProxyLoop::LookAtCongestion() {
  if (context_.sink->congested()) return congestion_.Start(kCongestionPoll);
  congested_ = false;
  for (const auto& [key, connection] : connections_) connection->UpdateReading();
}

void ProxyLoop::BeginShutdown() {
  if (shutting_down_) return;
  shutting_down_ = true;
  listeners_.clear();
  grace_.Start(context_.shutdown_grace);
  if (connections_.empty()) return StopWhenFlushed();
  EndAll();
}

void ProxyLoop::StopWhenFlushed() {
  if (!connections_.empty()) return;
  if (grace_over_ || loop_->unflushed_streams() == 0) return loop_->Stop();
  flushed_.Start(kFlushPoll);
}

// The first time connections finish what they are at; the second time, when the grace is over, they
// end.
void ProxyLoop::EndAll() {
  std::vector<ClientConnection*> all;
  all.reserve(connections_.size());
  for (const auto& [key, connection] : connections_) all.push_back(connection.get());
  // A connection removes itself while it is told; none removes another.
  for (ClientConnection* connection : all) connection->ShutDown();
}

}  // namespace osslens::proxy
