// How exchanges and sessions end: done, refused, cut short, or out of time.
#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>

#include "proxy/refusal.h"
#include "proxy/session.h"

namespace osslens::proxy {

using store::FailureKind;

namespace {

bool is_host_byte(char c) { return http::is_token({&c, 1}) || c == ':'; }

// Whether `sentence` has `host` as a word of its own.
bool names_host(std::string_view sentence, std::string_view host) {
  for (size_t at = sentence.find(host); at != std::string_view::npos;
       at = sentence.find(host, at + 1)) {
    const size_t end = at + host.size();
    if ((at == 0 || !is_host_byte(sentence[at - 1])) &&
        (end == sentence.size() || sentence[end] == ':' || !is_host_byte(sentence[end]))) {
      return true;
    }
  }
  return false;
}

double Seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

void Session::FinishExchange() {
  if (upstream_open_ && upstream_reusable_ && request_done_) {
    upstream_open_ = false;
    Emit(ReleaseUpstream{});
  } else {
    DropUpstream();
  }
  RecordExchange();
  is_first_ = false;
  request_.Next();
  if (!keep_client_ || shutting_down_) return CloseNow(false);
  state_ = State::kAwaiting;
  awaiting_since_ = now_.steady;
}

void Session::RecordExchange() {
  if (!tap_.is_open()) return;
  if (auto exchange = tap_.Finish(now_.steady)) Emit(Record{std::move(exchange)});
}

// Answers in the server's place; when an answer has already begun, all that can be done is to cut
// it.
void Session::Refuse(int status, FailureKind kind, const std::string& reason) {
  if (response_begun_) return Abort(kind, reason);
  std::string sentence = reason;
  if (!authority_.host.empty() && !names_host(reason, authority_.host)) {
    sentence += fmt::format(" (request to {})", ToText(authority_));
  }
  Refusal refusal = WriteRefusal(status, kind, sentence, method_);
  own_bytes_ = std::move(refusal.bytes);
  const std::string_view answer = own_bytes_;
  tap_.Fail(kind, sentence);
  tap_.Refused(status, answer.substr(0, refusal.head_bytes), answer.substr(refusal.head_bytes));
  Emit(SendToClient{answer});
  DropUpstream();
  RecordExchange();
  CloseNow(false);
}

void Session::Abort(FailureKind kind, std::string message) {
  tap_.Fail(kind, std::move(message));
  RecordExchange();
  // A tunnel is reset at both ends: whoever is left must not take what it got for everything.
  const bool tunnelling = state_ == State::kTunnel || is_tunnelling();
  if (!tunnelling) DropUpstream();
  // An orderly close would make a body that ends with the connection look complete.
  const bool until_close = response_begun_ && !response_done_ &&
                           response_.framing().kind == http::Framing::Kind::kUntilClose;
  CloseNow(kind == FailureKind::kClientAbort || tunnelling || until_close);
}

std::string Session::PeerName() const {
  if (!settings_.upstream_proxy) return ToText(authority_);
  if (state_ == State::kForwarding && is_tunnelled_) return ToText(authority_);
  return "the further proxy " + ToText(settings_.upstream_proxy->authority);
}

void Session::FinishTunnel() {
  tap_.ResponseEnd({}, now_.steady);
  RecordExchange();
  CloseNow(false);
}

void Session::DropUpstream() {
  if (!upstream_open_) return;
  upstream_open_ = upstream_reusable_ = false;
  Emit(CloseUpstream{});
}

void Session::CloseNow(bool abort) {
  state_ = State::kClosed;
  Emit(Close{abort});
}

void Session::On(const ShutDownRequested&) {
  if (shutting_down_ && tap_.is_open()) {
    const std::string message = "osslens was stopped before the exchange had ended";
    if (response_done_) return FinishExchange();
    return Refuse(502, FailureKind::kReset, message);
  }
  if (shutting_down_) return CloseNow(false);
  shutting_down_ = true;
}

// --- time

std::optional<SteadyTime> Session::Deadline() const {
  const SessionTimeouts& timeouts = settings_.timeouts;
  switch (state_) {
    case State::kAwaiting:
      return request_.is_idle() ? awaiting_since_ + timeouts.keep_alive
                                : head_began_.steady + timeouts.head;
    case State::kForwarding:
      if (response_done_)
        return tap_.is_open() ? *response_done_ + timeouts.late_body
                              : last_activity_ + timeouts.head;
      [[fallthrough]];
    case State::kChaining:
      // Who takes its time to read is not gone.
      return last_activity_ +
             (client_ended_ && !client_is_full_ ? timeouts.half_closed : timeouts.exchange);
    case State::kSecuring:
    case State::kHandshaking:
      return securing_since_ + timeouts.handshake;
    case State::kOpening:
      return last_activity_ + timeouts.opening;
    case State::kTunnel:
      return last_activity_ + timeouts.tunnel;
    case State::kConnecting:  // the shell gives up on its own
    case State::kClosed:
      break;
  }
  return std::nullopt;
}

// The timer is only ever brought forward: a deadline that moves with every byte costs nothing until
// it fires.
void Session::ArmTimer() {
  const std::optional<SteadyTime> deadline = Deadline();
  if (!deadline || (timer_due_ && *timer_due_ <= *deadline)) return;
  timer_due_ = *deadline;
  Emit(SetTimer{std::chrono::ceil<std::chrono::milliseconds>(*deadline - now_.steady)});
}

void Session::On(const TimerFired& event) {
  timer_due_.reset();
  client_is_full_ = event.client_is_full;
  const std::optional<SteadyTime> deadline = Deadline();
  if (deadline && *deadline <= now_.steady) OnDeadline(event.upstream_is_full);
}

void Session::OnDeadline(bool upstream_is_full) {
  const SessionTimeouts& timeouts = settings_.timeouts;
  const double silence = Seconds(now_.steady - last_activity_);
  if (state_ == State::kAwaiting) {
    if (request_.is_idle()) return CloseNow(false);
    BeginUnreadable();
    return Refuse(408, FailureKind::kTimeout,
                  fmt::format("the head of the request was not complete after {:.0f} s",
                              Seconds(timeouts.head)));
  }
  if (state_ == State::kOpening) return PassBlind();
  if (state_ == State::kHandshaking) {
    return OnClientNotSecured(
        {fmt::format("it was not done after {:.0f} s", Seconds(timeouts.handshake)), false});
  }
  if (state_ == State::kSecuring) {
    tap_.Secured(securing_since_, now_.steady);
    return Refuse(504, FailureKind::kTimeout,
                  fmt::format("the TLS handshake with {} was not done after {:.0f} s",
                              ToText(authority_), Seconds(timeouts.handshake)));
  }
  if (response_done_) {
    // The answer is out and the rest of the request is late. Whatever still comes is read and
    // dropped, so that an app that sends it all before it reads gets to read.
    if (!tap_.is_open()) return CloseNow(false);
    RecordExchange();
    return DropUpstream();
  }
  if (state_ == State::kTunnel) {
    return Abort(FailureKind::kTimeout,
                 fmt::format("nothing passed through the tunnel to {} for {:.0f} s",
                             ToText(authority_), silence));
  }
  if (client_is_full_) {
    return Abort(FailureKind::kTimeout,
                 fmt::format("the app took nothing of the answer for {:.0f} s", silence));
  }
  if (client_ended_) {
    return Abort(FailureKind::kClientAbort,
                 fmt::format("the app closed its side of the connection and {} sent nothing for "
                             "{:.0f} s",
                             PeerName(), silence));
  }
  if (upstream_is_full) {
    return Refuse(504, FailureKind::kTimeout,
                  fmt::format("{} took nothing of the request for {:.0f} s", PeerName(), silence));
  }
  if (!request_done_ && !awaits_continue_) {
    return Refuse(408, FailureKind::kTimeout,
                  fmt::format("the app sent nothing of its body for {:.0f} s", silence));
  }
  Refuse(504, FailureKind::kTimeout,
         fmt::format("{} sent nothing for {:.0f} s", PeerName(), silence));
}

}  // namespace osslens::proxy
