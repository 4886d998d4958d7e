#include "proxy/client_connection.h"

#include <fmt/format.h>

#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "proxy/replay_stream.h"

namespace osslens::proxy {
namespace {

// How long an app may take to read the rest of an answer after we have nothing more to say.
constexpr std::chrono::milliseconds kLingerLimit{30'000};

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

// Sessions of a loop run one after the other, so one list of commands serves them all; it keeps its
// memory.
Commands& ScratchCommands() {
  thread_local Commands commands;
  return commands;
}

// Writes what the commands from `begin` on send to one stream, as far as they follow each other: a head and the body that
// came with it leave in one packet. Gives how many commands these are.
template <class Send>
size_t WriteRun(net::Stream& stream, const Commands& commands, size_t begin) {
  thread_local std::vector<std::string_view> parts;
  parts.clear();
  for (size_t i = begin; i < commands.size(); ++i) {
    const auto* one = std::get_if<Send>(&commands[i]);
    if (one == nullptr) break;
    parts.push_back(one->bytes);
  }
  stream.Write(parts);
  return parts.size();
}

}  // namespace

ClientConnection::ClientConnection(ConnectionHost& host, std::unique_ptr<net::Stream> client,
                                   const ReverseTarget* reverse)
    : host_(host),
      client_(std::move(client)),
      timer_(host.loop(), [this] { OnTimer(); }),
      session_(host.settings(), client_->peer_address().ToString(), reverse),
      is_replay_(false) {
  client_->set_listener(&client_end_);
  UpdateReading();
}

ClientConnection::ClientConnection(ConnectionHost& host, Replay replay)
    : host_(host),
      client_(std::make_unique<ReplayStream>(host.loop(), std::move(replay.bytes))),
      timer_(host.loop(), [this] { OnTimer(); }),
      session_(host.settings(), replay.target),
      is_replay_(true) {
  client_->set_listener(&client_end_);
  UpdateReading();
}

void ClientConnection::ShutDown() { Dispatch(ShutDownRequested{}); }

void ClientConnection::Dispatch(Event event) {
  Commands& commands = ScratchCommands();
  for (;;) {
    commands.clear();
    session_.Handle(event, Instant{SteadyNow(), WallNow()}, commands);
    for (size_t at = 0; at < commands.size();) {
      const size_t executed = Execute(commands, at);
      if (executed == 0) {
        commands.clear();
        return host_.Remove(*this);
      }
      at += executed;
    }
    if (!follow_up_) break;
    event = *std::exchange(follow_up_, std::nullopt);
  }
  UpdateReading();
}

// Executes the command at `at`, and with it those behind it that it takes along. Gives how many these were; none when the
// connection is over.
size_t ClientConnection::Execute(Commands& commands, size_t at) {
  size_t executed = 1;
  std::visit(
      Overloaded{
          [&](const SendToClient&) { executed = WriteRun<SendToClient>(*client_, commands, at); },
          [&](const SendUpstream&) {
            executed = WriteRun<SendUpstream>(*upstream_.stream, commands, at);
          },
          [this](const OpenUpstream& one) { Open(one); },
          [this](const StartUpstreamTls& one) { StartTls(one); },
          [this](const StartClientTls& one) { StartTls(one); },
          [this](const ReleaseUpstream&) {
            host_.pool().Put(upstream_key_, std::exchange(upstream_, {}));
            LeaveUpstream();
          },
          [this](const CloseUpstream&) { LeaveUpstream(); },
          [this](const EndUpstream&) { upstream_.stream->Shutdown(); },
          [this](const EndClient&) { client_->Shutdown(); },
          [this](const SetClientReading& one) { client_wanted_ = one.on; },
          [this](const SetTimer& one) { timer_.Start(one.delay); },
          [this](Record& one) { host_.Record(std::move(one.exchange)); },
          [&](const Close& one) {
            Finish(one.abort);
            executed = 0;
          },
      },
      commands[at]);
  return executed;
}

void ClientConnection::LeaveUpstream() {
  upstream_ = {};
  upstream_reading_ = false;
  chained_.reset();
}

bool ClientConnection::MayChain(const OpenUpstream& command) {
  chained_.reset();
  if (host_.is_going_round()) return false;
  if (command.chained_head.empty()) return true;
  chained_ = host_.chained().Begin(command.chained_head);
  return chained_.has_value();
}

void ClientConnection::Open(const OpenUpstream& command) {
  const std::string address = ToText(command.authority);
  upstream_key_ = address + ' ' + command.purpose;
  if (!MayChain(command)) {
    follow_up_ = UpstreamNotOpened{
        store::FailureKind::kConnect,
        fmt::format("too much is under way to the further proxy {} at once; if it sends what it "
                    "gets to osslens, that goes round without end (--upstream-proxy)",
                    address)};
    return;
  }
  if (command.may_reuse) {
    if (auto pooled = host_.pool().Take(upstream_key_)) {
      Attach(std::move(*pooled));
      upstream_reading_ = true;
      follow_up_ = UpstreamOpened{true, upstream_.address, std::nullopt, std::nullopt};
      return;
    }
  }
  dialling_ = host_.dialer().Dial(
      command.authority,
      [this](tl::expected<Dialled, DialFailure> outcome) { OnDialled(std::move(outcome)); });
}

void ClientConnection::OnDialled(tl::expected<Dialled, DialFailure> outcome) {
  dialling_.reset();
  if (!outcome) {
    chained_.reset();
    return Dispatch(UpstreamNotOpened{outcome.error().kind, std::move(outcome.error().reason)});
  }
  UpstreamOpened event{false, outcome->address, outcome->dns, outcome->connect};
  Attach({std::move(outcome->stream), std::move(outcome->address)});
  Dispatch(std::move(event));
}

void ClientConnection::Attach(PooledStream upstream) {
  upstream_ = std::move(upstream);
  upstream_.stream->set_listener(&upstream_end_);
}

// The app's connection becomes one with TLS, as the server that it wants to speak to.
void ClientConnection::StartTls(const StartClientTls& command) {
  TlsParts& tls = host_.tls();
  if (!tls.settings.server || tls.settings.identities == nullptr) {
    follow_up_ = ClientFailed{"osslens has no CA", false};
    return;
  }
  const auto identity = tls.settings.identities->For(command.server_name);
  if (!identity) {
    follow_up_ = ClientFailed{identity.error().message, false};
    return;
  }
  auto engine = tls::TlsEngine::ForServer(*tls.settings.server, **identity);
  if (!engine) {
    follow_up_ = ClientFailed{engine.error().message, false};
    return;
  }
  auto secured =
      std::make_unique<net::TlsStream>(std::move(client_), std::move(*engine), tls.output);
  secured->set_listener(&client_end_);
  client_reading_ = false;
  const std::optional<net::NetError> failure = secured->Start(command.received);
  client_ = std::move(secured);
  if (failure)
    follow_up_ = ClientFailed{failure->message, failure->kind == net::NetErrorKind::kDistrusted};
}

void ClientConnection::StartTls(const StartUpstreamTls& command) {
  TlsParts& tls = host_.tls();
  if (!tls.settings.client) {
    follow_up_ = UpstreamFailed{"osslens has no TLS for servers"};
    return;
  }
  auto engine = tls::TlsEngine::ForClient(*tls.settings.client, command.server_name, upstream_key_,
                                          tls.sessions);
  if (!engine) {
    follow_up_ = UpstreamFailed{engine.error().message};
    return;
  }
  auto secured =
      std::make_unique<net::TlsStream>(std::move(upstream_.stream), std::move(*engine), tls.output);
  secured->set_listener(&upstream_end_);
  upstream_reading_ = false;
  // A client has heard nothing yet that it could fail of.
  static_cast<void>(secured->Start({}));
  upstream_.stream = std::move(secured);
}

void ClientConnection::OnTimer() {
  Dispatch(
      TimerFired{.client_is_full = client_->is_above_high_water(),
                 .upstream_is_full = upstream_.stream && upstream_.stream->is_above_high_water()});
}

void ClientConnection::UpdateReading() {
  const bool upstream_full = upstream_.stream && upstream_.stream->is_above_high_water();
  // Replays are few, and someone waits for what comes of each.
  const bool may_read = is_replay_ || !host_.is_congested();
  const bool read_client = client_wanted_ && !upstream_full && may_read;
  if (read_client != client_reading_) {
    client_reading_ = read_client;
    read_client ? client_->StartReading() : client_->StopReading();
  }
  if (!upstream_.stream) return;
  const bool read_upstream = !client_->is_above_high_water();
  if (read_upstream != upstream_reading_) {
    upstream_reading_ = read_upstream;
    read_upstream ? upstream_.stream->StartReading() : upstream_.stream->StopReading();
  }
}

void ClientConnection::Finish(bool abort) {
  if (abort) {
    client_->Reset();
    if (upstream_.stream) upstream_.stream->Reset();
    return;
  }
  net::Stream::FinishAndClose(std::move(client_), kLingerLimit);
  if (upstream_.stream) net::Stream::FinishAndClose(std::move(upstream_.stream), kLingerLimit);
}

}  // namespace osslens::proxy
