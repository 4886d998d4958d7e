// OSS called the callback server and cannot take what came of it. Whatever is said here stands in the
// captured answer, or in how the connection ended; what OSS tells the uploader then is documented
// ("Callback", errors of status 203).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analyzers/oss/json_fault.h"
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using oss::JsonFault;
using oss::JsonFaultKind;
using store::Confidence;
using store::Exchange;
using store::FailureKind;
using store::Side;
using store::Where;

// From the connection to the complete answer (OSS documentation, "Callback").
constexpr Microseconds kPatience{5'000'000};
// OSS's clock begins before ours: it has connected, and what it sent was under way.
constexpr Microseconds kNearlyAll{4'500'000};
// The documentation names both; above the first it is likely too much, above the second surely.
constexpr uint64_t kLowerLimitBytes = 1024 * 1024, kUpperLimitBytes = 3 * 1024 * 1024;

// Of JSON, in bytes: "\\u00e9".
constexpr size_t kLongestUnit = 6;

constexpr const char* kNotJson = "Response body is not valid json format. (EC 0007-00000205)";
constexpr const char* kNoConnection =
    "Error status : -1. OSS can not connect to your callbackUrl, please check it.";

Diagnosis Found(std::string variant, Confidence confidence, std::string told,
                Side side = Side::kApp) {
  Diagnosis diagnosis{.confidence = confidence, .side = side, .variant = std::move(variant)};
  diagnosis.values["told"] = std::move(told);
  return diagnosis;
}

std::string ToldStatus(int status) {
  return fmt::format("Error status : {}. (EC 0007-00000203)", status);
}

std::string Milliseconds(Microseconds time) {
  return fmt::format("{:.1f}", static_cast<double>(time.count()) / 1000);
}

struct Phase {
  const char* name;
  std::optional<Microseconds> time;
};

std::array<Phase, 6> PhasesOf(const store::Timings& timings) {
  return {{{"dns", timings.dns},
           {"connect", timings.connect},
           {"tls", timings.tls},
           {"send", timings.send},
           {"wait", timings.wait},
           {"receive", timings.receive}}};
}

// Where the time went, phase by phase, and which took most of it.
void AddTimes(const Exchange& exchange, Diagnosis& diagnosis) {
  const auto phases = PhasesOf(exchange.timings);
  diagnosis.values["total"] = Milliseconds(exchange.duration);
  const auto longest =
      std::ranges::max_element(phases, {}, [](const Phase& phase) { return phase.time; });
  diagnosis.values["phase"] = longest->time ? longest->name : "unknown";
  diagnosis.values["spent"] = Milliseconds(longest->time.value_or(exchange.duration));
  diagnosis.evidence.push_back(
      {Where::kTiming, "total", Milliseconds(exchange.duration) + " ms", "total"});
  for (const Phase& phase : phases) {
    if (phase.time) {
      diagnosis.evidence.push_back(
          {Where::kTiming, phase.name, Milliseconds(*phase.time) + " ms", phase.name});
    }
  }
}

Diagnosis TooSlow(const Exchange& exchange, Confidence confidence) {
  Diagnosis diagnosis =
      Found("too-slow", confidence,
            "Error status : -1 ... reply timeout, cost:5000ms, timeout:5000ms (EC 0007-00000202)");
  AddTimes(exchange, diagnosis);
  return diagnosis;
}

// No answer of the server, or not the whole of it.
Diagnosis NoAnswer(const Exchange& exchange) {
  const store::Failure& failure = *exchange.failure;
  const auto told = [&]() -> std::pair<const char*, std::string> {
    switch (failure.kind) {
      case FailureKind::kDns:
        return {"name-unknown", kNoConnection};
      case FailureKind::kConnect:
        return {"connection-refused", kNoConnection};
      case FailureKind::kTls:
        return {"tls", ToldStatus(502)};
      case FailureKind::kProtocol:
        return {
            exchange.response.head.empty() || exchange.answered_by_proxy ? "unreadable" : "reset",
            ToldStatus(502)};
      case FailureKind::kClientAbort:
        return {"caller-left", ToldStatus(502)};
      case FailureKind::kTimeout:
      case FailureKind::kReset:
        break;
    }
    return {"reset", ToldStatus(502)};
  }();
  const bool by_caller = failure.kind == FailureKind::kClientAbort;
  // Who called knows why it left; that it did is all that is captured.
  Diagnosis diagnosis =
      Found(told.first, by_caller ? Confidence::kPossible : Confidence::kProven, told.second,
            failure.kind == FailureKind::kDns || by_caller ? Side::kNetwork : Side::kApp);
  diagnosis.values["failure"] = failure.message;
  diagnosis.evidence.push_back(FromExchange("error", failure.message, "failure"));
  return diagnosis;
}

const char* VariantOfStatus(int status) {
  if (status >= 300 && status < 400) return "redirect";
  if (status == 401 || status == 403) return "denied";
  if (status == 404 || status == 405) return "no-such-path";
  if (status >= 500) return "server-error";
  return status < 300 ? "other-success" : "status";
}

Diagnosis WrongStatus(const Facts& facts) {
  const int status = facts.exchange.status;
  Diagnosis diagnosis = Found(VariantOfStatus(status), Confidence::kProven, ToldStatus(status));
  diagnosis.values["status"] = std::to_string(status);
  diagnosis.evidence.push_back(FromExchange("status", std::to_string(status), "status"));
  if (diagnosis.variant == "redirect") {
    const std::string_view location = facts.response_head.Value("Location");
    diagnosis.values["location"] = location.empty() ? "?" : Quote(location);
    diagnosis.evidence.push_back(ResponseHeader(facts, "Location", "location"));
  }
  return diagnosis;
}

