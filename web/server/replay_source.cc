#include "web/server/replay_source.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "proxy/http/framing.h"
#include "proxy/http/head.h"
#include "proxy/http/message_reader.h"

namespace osslens::web {
namespace {

// Whether the whole request passed: of a chunked one nothing else tells that its end came.
bool has_passed_whole(const store::Exchange& exchange) {
  const store::Timings& timings = exchange.timings;
  if (!timings.send) return false;
  return !exchange.failure || timings.wait || !exchange.response.head.empty();
}

// What went to the server. A HAR knows of one head only.
const std::string& HeadOf(const store::Exchange& exchange) {
  return exchange.is_from_har && exchange.forwarded_head.empty() ? exchange.request.head
                                                                 : exchange.forwarded_head;
}

// Views in `head` point into `raw`.
bool Read(std::string_view raw, http::RequestHead& head) {
  http::HeadScanner scanner(http::MessageReader::Limits{}.head_bytes);
  return scanner.Take(raw) == raw.size() &&
         scanner.state() == http::HeadScanner::State::kComplete &&
         http::ParseRequestHead(raw, head);
}

bool is_chunked(std::string_view head) {
  http::RequestHead parsed;
  if (!Read(head, parsed)) return false;
  const Result<http::Framing> framing = http::FramingOf(parsed);
  return framing && framing->kind == http::Framing::Kind::kChunked;
}

// The line that a server reads, in the place of the one that a further proxy read.
std::string StartLine(std::string_view raw, const http::RequestHead& head) {
  const std::string_view line = raw.substr(0, raw.find("\r\n") + 2);
  const auto absolute = http::ParseAbsoluteTarget(head.target);
  if (!absolute) return std::string(line);
  const size_t target_at = head.method.size() + 1;
  std::string target(absolute->origin_form);
  if (target.empty() && head.method == "OPTIONS") target = "*";
  if (!target.starts_with('/') && target != "*") target.insert(target.begin(), '/');
  return fmt::format("{}{}{}", line.substr(0, target_at), target,
                     line.substr(target_at + head.target.size()));
}

std::string HeadForServer(std::string_view raw, const http::RequestHead& head) {
  std::string written = StartLine(raw, head);
  for (const http::Field& field : head.fields.all()) {
    if (!EqualsIgnoreCase(field.name, "Proxy-Authorization")) written.append(field.line);
  }
  return written.append("\r\n");
}

}  // namespace

Result<ReplaySource> SourceOf(const store::Exchange& exchange, store::Language language) {
  const auto refuse = [language](std::string_view en, std::string_view zh) {
    return Fail(ErrorKind::kInvalid, std::string(In(language, en, zh)));
  };
  if (exchange.kind == store::ExchangeKind::kTunnel) {
    return refuse(
        "this is a tunnel that was passed on blind, so there is no request to send again; with "
        "--intercept osslens opens the TLS of that host",
        "这是未解密、直接透传的隧道，没有可以重放的请求；用 --intercept 让 osslens 解开该主机的 "
        "TLS");
  }
  const std::string& raw = HeadOf(exchange);
  if (raw.empty() || exchange.host.empty() || exchange.port == 0) {
    return refuse(
        "osslens did not pass this request on, so it is not known what the server would have seen; "
        "the exchange's error says why",
        "osslens 没有转发这个请求，无从知道服务器本应收到什么；原因见该交换的错误说明");
  }
  http::RequestHead head;
  if (!Read(raw, head) || head.method == "CONNECT") {
    return refuse("the captured head cannot be read as a request, so it cannot be sent again",
                  "捕获的请求头无法按请求解析，不能重放");
  }
  return ReplaySource{{exchange.host, exchange.port},
                      StartsWithIgnoreCase(exchange.url, "https://"),
                      HeadForServer(raw, head)};
}

std::optional<std::string> WhyBodyIsMissing(const store::Exchange& exchange,
                                            store::Language language) {
  const store::Body& body = exchange.request.body;
  if (body.dropped) {
    return std::string(In(language,
                          "the captured body was given up because the capture queue was full; "
                          "choose a body of your own, or none",
                          "捕获队列已满，请求体未能保留；请另选请求体，或不带请求体"));
  }
  if (body.truncated || body.bytes.size() != body.total_bytes) {
    return fmt::format(
        fmt::runtime(In(language,
                        "only {} of the {} bytes of the body were kept (--body-limit, "
                        "--ok-body-limit); choose a body of your own, or none",
                        "请求体共 {1} 字节，只保留了 {0} 字节（--body-limit、--ok-body-limit）；"
                        "请另选请求体，或不带请求体")),
        body.bytes.size(), body.total_bytes);
  }
  if (is_chunked(HeadOf(exchange)) && !has_passed_whole(exchange)) {
    return std::string(In(language,
                          "the end of the body did not come, so the captured part is not all of "
                          "it; choose a body of your own, or none",
                          "请求体没有传完，捕获的只是一部分；请另选请求体，或不带请求体"));
  }
  return std::nullopt;
}

}  // namespace osslens::web
