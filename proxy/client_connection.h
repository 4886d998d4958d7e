#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/chained_requests.h"
#include "proxy/dialer.h"
#include "proxy/net/loop.h"
#include "proxy/net/stream.h"
#include "proxy/net/timer.h"
#include "proxy/net/tls_stream.h"
#include "proxy/session.h"
#include "proxy/tls/identity_source.h"
#include "proxy/tls/session_cache.h"
#include "proxy/tls/tls_context.h"
#include "proxy/tls/tls_engine.h"
#include "proxy/upstream_pool.h"
#include "store/record/exchange_sink.h"

namespace osslens::proxy {

class ClientConnection;

// What TLS needs of the process. Complete before the loops run, then only read; what is missing fails with a sentence.
struct TlsSettings {
  std::optional<tls::ServerContext> server;
  tls::IdentitySource* identities = nullptr;
  std::optional<tls::ClientContext> client;
};

// What the connections of one loop share for TLS.
struct TlsParts {
  const TlsSettings& settings;
  tls::SessionCache sessions;
  tls::TlsOutput output;
};

// What the connections of one loop share, and how one of them ends.
class ConnectionHost {
 public:
  virtual ~ConnectionHost() = default;
  virtual net::Loop& loop() = 0;
  virtual Dialer& dialer() = 0;
  virtual UpstreamPool& pool() = 0;
  virtual TlsParts& tls() = 0;
  virtual const SessionSettings& settings() = 0;
  // Hands an exchange over; may make is_congested() true.
  virtual void Record(std::unique_ptr<store::Exchange> exchange) = 0;
  [[nodiscard]] virtual bool is_congested() const = 0;
  virtual ChainedRequests& chained() = 0;
  // True when so much is under way to the further proxy that it seems to send everything back.
  [[nodiscard]] virtual bool is_going_round() const = 0;
  // Destroys the connection; the last thing that it does.
  virtual void Remove(ClientConnection& connection) = 0;
};

// Runs one Session on sockets: libuv's callbacks become events, commands are executed in order. It
// knows nothing of HTTP. What it decides itself is only whose turn it is to be read: a side is not
// read while the other side has more queued than it takes. Loop thread only.
class ClientConnection {
 public:
  // `reverse` as for Session.
  ClientConnection(ConnectionHost& host, std::unique_ptr<net::Stream> client,
                   const ReverseTarget* reverse);
  // A request that the user sends again; nobody reads the answer.
  ClientConnection(ConnectionHost& host, Replay replay);
  ~ClientConnection() = default;
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  // Starts the clock: an app that connects and says nothing is not waited for for ever. Call once, after construction.
  void Begin() { Dispatch(ClientBytes{}); }
  // Begins the end: once to let the exchange under way finish, again to end at once. May destroy
  // the connection.
  void ShutDown();
  // Looks again at who may be read; for the host, when congestion is over.
  void UpdateReading();

 private:
  // Each end of the wire reports to an object of its own, which knows which end it is.
  struct ClientEnd final : net::StreamListener {
    explicit ClientEnd(ClientConnection& connection) : owner(connection) {}
    void OnData(std::string_view bytes) override { owner.Dispatch(ClientBytes{bytes}); }
    void OnEnd() override { owner.Dispatch(ClientEnded{}); }
    void OnError(const net::NetError& error) override {
      owner.Dispatch(ClientFailed{error.message, error.kind == net::NetErrorKind::kDistrusted});
    }
    void OnDrained() override { owner.UpdateReading(); }
    void OnSecured() override { owner.Dispatch(ClientSecured{}); }
    ClientConnection& owner;
  };
  struct UpstreamEnd final : net::StreamListener {
    explicit UpstreamEnd(ClientConnection& connection) : owner(connection) {}
    void OnData(std::string_view bytes) override { owner.Dispatch(UpstreamBytes{bytes}); }
    void OnEnd() override { owner.Dispatch(UpstreamEnded{}); }
    void OnError(const net::NetError& error) override {
      owner.Dispatch(UpstreamFailed{error.message});
    }
    void OnDrained() override { owner.UpdateReading(); }
    void OnSecured() override { owner.Dispatch(UpstreamSecured{}); }
    ClientConnection& owner;
  };

  // May destroy the connection: call it last.
  void Dispatch(Event event);
  // How many commands were executed; none when the connection is over and must be removed.
  [[nodiscard]] size_t Execute(Commands& commands, size_t at);
  void Open(const OpenUpstream& command);
  [[nodiscard]] bool MayChain(const OpenUpstream& command);
  void LeaveUpstream();
  void Attach(PooledStream upstream);
  void StartTls(const StartClientTls& command);
  void StartTls(const StartUpstreamTls& command);
  void OnTimer();
  void OnDialled(tl::expected<Dialled, DialFailure> outcome);
  void Finish(bool abort);

  ConnectionHost& host_;
  ClientEnd client_end_{*this};
  UpstreamEnd upstream_end_{*this};
  std::unique_ptr<net::Stream> client_;
  PooledStream upstream_;
  std::string upstream_key_;
  std::unique_ptr<Dialer::Attempt> dialling_;
  std::optional<ChainedRequests::Ticket> chained_;  // while a request is at the further proxy
  std::optional<Event> follow_up_;  // the answer to a command that was known at once
  net::Timer timer_;
  Session session_;
  const bool is_replay_;
  bool client_wanted_ = true;  // the session wants to hear from the app
  bool client_reading_ = false;
  bool upstream_reading_ = false;
};

}  // namespace osslens::proxy
