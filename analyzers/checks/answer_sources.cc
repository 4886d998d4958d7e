// What came back: OSS's answer, the answer of someone else, or none.
#include <array>
#include <chrono>
#include <cstdlib>

#include <fmt/chrono.h>

#include "analyzers/checks/source_helpers.h"
#include "analyzers/oss/dates.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using store::FailureKind;
using store::Where;

Captured Status(const Facts& facts, std::string_view) {
  const int status = facts.exchange.status;
  return When(status > 0, std::to_string(status), Where::kExchange, "status");
}

Captured ResponseField(const Facts& facts, std::string_view name) {
  const store::FieldLine* field = facts.response_head.Find(name);
  return When(field != nullptr, field == nullptr ? std::string_view{} : field->value,
              Where::kResponseHeader, name);
}

Captured FromDocument(const std::optional<oss::ErrorDocument>& document, std::string_view name) {
  const bool in_header = document && document->from_header;
  return NonEmpty(document ? document->Value(name) : std::string_view{},
                  in_header ? Where::kResponseHeader : Where::kResponseBody, name);
}

Captured Element(const Facts& facts, std::string_view name) {
  return FromDocument(facts.error, name);
}

Captured ForeignElement(const Facts& facts, std::string_view name) {
  return FromDocument(facts.foreign_error, name);
}

Captured Code(const Facts& facts, std::string_view) { return Element(facts, "Code"); }
Captured Message(const Facts& facts, std::string_view) { return Element(facts, "Message"); }

Captured Ec(const Facts& facts, std::string_view) {
  const bool in_head = facts.response_head.Find("x-oss-ec") != nullptr;
  return NonEmpty(facts.ec(), in_head ? Where::kResponseHeader : Where::kResponseBody,
                  in_head ? "x-oss-ec" : "EC");
}

// The document of an answer without a body.
Captured ErrorInHeader(const Facts& facts, std::string_view) {
  const bool decoded = facts.error && facts.error->from_header && !facts.error->code.empty();
  return When(decoded, facts.code(), Where::kResponseHeader, "x-oss-err");
}

// The time of OSS: its own statement in the error, else the Date of the answer.
Captured ServerTime(const Facts& facts, std::string_view) {
  Captured element = Element(facts, "ServerTime");
  return element.value ? element : ResponseField(facts, "Date");
}

Captured ServerDay(const Facts& facts, std::string_view) {
  Captured captured = ServerTime(facts, {});
  const std::optional<oss::Date> date =
      captured.value ? oss::ParseDate(*captured.value) : std::nullopt;
  captured.value.reset();
  if (date) {
    const auto day = std::chrono::floor<std::chrono::seconds>(date->time);
    captured.value = fmt::format(
        "{:%Y%m%d}", fmt::gmtime(std::chrono::system_clock::to_time_t(
                         std::chrono::system_clock::time_point(day.time_since_epoch()))));
  }
  return captured;
}

// Seconds between the request's time and that of OSS, both as OSS states them.
Captured Skew(const Facts& facts, std::string_view) {
  Captured captured = Element(facts, "RequestTime");
  const std::optional<oss::Date> mine =
      captured.value ? oss::ParseDate(*captured.value) : std::nullopt;
  const std::optional<oss::Date> theirs =
      facts.error ? oss::ParseDate(facts.error->Value("ServerTime")) : std::nullopt;
  captured.value.reset();
  if (!mine || !theirs) return captured;
  const auto apart =
      std::chrono::duration_cast<std::chrono::seconds>(theirs->time - mine->time).count();
  captured.value = std::to_string(std::abs(apart));
  return captured;
}

// The header of the request that OSS names in <Header>.
Captured NamedHeader(const Facts& facts, std::string_view) {
  const std::string_view name = facts.error ? facts.error->Value("Header") : std::string_view{};
  const store::FieldLine* field = name.empty() ? nullptr : facts.request_head.Find(name);
  return When(field != nullptr, field == nullptr ? std::string_view{} : field->value,
              Where::kRequestHeader, name);
}

