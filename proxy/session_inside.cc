// What an app says inside a CONNECT: whether it is opened, and how.
#include <fmt/format.h>

#include <utility>

#include "proxy/opening.h"
#include "proxy/session.h"
#include "proxy/trust_advice.h"

namespace osslens::proxy {
namespace {

using store::FailureKind;

constexpr std::string_view kTunnelReply = "HTTP/1.1 200 Connection established\r\n\r\n";
// An app that leaves this soon after TLS was set up, and has asked nothing, has probably looked at our certificate: Node.js
// verifies only then. One that connects in advance waits longer for something to ask.
constexpr std::chrono::milliseconds kSoon{500};

}  // namespace

// An address tells nothing; the name that the app asks for inside may.
bool Session::may_be_opened() const {
  if (looked_ || !settings_.is_intercepted) return false;
  return is_ip_address(authority_.host) || settings_.is_intercepted(authority_.host);
}

void Session::AnswerConnect() {
  response_begun_ = true;  // from here on nothing of ours may come between
  connect_head_ = request_.head_bytes();
  connect_began_ = head_began_;
  const http::Field* agent = request_.request().fields.Find("User-Agent");
  user_agent_ = agent != nullptr ? agent->value : std::string_view();
  tap_.TunnelOpen(kTunnelReply, now_.steady);
  Emit(SendToClient{kTunnelReply});
}

void Session::DecideOpening() {
  const Opening opening = LookAtOpening(held_);
  const bool by_address = is_ip_address(authority_.host);
  switch (opening.kind) {
    case Opening::Kind::kUndecided:
      if (client_ended_ || !client_reading_) PassBlind();
      return;
    case Opening::Kind::kTls: {
      std::string name = opening.server_name;
      if (name.empty() && !by_address) name = authority_.host;
      if (name.empty() || is_ip_address(name) || !settings_.is_intercepted(name))
        return PassBlind();
      return OpenTls(std::move(name));
    }
    case Opening::Kind::kHttp:
      return by_address ? PassBlind() : OpenPlain();
    case Opening::Kind::kOther:
      return PassBlind();
  }
}

void Session::OpenTls(std::string name) {
  DropUpstream();  // of an address; requests take connections for that name
  inside_ = Inside{{name, authority_.port}, authority_, name};
  tap_.Becomes(store::ExchangeKind::kIntercept);
  tap_.Destination(inside_->server, ToText(inside_->server));
  securing_since_ = now_.steady;
  state_ = State::kHandshaking;
  reading_ = std::exchange(held_, {});
  ResumeClient();
  Emit(StartClientTls{std::move(name), reading_});
}

// The requests inside are exchanges of their own, and the CONNECT is none.
void Session::On(const ClientSecured&) {
  tap_.Discard();
  request_.Next();
  response_begun_ = false;
  secured_at_ = awaiting_since_ = last_activity_ = now_.steady;
  state_ = State::kAwaiting;
}

void Session::OpenPlain() {
  inside_ = Inside{authority_, authority_, {}};
  tap_.Discard();
  request_.Next();
  response_begun_ = false;
  awaiting_since_ = now_.steady;
  state_ = State::kAwaiting;
}

void Session::PassBlind() {
  looked_ = true;
  if (upstream_open_) return EnterTunnel();
  Open(false);
}

void Session::EnterTunnel() {
  state_ = State::kTunnel;
  reading_ = std::exchange(held_, {});
  if (!reading_.empty()) {
    tap_.RequestBody(reading_.size(), {});
    Emit(SendUpstream{reading_});
  }
  ResumeClient();
  if (client_ended_) Emit(EndUpstream{});
}

// --- apps that do not accept our certificate

void Session::OnClientNotSecured(const ClientFailed& event) {
  std::string message = fmt::format("the TLS handshake with the app failed: {}", event.reason);
  if (event.distrusts_us) message += "; " + AdviceOnTrust();
  tap_.Fail(FailureKind::kTls, std::move(message));
  RecordExchange();
  CloseNow(false);
}

// The peer's address without its port, which is another one for each connection.
std::string_view Session::client_machine() const {
  const std::string_view address = tap_.client_address();
  return address.substr(0, address.rfind(':'));
}

void Session::RememberAgent(const http::Fields& fields) {
  if (settings_.recent_agents == nullptr) return;
  if (const http::Field* agent = fields.Find("User-Agent"))
    settings_.recent_agents->Remember(client_machine(), agent->value);
}

std::string Session::AdviceOnTrust() const {
  if (!user_agent_.empty() || settings_.recent_agents == nullptr)
    return TrustAdvice(user_agent_, settings_.ca_file);
  const std::string agent = settings_.recent_agents->Of(client_machine());
  std::string advice = TrustAdvice(agent, settings_.ca_file);
  if (!agent.empty())
    advice +=
        fmt::format(" (going by the last request from there, whose User-Agent was {})", agent);
  return advice;
}

bool Session::left_without_a_request() const {
  return secured_at_ && now_.steady - *secured_at_ < kSoon;
}

void Session::RecordDistrust(const std::string& what) {
  secured_at_.reset();
  tap_.Begin(store::ExchangeKind::kIntercept, connect_head_, "CONNECT", connect_began_);
  tap_.Destination(inside_->server, ToText(inside_->server));
  tap_.Fail(FailureKind::kTls, fmt::format("the app probably does not trust the osslens CA: {}; {}",
                                           what, AdviceOnTrust()));
  RecordExchange();
}

}  // namespace osslens::proxy
