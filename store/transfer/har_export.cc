#include "store/transfer/har_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "store/record/message_head.h"

namespace osslens::store {
namespace {

constexpr size_t npos = std::string_view::npos;

// A CONNECT has an authority in place of a URL; readers of HAR want one.
std::string UrlOf(const Exchange& exchange) {
  if (exchange.kind == ExchangeKind::kTunnel) return "https://" + exchange.url + "/";
  return exchange.url;
}

std::string_view VersionOf(std::string_view start_line) {
  const size_t begin = start_line.starts_with("HTTP/") ? 0 : start_line.rfind(' ') + 1;
  const std::string_view version = start_line.substr(begin, start_line.find(' ', begin) - begin);
  return version.starts_with("HTTP/") ? version : "unknown";
}

// The part of a status line after the code.
std::string_view ReasonOf(std::string_view status_line) {
  const size_t code = status_line.find(' ');
  if (code == npos) return {};
  const size_t reason = status_line.find(' ', code + 1);
  return reason == npos ? std::string_view() : status_line.substr(reason + 1);
}

void WriteNameAndValue(std::string_view name, std::string_view value, JsonWriter& writer) {
  writer.BeginObject().Key("name").String(name).Key("value").String(value).EndObject();
}

void WriteHeaders(const MessageHead& head, JsonWriter& writer) {
  writer.Key("headers").BeginArray();
  for (const FieldLine& field : head.fields()) WriteNameAndValue(field.name, field.value, writer);
  writer.EndArray();
}

// Attributes of Set-Cookie stay in the headers; HAR does not require them.
void WriteCookies(const MessageHead& head, std::string_view header, JsonWriter& writer) {
  const bool is_set = header == "set-cookie";
  writer.Key("cookies").BeginArray();
  for (const FieldLine& field : head.fields()) {
    if (!EqualsIgnoreCase(field.name, header)) continue;
    for (const std::string_view pair : Split(field.value, ';')) {
      const size_t sign = pair.find('=');
      if (sign != npos) {
        WriteNameAndValue(TrimOws(pair.substr(0, sign)), TrimOws(pair.substr(sign + 1)), writer);
      }
      if (is_set) break;
    }
  }
  writer.EndArray();
}

void WriteQuery(std::string_view url, JsonWriter& writer) {
  writer.Key("queryString").BeginArray();
  const size_t mark = url.find('?');
  if (mark != npos) {
    const std::string_view query = url.substr(mark + 1, url.find('#', mark) - mark - 1);
    for (const std::string_view pair : Split(query, '&')) {
      if (pair.empty()) continue;
      const size_t sign = pair.find('=');
      const std::string_view value = sign == npos ? std::string_view() : pair.substr(sign + 1);
      WriteNameAndValue(PercentDecode(pair.substr(0, sign)), PercentDecode(value), writer);
    }
  }
  writer.EndArray();
}

void WriteSizes(const Message& message, JsonWriter& writer) {
  writer.Key("headersSize");
  if (message.head.empty()) {
    writer.Number(int64_t{-1}).Key("bodySize").Number(int64_t{-1});
  } else {
    writer.Number(uint64_t{message.head.size()});
    writer.Key("bodySize").Number(message.body.total_bytes);
  }
}

// A body that is compressed, cut short or no text cannot be told from one that is not without a word.
std::string CommentOn(const Body& body, std::string_view coding) {
  std::string comment;
  if (body.bytes.size() < body.total_bytes) {
    comment = fmt::format("the first {} of {} bytes", body.bytes.size(), body.total_bytes);
  }
  if (!coding.empty()) {
    comment +=
        fmt::format("{}as transferred, content-encoding {}", comment.empty() ? "" : "; ", coding);
  }
  return comment;
}

void WriteText(const Body& body, const MessageHead& head, JsonWriter& writer) {
  const std::string_view type = head.Value("content-type");
  writer.Key("mimeType").String(type.empty() ? "application/octet-stream" : type);
  if (is_utf8(body.bytes)) {
    writer.Key("text").String(body.bytes);
  } else {
    writer.Key("text").String(Base64Encode(body.bytes)).Key("encoding").String("base64");
  }
  const std::string comment = CommentOn(body, head.Value("content-encoding"));
  if (!comment.empty()) writer.Key("comment").String(comment);
}

void WriteRequest(const Exchange& exchange, JsonWriter& writer) {
  const MessageHead head(exchange.request.head);
  const std::string url = UrlOf(exchange);
  writer.BeginObject();
  writer.Key("method").String(exchange.method).Key("url").String(url);
  writer.Key("httpVersion").String(VersionOf(head.start_line()));
  WriteCookies(head, "cookie", writer);
  WriteHeaders(head, writer);
  WriteQuery(url, writer);
  if (!exchange.request.body.bytes.empty()) {
    writer.Key("postData").BeginObject().Key("params").BeginArray().EndArray();
    WriteText(exchange.request.body, head, writer);
    writer.EndObject();
  }
  WriteSizes(exchange.request, writer);
  writer.EndObject();
}

void WriteResponse(const Exchange& exchange, JsonWriter& writer) {
  const MessageHead head(exchange.response.head);
  writer.BeginObject();
  writer.Key("status").Number(int64_t{exchange.status});
  writer.Key("statusText").String(ReasonOf(head.start_line()));
  writer.Key("httpVersion").String(VersionOf(head.start_line()));
  WriteCookies(head, "set-cookie", writer);
  WriteHeaders(head, writer);
  writer.Key("content").BeginObject();
  writer.Key("size").Number(exchange.response.body.total_bytes);
  WriteText(exchange.response.body, head, writer);
  writer.EndObject();
  writer.Key("redirectURL").String(head.Value("location"));
  WriteSizes(exchange.response, writer);
  if (exchange.failure) {
    writer.Key("_error").String(
        fmt::format("{}: {}", ToWord(exchange.failure->kind), exchange.failure->message));
  }
  writer.EndObject();
}

Microseconds Sum(std::initializer_list<std::optional<Microseconds>> phases) {
  Microseconds sum{0};
  for (const auto& phase : phases) sum += phase.value_or(Microseconds{0});
  return sum;
}

void WritePhase(const char* name, const std::optional<Microseconds>& phase, JsonWriter& writer) {
  writer.Key(name);
  if (phase) {
    writer.Milliseconds(*phase);
  } else {
    writer.Number(int64_t{-1});
  }
}

// HAR counts ssl inside connect, and expects `time` to be the sum of all but ssl; what no phase accounts for is time that
// the request waited for its turn. send, wait and receive may not be -1.
void WriteTimings(const Exchange& exchange, JsonWriter& writer) {
  const Timings& timings = exchange.timings;
  const bool has_connected = timings.connect || timings.tls;
  const Microseconds connect = Sum({timings.connect, timings.tls});
  const Microseconds known =
      Sum({timings.dns, connect, timings.send, timings.wait, timings.receive});
  const Microseconds blocked = exchange.duration - known;
  writer.Key("time").Milliseconds(std::max(exchange.duration, known));
  writer.Key("timings").BeginObject();
  WritePhase("blocked", blocked.count() > 0 ? std::optional(blocked) : std::nullopt, writer);
  WritePhase("dns", timings.dns, writer);
  WritePhase("connect", has_connected ? std::optional(connect) : std::nullopt, writer);
  WritePhase("ssl", timings.tls, writer);
  WritePhase("send", timings.send.value_or(Microseconds{0}), writer);
  WritePhase("wait", timings.wait.value_or(Microseconds{0}), writer);
  WritePhase("receive", timings.receive.value_or(Microseconds{0}), writer);
  writer.EndObject();
}

std::string_view WithoutPort(std::string_view address) {
  std::string_view host = address.substr(0, address.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

std::string HarFormat::Begin() {
  writer_.BeginObject().Key("log").BeginObject().Key("version").String("1.2");
  writer_.Key("creator").BeginObject().Key("name").String("osslens");
  writer_.Key("version").String(version_).EndObject();
  writer_.Key("pages").BeginArray().EndArray();
  writer_.Key("entries").BeginArray();
  return writer_.Take();
}

std::string HarFormat::Add(const Exchange& exchange) {
  writer_.BeginObject();
  writer_.Key("startedDateTime").String(FormatRfc3339(exchange.started_at));
  WriteTimings(exchange, writer_);
  writer_.Key("request");
  WriteRequest(exchange, writer_);
  writer_.Key("response");
  WriteResponse(exchange, writer_);
  writer_.Key("cache").BeginObject().EndObject();
  if (!exchange.upstream_address.empty()) {
    writer_.Key("serverIPAddress").String(WithoutPort(exchange.upstream_address));
  }
  writer_.Key("_osslens");
  encoder_.Write(exchange, Detail::kSummary, writer_);
  writer_.EndObject();
  return writer_.Take();
}

std::string HarFormat::End() {
  writer_.EndArray().EndObject().EndObject();
  return writer_.Take() + "\n";
}

}  // namespace osslens::store
