// The callback server's answer is one that OSS takes, or fails for another reason, and has something
// that works by luck.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

bool has_token(std::string_view value, std::string_view token) {
  for (const std::string_view part : Split(value, ',')) {
    if (EqualsIgnoreCase(TrimOws(part), token)) return true;
  }
  return false;
}

// OSS documents the type, and not that it looks at it.
std::optional<Diagnosis> CheckType(const Facts& facts) {
  const std::string_view type = facts.response_head.Value("Content-Type");
  const std::string_view name = TrimOws(type.substr(0, type.find(';')));
  if (EqualsIgnoreCase(name, "application/json") || EqualsIgnoreCase(name, "application/xml")) {
    return std::nullopt;
  }
  Diagnosis diagnosis{.confidence = store::Confidence::kProven,
                      .variant = type.empty() ? "no-type" : ""};
  diagnosis.values["type"] = Quote(type);
  diagnosis.evidence.push_back(
      ResponseHeader(facts, "Content-Type", type.empty() ? "absent" : "type"));
  return diagnosis;
}

// A server that is asked to close and says that it does not (RFC 9112 section 9.6).
std::optional<Diagnosis> CheckConnection(const Facts& facts) {
  if (!has_token(facts.request_head.Value("Connection"), "close")) return std::nullopt;
  if (!has_token(facts.response_head.Value("Connection"), "keep-alive")) return std::nullopt;
  Diagnosis diagnosis{.confidence = store::Confidence::kProven, .variant = "kept-alive"};
  diagnosis.evidence.push_back(RequestHeader(facts, "Connection", "asked"));
  diagnosis.evidence.push_back(ResponseHeader(facts, "Connection", "kept"));
  return diagnosis;
}

}  // namespace

std::optional<Diagnosis> CheckCallbackAnswerDoubtful(const Facts& facts) {
  if (facts.exchange.answered_by_proxy || facts.exchange.status != 200) return std::nullopt;
  if (auto diagnosis = CheckConnection(facts)) return diagnosis;
  return CheckType(facts);
}

}  // namespace osslens::analyzers
