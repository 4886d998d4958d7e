#include "store/transfer/har_import.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "store/transfer/import_json.h"

namespace osslens::store {
namespace {

using nlohmann::json;

constexpr size_t npos = std::string_view::npos;

struct Url {
  std::string host;
  uint16_t port = 0;
  std::string target;  // origin form
};

// http and https only; nullopt for anything else, such as "data:" and "blob:".
std::optional<Url> SplitUrl(std::string_view url) {
  const bool tls = StartsWithIgnoreCase(url, "https://");
  if (!tls && !StartsWithIgnoreCase(url, "http://")) return std::nullopt;
  url.remove_prefix(url.find("://") + 3);
  url = url.substr(0, url.find('#'));
  const size_t path = url.find_first_of("/?");
  std::string_view authority = url.substr(0, path);
  if (const size_t at = authority.rfind('@'); at != npos) authority.remove_prefix(at + 1);
  Url out;
  out.target = path == npos ? "/" : std::string(url.substr(path));
  if (out.target.starts_with('?')) out.target.insert(0, "/");
  out.port = tls ? 443 : 80;
  const size_t colon = authority.rfind(':');
  if (colon != npos && authority.find(']', colon) == npos) {
    const std::string_view digits = authority.substr(colon + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    authority = authority.substr(0, colon);
  }
  out.host = Lower(authority);
  if (out.host.empty()) return std::nullopt;
  return out;
}

bool has_line_break(std::string_view text) { return text.find_first_of("\r\n") != npos; }

// What a browser decoded must not be decoded again.
std::string HeaderLines(const json& headers, bool was_decoded) {
  std::string lines;
  if (!headers.is_array()) return lines;
  for (const json& header : headers) {
    const std::string name = TextOf(header, "name"), value = TextOf(header, "value");
    const bool pseudo = name.empty() || name.starts_with(':');
    if (pseudo || has_line_break(name) || has_line_break(value)) continue;
    if (was_decoded && EqualsIgnoreCase(name, "content-encoding")) continue;
    lines += name + ": " + value + "\r\n";
  }
  return lines;
}

bool HasHost(const json& headers) {
  return headers.is_array() && std::ranges::any_of(headers, [](const json& header) {
           return EqualsIgnoreCase(TextOf(header, "name"), "host");
         });
}

// HTTP/2 and unknown versions are told as HTTP/1.1: rules read heads of that form.
std::string VersionOf(const json& message) {
  const std::string version = TextOf(message, "httpVersion");
  return version == "HTTP/1.0" ? version : "HTTP/1.1";
}

std::string RequestHead(const json& request, const Url& url, bool tunnel) {
  const json& headers = Member(request, "headers");
  const std::string target = tunnel ? url.host + ":" + std::to_string(url.port) : url.target;
  std::string head = TextOf(request, "method") + " " + target + " " + VersionOf(request) + "\r\n";
  if (!HasHost(headers)) head += "Host: " + url.host + "\r\n";
  return head + HeaderLines(headers, false) + "\r\n";
}

Body ReadBody(const json& content, uint64_t total) {
  Body body;
  const std::string text = TextOf(content, "text");
  if (TextOf(content, "encoding") == "base64") {
    body.bytes = Base64Decode(text).value_or(std::string{});
  } else {
    body.bytes = text;
  }
  body.total_bytes = std::max<uint64_t>(total, body.bytes.size());
  body.truncated = body.total_bytes > body.bytes.size();
  return body;
}

struct ErrorWord {
  std::string_view part;
  FailureKind kind;
};
// Our own words, then those of Chrome's "_error" (net::ERR_...).
constexpr auto kErrorWords = std::to_array<ErrorWord>({
    {"NAME_NOT_RESOLVED", FailureKind::kDns},
    {"CONNECTION_REFUSED", FailureKind::kConnect},
    {"ADDRESS_UNREACHABLE", FailureKind::kConnect},
    {"TIMED_OUT", FailureKind::kTimeout},
    {"CERT", FailureKind::kTls},
    {"SSL", FailureKind::kTls},
    {"RESET", FailureKind::kReset},
    {"CLOSED", FailureKind::kReset},
    {"ABORTED", FailureKind::kClientAbort},
});

std::optional<Failure> ReadFailure(const std::string& error) {
  if (error.empty()) return std::nullopt;
  FailureKind kind = FailureKind::kProtocol;
  const size_t colon = error.find(": ");
  if (colon != npos && FromWord(error.substr(0, colon), kind)) {
    return Failure{kind, error.substr(colon + 2)};
  }
  for (const ErrorWord& word : kErrorWords) {
    if (error.find(word.part) != npos) return Failure{word.kind, error};
  }
  return Failure{FailureKind::kProtocol, error};
}

void ReadTimings(const json& entry, Exchange& exchange) {
  const json& timings = Member(entry, "timings");
  Timings& out = exchange.timings;
  out.dns = MillisecondsOf(timings, "dns");
  out.connect = MillisecondsOf(timings, "connect");
  out.tls = MillisecondsOf(timings, "ssl");
  if (out.connect && out.tls) out.connect = std::max(*out.connect - *out.tls, Microseconds(0));
  if (exchange.status != 0) {
    out.send = MillisecondsOf(timings, "send");
    out.wait = MillisecondsOf(timings, "wait");
    out.receive = MillisecondsOf(timings, "receive");
  }
  exchange.duration = MillisecondsOf(entry, "time").value_or(Microseconds(0));
}

void ReadResponse(const json& response, bool ours, Exchange& exchange) {
  exchange.status = static_cast<int>(std::min<uint64_t>(CountOf(response, "status"), 999));
  exchange.failure = ReadFailure(TextOf(response, "_error"));
  if (exchange.status == 0) return;
  const json& content = Member(response, "content");
  const bool decoded = !ours && !TextOf(content, "text").empty();
  exchange.response.head = VersionOf(response) + " " + std::to_string(exchange.status) + " " +
                           TextOf(response, "statusText") + "\r\n" +
                           HeaderLines(Member(response, "headers"), decoded) + "\r\n";
  exchange.response.body = ReadBody(content, ours ? CountOf(content, "size") : 0);
}

std::optional<Exchange> ReadEntry(const json& entry) {
  const json& request = Member(entry, "request");
  const json& summary = Member(entry, "_osslens");
  const bool ours = summary.is_object();
  const std::optional<Url> url = SplitUrl(TextOf(request, "url"));
  if (!url) return std::nullopt;
  Exchange exchange;
  exchange.method = TextOf(request, "method");
  exchange.url = TextOf(request, "url");
  exchange.host = url->host;
  exchange.port = url->port;
  if (ours) ReadSummary(summary, exchange);
  exchange.is_from_har = true;
  const bool tunnel = exchange.kind == ExchangeKind::kTunnel;
  exchange.started_at = ParseRfc3339(TextOf(entry, "startedDateTime")).value_or(WallTime{});
  exchange.request.head = RequestHead(request, *url, tunnel);
  exchange.request.body = ReadBody(Member(request, "postData"), CountOf(request, "bodySize"));
  ReadResponse(Member(entry, "response"), ours, exchange);
  ReadTimings(entry, exchange);
  return exchange;
}

}  // namespace

Result<HarContents> ReadHar(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const Result<json> parsed = ParseJson(text);
  if (!parsed) return tl::unexpected(parsed.error());
  const json& entries = Member(Member(*parsed, "log"), "entries");
  if (!entries.is_array()) {
    return Fail(ErrorKind::kInvalid, "it has no log.entries, so it is no HAR file");
  }
  HarContents contents;
  for (const json& entry : entries) {
    if (std::optional<Exchange> exchange = ReadEntry(entry)) {
      contents.exchanges.push_back(std::move(*exchange));
    } else {
      ++contents.left_out;
    }
  }
  return contents;
}

}  // namespace osslens::store