std::optional<Diagnosis> CheckLength(const Facts& facts) {
  const uint64_t length = facts.exchange.response.body.total_bytes;
  if (facts.response_head.Find("Content-Length") == nullptr) {
    // Likely: that is what OSS documents, and its message names the header.
    Diagnosis diagnosis = Found("length-missing", Confidence::kLikely,
                                "Error Status : 400.User server missing content-length.");
    diagnosis.evidence.push_back(facts.response_head.Find("Transfer-Encoding") != nullptr
                                     ? ResponseHeader(facts, "Transfer-Encoding", "chunked")
                                     : ResponseHeader(facts, "Content-Length", "absent"));
    return diagnosis;
  }
  if (length <= kLowerLimitBytes) return std::nullopt;
  Diagnosis diagnosis =
      Found("too-long", length > kUpperLimitBytes ? Confidence::kProven : Confidence::kLikely,
            "Error Status : 400.User server return too long content-length value.");
  diagnosis.values["length"] = std::to_string(length);
  diagnosis.evidence.push_back(ResponseHeader(facts, "Content-Length", "length"));
  return diagnosis;
}

// The bytes at the offset, for people: as text, or as hex digits where they are none.
std::string BytesAt(std::string_view body, size_t offset) {
  constexpr size_t kShownBytes = 40, kShownHex = 8;
  const std::string_view rest = body.substr(std::min(offset, body.size()));
  const std::string_view front = rest.substr(0, kShownBytes);
  const bool is_text = std::ranges::all_of(
      front, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\0'; });
  if (is_text) return Quote(front);
  std::string hex;
  for (const char c : rest.substr(0, kShownHex)) {
    hex += fmt::format("{}{:02X}", hex.empty() ? "" : " ", static_cast<unsigned char>(c));
  }
  return hex;
}

bool is_encoded(const Facts& facts, std::string_view body) {
  const std::string_view coding = facts.response_head.Value("Content-Encoding");
  return body.starts_with("\x1F\x8B") || (!coding.empty() && !EqualsIgnoreCase(coding, "identity"));
}

// Where the capture cut the body, nothing is known of what is behind the mark.
std::string VariantOfBody(const Facts& facts, const JsonFault& fault, const store::Body& body) {
  if (is_encoded(facts, body.bytes)) return "encoded";
  switch (fault.kind) {
    case JsonFaultKind::kByteOrderMark:
      if (body.truncated) return "";
      return fault.rest_is_json ? "byte-order-mark" : "mark-and-no-json";
    case JsonFaultKind::kEmpty:
    case JsonFaultKind::kMarkup:
    case JsonFaultKind::kStackTrace:
    case JsonFaultKind::kPlainText:
    case JsonFaultKind::kSingleQuote:
    case JsonFaultKind::kTrailingComma:
    case JsonFaultKind::kCutShort:
    case JsonFaultKind::kExtra:
      return ToWord(fault.kind);
    default:
      return "";
  }
}

std::optional<Diagnosis> CheckBody(const Facts& facts) {
  const store::Body& body = facts.exchange.response.body;
  if (body.dropped) return std::nullopt;
  // OSS takes XML as well when the answer calls itself so.
  const std::string_view type = facts.response_head.Value("Content-Type");
  const bool is_xml = EqualsIgnoreCase(TrimOws(type.substr(0, type.find(';'))), "application/xml");
  const auto fault = oss::FindJsonFault(body.bytes);
  if (!fault || (is_xml && fault->kind == JsonFaultKind::kMarkup)) return std::nullopt;
  // Where the capture ends the body does not: the escape, word or character that was cut there may go on rightly.
  if (body.truncated && fault->offset + kLongestUnit > body.bytes.size()) return std::nullopt;
  std::string variant = VariantOfBody(facts, *fault, body);
  // Nothing says that OSS does not unpack an answer; nothing says that it does.
  const Confidence confidence = variant == "encoded" ? Confidence::kLikely : Confidence::kProven;
  Diagnosis diagnosis = Found(std::move(variant), confidence, kNotJson);
  diagnosis.values["offset"] = std::to_string(fault->offset);
  const std::string found =
      fault->offset < body.bytes.size() ? BytesAt(body.bytes, fault->offset) : "";
  diagnosis.values["found"] = found;
  diagnosis.evidence.push_back({Where::kResponseBody, fmt::format("byte {}", fault->offset), found,
                                found.empty() ? "end" : "body"});
  if (diagnosis.variant == "encoded" && facts.response_head.Find("Content-Encoding") != nullptr)
    diagnosis.evidence.push_back(ResponseHeader(facts, "Content-Encoding", "encoding"));
  return diagnosis;
}

}  // namespace

std::optional<Diagnosis> CheckCallbackAnswerRefused(const Facts& facts) {
  const Exchange& exchange = facts.exchange;
  if (exchange.failure) {
    const FailureKind kind = exchange.failure->kind;
    // A caller that left is noticed some time after it did.
    const bool left = kind == FailureKind::kClientAbort;
    if (left && exchange.duration >= kNearlyAll) return TooSlow(exchange, Confidence::kLikely);
    if (!left && exchange.duration >= kPatience) return TooSlow(exchange, Confidence::kProven);
    return NoAnswer(exchange);
  }
  if (exchange.answered_by_proxy || exchange.status == 0) return std::nullopt;
  if (exchange.duration >= kPatience) return TooSlow(exchange, Confidence::kProven);
  if (exchange.status != 200) return WrongStatus(facts);
  if (auto diagnosis = CheckLength(facts)) return diagnosis;
  return CheckBody(facts);
}

}  // namespace osslens::analyzers
