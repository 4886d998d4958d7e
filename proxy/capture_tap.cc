#include "proxy/capture_tap.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "proxy/http/head.h"
#include "store/record/message_head.h"

namespace osslens::proxy {
namespace {

Microseconds Between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration_cast<Microseconds>(to - from);
}

// How many bytes of a line may be kept; what follows is the password of a proxy. `inside` says that
// the line before was of such a field too. Malformed heads are recorded as well, so neither the
// colon nor the beginning of the line is relied on.
size_t KeptOfLine(std::string_view line, bool& inside) {
  constexpr std::string_view kName = "proxy-authorization";
  const size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
  const std::string_view rest = line.substr(blanks);
  const std::string_view behind = rest.substr(std::min(kName.size(), rest.size()));
  if (StartsWithIgnoreCase(rest, kName) && !http::is_token(behind.substr(0, 1))) {
    inside = true;
    return blanks + kName.size() + (behind.starts_with(':') ? 1 : 0);
  }
  if (inside && blanks > 0) return 0;  // a folded line
  if (!line.empty()) inside = false;
  return line.size();
}

// A copy of the head whose Proxy-Authorization value is blotted out, byte for byte, so that offsets
// stay: the password of a proxy is of no use to anyone who reads a capture.
std::string WithoutProxyPassword(std::string_view head) {
  std::string copy(head);
  bool inside = false;
  for (auto line = copy.begin(); line != copy.end();) {
    const auto end = std::find_if(line, copy.end(), [](char c) { return c == '\r' || c == '\n'; });
    const size_t kept = KeptOfLine({line, end}, inside);
    std::fill(line + static_cast<std::ptrdiff_t>(kept), end, '*');
    line = end == copy.end() ? end : end + 1;
  }
  return copy;
}

}  // namespace

CaptureTap::CaptureTap(const SessionSettings& settings, std::string client_address)
    : settings_(settings), client_address_(std::move(client_address)) {}

void CaptureTap::Begin(store::ExchangeKind kind, std::string_view head, std::string_view method,
                       Instant began) {
  exchange_ = std::make_unique<store::Exchange>();
  exchange_->started_at = began.wall;
  exchange_->kind = kind;
  exchange_->method = method;
  exchange_->request.head = WithoutProxyPassword(head);
  exchange_->request_bytes = head.size();
  exchange_->client_address = client_address_;
  form_.reset();
  oss_ = false;
  began_ = began.steady;
  opened_ = sent_ = answered_ = std::nullopt;
}

void CaptureTap::Replays(int64_t of, uint64_t ticket) {
  exchange_->replay_of = of;
  exchange_->replay_ticket = ticket;
}

void CaptureTap::Becomes(store::ExchangeKind kind) { exchange_->kind = kind; }

void CaptureTap::Discard() { exchange_.reset(); }

void CaptureTap::Destination(const http::Authority& authority, std::string url) {
  exchange_->host = authority.host;
  exchange_->port = authority.port;
  exchange_->url = std::move(url);
  // A callback is OSS's own request, whatever the name of the server that it is for.
  oss_ = exchange_->kind == store::ExchangeKind::kCallback ||
         (settings_.is_oss_host && settings_.is_oss_host(authority.host));
}

void CaptureTap::Forwarded(std::string_view head, std::vector<store::HeadEdit> edits) {
  exchange_->forwarded_head = WithoutProxyPassword(head);
  exchange_->edits = std::move(edits);
}

void CaptureTap::Opened(const UpstreamOpened& event, SteadyTime now) {
  exchange_->reused_connection = event.reused;
  exchange_->upstream_address = event.address;
  exchange_->timings.dns = event.dns;
  exchange_->timings.connect = event.connect;
  opened_ = now;
  sent_ = std::nullopt;  // whatever went out on a connection before
}

void CaptureTap::Secured(SteadyTime began, SteadyTime now) {
  exchange_->timings.tls = Between(began, now);
  opened_ = now;
}

void CaptureTap::Retried() {
  exchange_->retried = true;
  exchange_->timings = {};
  opened_ = sent_ = std::nullopt;
}

void CaptureTap::TunnelOpen(std::string_view reply, SteadyTime now) {
  exchange_->status = 200;
  exchange_->response.head = reply;
  exchange_->request_bytes = exchange_->response_bytes = 0;
  answered_ = now;
}

void CaptureTap::Keep(store::Body& body, std::span<const std::string_view> content,
                      size_t limit_bytes) {
  for (const std::string_view piece : content) {
    body.total_bytes += piece.size();
    const size_t room = limit_bytes - std::min(limit_bytes, body.bytes.size());
    body.bytes.append(piece.substr(0, room));
    if (piece.size() > room) body.truncated = true;
  }
}

