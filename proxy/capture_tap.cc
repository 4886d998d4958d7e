#include "proxy/capture_tap.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace osslens::proxy {
namespace {

Microseconds Between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration_cast<Microseconds>(to - from);
}

// A copy of the head whose Proxy-Authorization value is blotted out, byte for byte, so that offsets
// stay: the password of a proxy is of no use to anyone who reads a capture.
std::string WithoutProxyPassword(std::string_view head) {
  constexpr std::string_view kName = "\r\nproxy-authorization:";
  std::string copy(head);
  for (size_t at = copy.find('\r'); at != std::string::npos; at = copy.find('\r', at + 1)) {
    if (!StartsWithIgnoreCase(std::string_view(copy).substr(at), kName)) continue;
    const size_t end = std::min(copy.find("\r\n", at + 2), copy.size());
    std::fill(copy.begin() + static_cast<std::ptrdiff_t>(at + kName.size()),
              copy.begin() + static_cast<std::ptrdiff_t>(end), '*');
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
  oss_ = false;
  began_ = began.steady;
  opened_ = sent_ = answered_ = std::nullopt;
}

void CaptureTap::Destination(const http::Authority& authority, std::string url) {
  exchange_->host = authority.host;
  exchange_->port = authority.port;
  exchange_->url = std::move(url);
  oss_ = settings_.is_oss_host && settings_.is_oss_host(authority.host);
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
}

void CaptureTap::Retried() { exchange_->retried = true; }

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
  Keep(exchange_->request.body, content, settings_.body_limit_bytes);
}

void CaptureTap::RequestEnd(std::string_view trailers, SteadyTime now) {
  exchange_->request.trailers = trailers;
  if (opened_) exchange_->timings.send = Between(*opened_, now);
  sent_ = now;
}

void CaptureTap::Interim(std::string_view head) {
  exchange_->interim_heads.append(head);
  exchange_->response_bytes += head.size();
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
  const size_t limit =
      is_failed(*exchange_) ? settings_.body_limit_bytes : settings_.ok_body_limit_bytes;
  Keep(exchange_->response.body, content, limit);
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

std::unique_ptr<store::Exchange> CaptureTap::Finish(SteadyTime now) {
  exchange_->duration = Between(began_, now);
  const bool keep_bodies = oss_ || exchange_->answered_by_proxy;
  if (!keep_bodies) {
    TrimBody(exchange_->request.body, 0);
    TrimBody(exchange_->response.body, 0);
  } else if (!is_failed(*exchange_)) {
    TrimBody(exchange_->request.body, settings_.ok_body_limit_bytes);
    TrimBody(exchange_->response.body, settings_.ok_body_limit_bytes);
  }
  std::unique_ptr<store::Exchange> finished = std::move(exchange_);
  if (settings_.capture_scope == CaptureScope::kOssOnly && !oss_) return nullptr;
  return finished;
}

}  // namespace osslens::proxy
