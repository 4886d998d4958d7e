// The half of Session that hears from the server.
#include <fmt/format.h>

#include <utility>

#include "proxy/further_proxy.h"
#include "proxy/http/framing.h"
#include "proxy/refusal.h"
#include "proxy/session.h"

namespace osslens::proxy {
namespace {

using http::MessageReader;
using Step = MessageReader::Step;
using store::FailureKind;

}  // namespace

void Session::On(const UpstreamOpened& event) {
  last_activity_ = now_.steady;
  upstream_open_ = true;
  upstream_reused_ = event.reused;
  tap_.Opened(event, now_.steady);
  if (event.reused) return BeginForwarding();
  is_chained() ? AskFurtherProxy() : OnServerReached();
}

void Session::AskFurtherProxy() {
  const Secret& authorization = settings_.upstream_proxy->authorization;
  own_bytes_ = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", ToText(dialled_));
  if (!authorization.empty()) {
    own_bytes_.append("Proxy-Authorization: ").append(authorization.reveal()).append("\r\n");
  }
  own_bytes_.append("\r\n");
  if (method_ == "CONNECT") tap_.Forwarded(own_bytes_, {});
  response_.Next();
  response_.set_request_method("CONNECT");
  state_ = State::kChaining;
  Emit(SendUpstream{own_bytes_});
}

// The connection leads to the server itself, or to a further proxy that takes requests.
void Session::OnServerReached() {
  if (method_ == "CONNECT") return EstablishTunnel();
  if (tls_name_.empty()) return BeginForwarding();
  state_ = State::kSecuring;
  securing_since_ = now_.steady;
  Emit(StartUpstreamTls{tls_name_});
}

void Session::On(const UpstreamSecured&) {
  last_activity_ = now_.steady;
  tap_.Secured(securing_since_, now_.steady);
  BeginForwarding();
}

void Session::OnNotSecured(const std::string& reason) {
  DropUpstream();
  tap_.Secured(securing_since_, now_.steady);
  Refuse(502, FailureKind::kTls,
         fmt::format("the TLS handshake with {} failed: {}", ToText(authority_), reason));
}

void Session::BeginForwarding() {
  response_.Next();
  response_.set_request_method(method_);
  may_replay_ = upstream_reused_;
  state_ = State::kForwarding;
  Emit(SendUpstream{head_});
  if (!replay_.empty()) Emit(SendUpstream{replay_});
  if (request_done_) {
    tap_.RequestEnd(request_.trailers(), now_.steady);
  } else {
    ReadHeld();
  }
}

void Session::On(const UpstreamNotOpened& event) {
  Refuse(StatusOf(event.kind), event.kind, event.reason);
}

void Session::On(const UpstreamBytes& event) {
  last_activity_ = now_.steady;
  client_is_full_ = false;
  may_replay_ = false;
  if (state_ == State::kOpening) PassBlind();  // a server that speaks first
  if (state_ == State::kTunnel) {
    tap_.ResponseBody(event.bytes.size(), {});
    Emit(SendToClient{event.bytes});
  } else if (response_done_) {
    upstream_reusable_ = false;  // bytes that answer nothing
  } else {
    ReadResponse(event.bytes);
  }
}

void Session::ReadResponse(std::string_view bytes) {
  while (state_ == State::kForwarding || state_ == State::kChaining) {
    const MessageReader::Progress progress = response_.Read(bytes);
    const std::string_view taken = bytes.substr(0, progress.consumed);
    bytes.remove_prefix(progress.consumed);
    switch (progress.step) {
      case Step::kNeedMore:
        return;
      case Step::kHead:
        OnResponseHead(taken);
        break;
      case Step::kBody:
        OnResponseBody(taken);
        break;
      case Step::kEnd:
        // Bytes behind the answer belong to no request: the connection cannot be trusted with
        // another one.
        if (!bytes.empty()) upstream_reusable_ = false;
        return OnResponseEnd();
      case Step::kError:
        return OnResponseUnreadable(response_.fault().sentence);
    }
  }
  const bool tunnelling = state_ == State::kTunnel || state_ == State::kOpening;
  if (tunnelling && !bytes.empty()) On(UpstreamBytes{bytes});
}

void Session::OnResponseHead(std::string_view taken) {
  if (state_ == State::kChaining) return OnChainedReply();
  const http::ResponseHead& head = response_.response();
  const std::string_view raw = response_.head_bytes();
  if (head.status == 101 && !may_upgrade_)
    return OnResponseUnreadable("it switches protocols without being asked to");
  if (head.status == 407 && settings_.upstream_proxy && !is_tunnelled_) {
    return OnCredentialsRefused();
  }
  // The reader's copy does not survive Next(). The bytes of the event do, when the whole head is
  // among them; only the first head of an event can have begun in an earlier one.
  if (taken.size() != raw.size()) taken = joined_head_ = raw;
  if (head.status == 101) {
    response_begun_ = true;
    tap_.ResponseHead(raw, head.status, false, now_.steady);
    Emit(SendToClient{taken});
    return EnterTunnel();
  }
  if (head.status < 200) {
    awaits_continue_ = false;
    tap_.Interim(raw);
    // An HTTP/1.0 app knows no interim answers (RFC 9110 section 15.2).
    if (client_minor_version_ >= 1) Emit(SendToClient{taken});
    return response_.Next();
  }
  response_begun_ = true;
  const bool delimited = response_.framing().kind != http::Framing::Kind::kUntilClose;
  const bool persistent =
      http::keeps_alive(head) &&
      (client_minor_version_ >= 1 || head.fields.HasToken("Connection", "keep-alive"));
  // A "Connection: close" of the app was for the server, when its head went on as it was.
  upstream_reusable_ = delimited && persistent && (keep_client_ || !is_verbatim_);
  keep_client_ = keep_client_ && upstream_reusable_;
  tap_.ResponseHead(raw, head.status, head.fields.Find("x-oss-request-id") != nullptr, now_.steady);
  Emit(SendToClient{taken});
}

void Session::OnResponseBody(std::string_view wire) {
  tap_.ResponseBody(wire.size(), response_.content());
  Emit(SendToClient{wire});
}

void Session::OnResponseEnd() {
  response_done_ = now_.steady;
  tap_.ResponseEnd(response_.trailers(), now_.steady);
  if (request_done_ || client_ended_) return FinishExchange();
  // An answer before the end of the request. A server that will close has no use for the rest; the
  // app may send it all before it reads the answer, so it must not be made to wait. Our side ends
  // as the server's does (RFC 9112 section 9.6): it may be what tells where the answer ends.
  if (!upstream_reusable_) DropUpstream();
  if (!keep_client_) Emit(EndClient{});
}

void Session::OnResponseUnreadable(const std::string& sentence) {
  DropUpstream();
  const std::string message =
      fmt::format("the answer of {} is malformed: {}", PeerName(), sentence);
  Refuse(502, FailureKind::kProtocol, message);
}

void Session::On(const UpstreamEnded&) {
  if (state_ == State::kSecuring)
    return OnNotSecured("it closed the connection in the middle of the handshake");
  if (state_ == State::kOpening) PassBlind();
  if (state_ != State::kTunnel) return OnUpstreamGone(false, "it closed the connection");
  upstream_ended_ = true;
  Emit(EndClient{});
  if (client_ended_) FinishTunnel();
}

void Session::On(const UpstreamFailed& event) {
  if (state_ == State::kSecuring) return OnNotSecured(event.reason);
  if (state_ == State::kOpening) PassBlind();
  if (state_ != State::kTunnel) return OnUpstreamGone(true, event.reason);
  Abort(FailureKind::kReset,
        fmt::format("the connection to {} broke: {}", PeerName(), event.reason));
}

// The server's connection can give nothing more. `reset`: it was not closed in order.
void Session::OnUpstreamGone(bool reset, const std::string& reason) {
  DropUpstream();
  if (response_done_) return;  // it answered early; what the app still sends is read and dropped
  const bool untouched = response_.is_idle();
  if (!reset && response_.ReadEnd() == Step::kEnd) return OnResponseEnd();
  if (untouched) {
    if (Retry()) return;
    return Refuse(502, FailureKind::kReset,
                  fmt::format("{} gave no answer: {}", PeerName(), reason));
  }
  Refuse(502, FailureKind::kReset,
         fmt::format("the answer of {} was cut short: {}", PeerName(),
                     reset ? reason : response_.fault().sentence));
}

// A pooled connection may have been closed by the server in the moment before it was used.
bool Session::Retry() {
  if (!upstream_reused_ || !may_replay_) return false;
  tap_.Retried();
  Open(false);
  return true;
}

// Not passed on: the app knows nothing of the further proxy and would ask its user for a password of
// osslens.
void Session::OnCredentialsRefused() {
  tap_.Interim(response_.head_bytes());
  Refuse(502, FailureKind::kConnect,
         WhyCredentialsFailed(*settings_.upstream_proxy, response_.response()));
}

void Session::OnChainedReply() {
  const int status = response_.response().status;
  if (status < 200) return response_.Next();
  if (status < 300) return OnServerReached();
  if (status == 407) return OnCredentialsRefused();
  tap_.Interim(response_.head_bytes());
  Refuse(502, FailureKind::kConnect,
         fmt::format("the further proxy {} refused a tunnel to {} with status {}",
                     ToText(settings_.upstream_proxy->authority), ToText(dialled_), status));
}

void Session::EstablishTunnel() {
  if (!response_begun_) AnswerConnect();
  if (!may_be_opened()) return EnterTunnel();
  state_ = State::kOpening;
}

}  // namespace osslens::proxy
