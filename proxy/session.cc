#include "proxy/session.h"

#include <fmt/format.h>

#include <utility>

#include "proxy/callback_plan.h"
#include "proxy/http/framing.h"
#include "proxy/opening.h"
#include "proxy/reverse_plan.h"

namespace osslens::proxy {
namespace {

using http::MessageReader;
using Step = MessageReader::Step;
using store::FailureKind;

// Held bytes at which reading from the app stops: one full read of the shell.
constexpr size_t kHeldLimitBytes = 64 * 1024;

}  // namespace

Session::Session(const SessionSettings& settings, std::string client_address,
                 const ReverseTarget* reverse)
    : settings_(settings),
      reverse_(reverse),
      request_(MessageReader::Role::kRequest, settings.limits),
      response_(MessageReader::Role::kResponse, settings.limits),
      tap_(settings, std::move(client_address)) {}

Session::Session(const SessionSettings& settings, const ReplayTarget& replay)
    : settings_(settings),
      reverse_(nullptr),
      replay_of_(replay),
      request_(MessageReader::Role::kRequest, settings.limits),
      response_(MessageReader::Role::kResponse, settings.limits),
      tap_(settings, {}) {}

void Session::Handle(const Event& event, Instant now, Commands& out) {
  out_ = &out;
  now_ = now;
  if (last_activity_ == SteadyTime{}) awaiting_since_ = last_activity_ = now.steady;
  std::visit([this](const auto& one) { On(one); }, event);
  if (state_ == State::kOpening) DecideOpening();
  // Requests that came behind one that has just ended, and body bytes that came before there was a
  // connection.
  while (state_ == State::kAwaiting && !held_.empty()) ReadHeld();
  if (state_ == State::kAwaiting && (client_ended_ || (shutting_down_ && request_.is_idle())))
    EndAwaiting();
  // An answer that has begun still reaches an app that has given up its request.
  if (state_ == State::kForwarding && client_ended_ && !request_done_ && !response_begun_) {
    Abort(FailureKind::kClientAbort, "the app closed the connection in the middle of its request");
  }
  if (state_ != State::kClosed) ArmTimer();
  out_ = nullptr;
}

// --- from the app

void Session::On(const ClientBytes& event) {
  last_activity_ = now_.steady;
  if (state_ == State::kTunnel) {
    tap_.RequestBody(event.bytes.size(), {});
    Emit(SendUpstream{event.bytes});
    return;
  }
  const bool readable =
      state_ == State::kAwaiting || (state_ == State::kForwarding && !request_done_);
  if (readable && held_.empty()) {
    ReadRequest(event.bytes);
  } else {
    Hold(event.bytes);
  }
}

void Session::ReadRequest(std::string_view bytes) {
  if (state_ == State::kAwaiting && request_.is_idle() && !bytes.empty()) head_began_ = now_;
  for (;;) {
    const MessageReader::Progress progress = request_.Read(bytes);
    const std::string_view taken = bytes.substr(0, progress.consumed);
    bytes.remove_prefix(progress.consumed);
    switch (progress.step) {
      case Step::kNeedMore:
        return;
      case Step::kHead:
        BeginExchange();
        return Hold(bytes);
      case Step::kBody:
        OnRequestBody(taken);
        break;
      case Step::kEnd:
        OnRequestEnd();
        return Hold(bytes);
      case Step::kError:
        return OnRequestUnreadable();
    }
  }
}

void Session::OnRequestUnreadable() {
  if (state_ == State::kAwaiting) {
    BeginUnreadable();
  } else if (!tap_.is_open()) {
    return CloseNow(false);  // already answered and recorded
  }
  Refuse(request_.fault().status, FailureKind::kProtocol, request_.fault().sentence);
}

// Begins the record of a request whose head is malformed or not complete.
void Session::BeginUnreadable() {
  RequestAim aim = Aim();
  method_ = aim.method;
  response_begun_ = false;
  response_done_.reset();
  secured_at_.reset();
  BeginRecord();
  Take(std::move(aim));
}

void Session::BeginRecord() {
  tap_.Begin(Kind(), request_.head_bytes(), method_, head_began_);
  if (replay_of_) tap_.Replays(replay_of_->of, replay_of_->ticket);
}

// Nothing more will come, or be taken, from an app between two requests.
void Session::EndAwaiting() {
  if (!request_.is_idle()) {
    BeginUnreadable();
    tap_.Fail(FailureKind::kClientAbort, "the app closed the connection in the middle of the head");
    RecordExchange();
  } else if (client_ended_ && left_without_a_request()) {
    RecordDistrust("it ended the connection without a request as soon as TLS was set up");
  }
  CloseNow(false);  // in order: the answer to the request before may still be on its way
}

void Session::Take(RequestAim aim) {
  authority_ = aim.authority.value_or(http::Authority{});
  if (aim.authority) tap_.Destination(authority_, std::move(aim.url));
}

RequestAim Session::Aim() const {
  const std::string_view raw = request_.head_bytes();
  if (inside_) return AimInside(raw, *inside_);
  if (replay_of_) return ReplayAimOf(raw, *replay_of_);
  return reverse_ == nullptr ? AimOf(raw) : ReverseAimOf(raw, *reverse_);
}

store::ExchangeKind Session::Kind() const {
  if (replay_of_) return replay_of_->kind;
  if (reverse_ != nullptr)
    return reverse_->is_callback ? store::ExchangeKind::kCallback : store::ExchangeKind::kReverse;
  if (inside_ && !inside_->tls_name.empty()) return store::ExchangeKind::kIntercept;
  return method_ == "CONNECT" ? store::ExchangeKind::kTunnel : store::ExchangeKind::kForward;
}

void Session::Hold(std::string_view bytes) {
  if (state_ == State::kClosed) return;
  held_.append(bytes);
  if (client_reading_ && held_.size() >= kHeldLimitBytes) {
    client_reading_ = false;
    Emit(SetClientReading{false});
  }
}

void Session::ReadHeld() {
  reading_ = std::exchange(held_, {});
  ResumeClient();
  ReadRequest(reading_);
}

void Session::ResumeClient() {
  if (client_reading_) return;
  client_reading_ = true;
  Emit(SetClientReading{true});
}

RequestPlan Session::Plan(std::string_view raw, const http::RequestHead& head) const {
  if (inside_) return PlanInside(raw, head, request_.framing(), *inside_);
  if (replay_of_) return PlanReplay(raw, head, request_.framing(), settings_, *replay_of_);
  if (reverse_ == nullptr) return PlanRequest(raw, head, request_.framing(), settings_);
  if (reverse_->is_callback) return PlanCallback(raw, head, *reverse_);
  return PlanReverse(raw, head, request_.framing(), settings_, *reverse_);
}

void Session::BeginExchange() {
  const http::RequestHead& head = request_.request();
  method_ = head.method;
  client_minor_version_ = head.minor_version;
  keep_client_ = http::keeps_alive(head) && !replay_of_;
  awaits_continue_ = head.fields.HasToken("Expect", "100-continue");
  may_upgrade_ = inside_ && head.fields.Find("Upgrade") != nullptr;
  request_done_ = response_begun_ = upstream_ended_ = false;
  response_done_.reset();
  secured_at_.reset();
  upstream_open_ = false;
  replay_.clear();
  if (is_first_ && !replay_of_) RememberAgent(head.fields);
  BeginRecord();
  RequestPlan plan = Plan(request_.head_bytes(), head);
  std::visit([this](auto& one) { Begin(std::move(one)); }, plan);
}

void Session::Begin(ForwardPlan plan) {
  authority_ = std::move(plan.authority);
  dialled_ = plan.dialled.port != 0 ? std::move(plan.dialled) : authority_;
  tls_name_ = std::move(plan.tls_name);
  is_tunnelled_ = plan.is_tunnelled;
  is_verbatim_ = plan.is_verbatim;
  head_ = std::move(plan.head);
  tap_.Destination(authority_, std::move(plan.url));
  tap_.Forwarded(head_, std::move(plan.edits));
  Open(plan.may_reuse);
}

void Session::Begin(TunnelPlan plan) {
  authority_ = dialled_ = std::move(plan.authority);
  tap_.Destination(authority_, ToText(authority_));
  tls_name_.clear();
  is_tunnelled_ = true;
  is_verbatim_ = false;
  request_done_ = true;
  // A name that is to be opened needs no connection yet. An address may turn out to be blind, so it is dialled first: the
  // app is told when that fails.
  if (!may_be_opened() || is_ip_address(authority_.host)) return Open(false);
  AnswerConnect();
  state_ = State::kOpening;
}

bool Session::is_chained() const { return is_tunnelled_ && settings_.upstream_proxy.has_value(); }

// What tells apart the connections to one address that can stand in for each other.
std::string Session::Purpose() const {
  std::string purpose;
  if (method_ == "CONNECT") return purpose;  // never shared
  if (is_chained()) purpose = "by CONNECT to " + ToText(dialled_);
  if (tls_name_.empty()) return purpose;
  return purpose + (purpose.empty() ? "" : " ") + "for TLS with " + tls_name_;
}

void Session::Open(bool may_reuse) {
  state_ = State::kConnecting;
  if (!settings_.upstream_proxy) return Emit(OpenUpstream{dialled_, Purpose(), may_reuse, {}});
  // That many tunnels to one host are nothing unusual.
  const bool may_go_round = is_first_ && method_ != "CONNECT" && !is_tunnelled_;
  Emit(OpenUpstream{settings_.upstream_proxy->authority, Purpose(), may_reuse,
                    may_go_round ? std::string_view(head_) : std::string_view()});
}

void Session::Begin(const RefusalPlan& plan) {
  Take(Aim());
  Refuse(plan.status, plan.kind, plan.sentence);
}

void Session::OnRequestBody(std::string_view wire) {
  awaits_continue_ = false;
  if (tap_.is_open()) tap_.RequestBody(wire.size(), request_.content());
  if (!upstream_open_)
    return;  // the server answered early and left; the app may finish what it sends
  Emit(SendUpstream{wire});
  if (may_replay_) replay_.append(wire);  // at most kReplayLimitBytes, or there was no reuse
}

void Session::OnRequestEnd() {
  request_done_ = true;
  if (tap_.is_open()) tap_.RequestEnd(request_.trailers(), now_.steady);
  if (response_done_) FinishExchange();
}

void Session::On(const ClientEnded&) {
  client_ended_ = last_activity_ = now_.steady;
  if (state_ == State::kTunnel) {
    Emit(EndUpstream{});
    if (upstream_ended_) FinishTunnel();
  } else if (state_ == State::kForwarding && response_done_) {
    FinishExchange();  // it was answered early, and the rest of its request will not come
  }
}

void Session::On(const ClientFailed& event) {
  keep_client_ = false;
  if (state_ == State::kHandshaking) return OnClientNotSecured(event);
  if (state_ == State::kAwaiting && request_.is_idle() && left_without_a_request())
    RecordDistrust("it broke off the connection without a request as soon as TLS was set up");
  if (state_ == State::kAwaiting && !request_.is_idle()) BeginUnreadable();
  if (!tap_.is_open()) return CloseNow(true);
  if (response_done_) return FinishExchange();
  Abort(FailureKind::kClientAbort,
        fmt::format("the connection to the app broke: {}", event.reason));
}

}  // namespace osslens::proxy