// The argument that OSS refuses, found in the request under the name that OSS gives.
Captured NamedArgument(const Facts& facts, std::string_view) {
  const std::string_view name =
      facts.error ? facts.error->Value("ArgumentName") : std::string_view{};
  if (name.empty()) return When(false, {}, Where::kRequestHeader, name);
  if (const oss::QueryParameter* parameter = oss::Find(facts.request.query, name)) {
    return When(true, parameter->value, Where::kRequestQuery, name);
  }
  const store::FieldLine* field = facts.request_head.Find(name);
  return When(field != nullptr, field == nullptr ? std::string_view{} : field->value,
              Where::kRequestHeader, name);
}

Captured FailureWord(const Facts& facts, std::string_view) {
  const auto& failure = facts.exchange.failure;
  return When(failure.has_value(), failure ? store::ToWord(failure->kind) : "", Where::kExchange,
              "error");
}

Captured FailureMessage(const Facts& facts, std::string_view) {
  const auto& failure = facts.exchange.failure;
  return When(failure.has_value(), failure ? failure->message : "", Where::kExchange, "error");
}

// A connection to the server stood when the exchange failed.
Captured Connected(const Facts& facts, std::string_view) {
  const store::Exchange& exchange = facts.exchange;
  const bool connected = exchange.timings.connect || exchange.timings.tls ||
                         exchange.reused_connection || exchange.timings.send;
  return When(connected, exchange.upstream_address, Where::kTiming, "connect");
}

Captured PooledConnection(const Facts& facts, std::string_view) {
  return When(facts.exchange.reused_connection, facts.exchange.upstream_address, Where::kExchange,
              "reused_connection");
}

// Whole seconds between the last byte of the request and the first of the answer.
Captured WaitSeconds(const Facts& facts, std::string_view) {
  const auto& wait = facts.exchange.timings.wait;
  const int64_t seconds =
      wait ? std::chrono::duration_cast<std::chrono::seconds>(*wait).count() : 0;
  return When(wait.has_value(), std::to_string(seconds), Where::kTiming, "wait");
}

Captured HtmlAnswer(const Facts& facts, std::string_view) {
  const std::string_view type = facts.response_head.Value("Content-Type");
  const std::string& body = facts.exchange.response.body.bytes;
  constexpr size_t kLookedAt = 512;
  const std::string start = Lower(std::string_view(body).substr(0, kLookedAt));
  const bool html = StartsWithIgnoreCase(type, "text/html") ||
                    start.find("<!doctype html") != std::string::npos ||
                    start.find("<html") != std::string::npos;
  return When(html, type, Where::kResponseHeader, "Content-Type");
}

Captured AnswerText(const Facts& facts, std::string_view) {
  constexpr size_t kLookedAt = 16 * 1024;
  return NonEmpty(std::string_view(facts.exchange.response.body.bytes).substr(0, kLookedAt),
                  Where::kResponseBody, "body");
}

// The header by which a proxy, gateway or CDN on the way gives itself away. A Server header alone is
// not one: the answer may well come from that very server.
Captured Intermediary(const Facts& facts, std::string_view) {
  for (const ProxyMarker& marker : facts.markers) {
    if (marker.where == Where::kResponseHeader && !EqualsIgnoreCase(marker.name, "server")) {
      return When(true, marker.value, marker.where, marker.name);
    }
  }
  return When(false, {}, Where::kResponseHeader, "Via");
}

constexpr auto kSources = std::to_array<Source>({
    {"status", false, &Status},
    {"response-header", true, &ResponseField},
    {"element", true, &Element},
    {"foreign-element", true, &ForeignElement},
    {"code", false, &Code},
    {"message", false, &Message},
    {"ec", false, &Ec},
    {"error-in-header", false, &ErrorInHeader},
    {"server-time", false, &ServerTime},
    {"server-day", false, &ServerDay},
    {"skew", false, &Skew},
    {"named-header", false, &NamedHeader},
    {"named-argument", false, &NamedArgument},
    {"failure", false, &FailureWord},
    {"failure-message", false, &FailureMessage},
    {"connected", false, &Connected},
    {"pooled-connection", false, &PooledConnection},
    {"wait-seconds", false, &WaitSeconds},
    {"html", false, &HtmlAnswer},
    {"answer-text", false, &AnswerText},
    {"intermediary", false, &Intermediary},
});

}  // namespace

std::span<const Source> AnswerSources() { return kSources; }

}  // namespace osslens::analyzers