void CaptureTap::RequestBody(size_t wire_bytes, std::span<const std::string_view> content) {
  exchange_->request_bytes += wire_bytes;
  ReadForm(content);
  Keep(exchange_->request.body, content, settings_.body_limit_bytes);
}

// What a form consists of is told by its end as well, which is not kept of a large one.
void CaptureTap::ReadForm(std::span<const std::string_view> content) {
  if (exchange_->method != "POST") return;
  if (!form_ && exchange_->request.body.total_bytes == 0) {
    const store::MessageHead head(exchange_->request.head);
    const auto boundary = FormBoundary(head.Value("Content-Type"));
    if (boundary && !boundary->empty()) form_.emplace(*boundary);
  }
  if (!form_) return;
  for (const std::string_view piece : content) form_->Feed(piece);
}

void CaptureTap::RequestEnd(std::string_view trailers, SteadyTime now) {
  exchange_->request.trailers = trailers;
  if (form_) exchange_->form = form_->Finish(true);
  form_.reset();
  if (opened_) exchange_->timings.send = Between(*opened_, now);
  sent_ = now;
}

void CaptureTap::Interim(std::string_view head) {
  exchange_->response_bytes += head.size();
  // A server may send them without end.
  const size_t kept_bytes = exchange_->interim_heads.size() + head.size();
  if (kept_bytes <= settings_.limits.head_bytes) exchange_->interim_heads.append(head);
}

void CaptureTap::ResponseHead(std::string_view head, int status, bool from_oss, SteadyTime now) {
  exchange_->status = status;
  exchange_->response.head = head;
  exchange_->response_bytes += head.size();
  oss_ = oss_ || from_oss;
  // An answer may come before the request has been sent whole; then nothing was waited for.
  exchange_->timings.wait = sent_ ? Between(*sent_, now) : Microseconds{0};
  answered_ = now;
}

void CaptureTap::ResponseBody(size_t wire_bytes, std::span<const std::string_view> content) {
  exchange_->response_bytes += wire_bytes;
  // Also of a success: its body may yet be cut short. With the head it is known whether OSS answers.
  Keep(exchange_->response.body, content, oss_ ? settings_.body_limit_bytes : 0);
}

void CaptureTap::ResponseEnd(std::string_view trailers, SteadyTime now) {
  exchange_->response.trailers = trailers;
  if (answered_) exchange_->timings.receive = Between(*answered_, now);
}

void CaptureTap::Refused(int status, std::string_view head, std::string_view body) {
  exchange_->status = status;
  exchange_->answered_by_proxy = true;
  exchange_->response.head = head;
  exchange_->response.body = {std::string(body), body.size(), false, false};
  exchange_->response_bytes = head.size() + body.size();
}

void CaptureTap::Fail(store::FailureKind kind, std::string message) {
  if (!exchange_->failure) exchange_->failure = {kind, std::move(message)};
}

void CaptureTap::TrimBody(store::Body& body, size_t limit_bytes) const {
  if (body.bytes.size() <= limit_bytes) return;
  body.bytes.resize(limit_bytes);
  body.bytes.shrink_to_fit();
  body.truncated = true;
}

// The phase in which the failure came lasted until then.
void CaptureTap::CutShort(SteadyTime now) {
  if (!opened_) return;
  // A CONNECT of our own is sent in one go.
  const std::optional<SteadyTime> sent =
      exchange_->kind == store::ExchangeKind::kTunnel ? opened_ : sent_;
  store::Timings& timings = exchange_->timings;
  if (answered_) {
    if (!timings.receive) timings.receive = Between(*answered_, now);
  } else if (sent) {
    timings.wait = Between(*sent, now);
  } else {
    timings.send = Between(*opened_, now);
  }
}

std::unique_ptr<store::Exchange> CaptureTap::Finish(SteadyTime now) {
  exchange_->duration = Between(began_, now);
  if (form_) exchange_->form = form_->Finish(false);
  form_.reset();
  if (exchange_->failure) CutShort(now);
  // Whether OSS takes an answer to its callback depends on the whole of its body.
  const bool is_kept_whole =
      is_failed(*exchange_) || exchange_->kind == store::ExchangeKind::kCallback;
  const size_t limit = is_kept_whole ? settings_.body_limit_bytes : settings_.ok_body_limit_bytes;
  TrimBody(exchange_->request.body, oss_ ? limit : 0);
  if (!exchange_->answered_by_proxy) TrimBody(exchange_->response.body, oss_ ? limit : 0);
  std::unique_ptr<store::Exchange> finished = std::move(exchange_);
  const bool is_kept = oss_ || finished->replay_of != 0;
  if (settings_.capture_scope == CaptureScope::kOssOnly && !is_kept) return nullptr;
  return finished;
}

}  // namespace osslens::proxy
