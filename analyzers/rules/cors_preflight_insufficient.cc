// A preflight that OSS, or a CDN with OSS's answer, did not refuse, and whose answer does not allow what the browser asked
// for: the browser then sends no call. Refused preflights are the error cors-forbidden.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/cors.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

Diagnosis Lacking(const Facts& facts, std::string variant, std::string_view asked_in,
                  std::string_view asked, std::string_view allowed_in) {
  // What a browser does with such an answer is laid down by the Fetch standard, and the answer is captured.
  Diagnosis diagnosis{.confidence = store::Confidence::kProven,
                      .side = store::Side::kOss,
                      .variant = std::move(variant)};
  const std::string_view allowed = facts.response_head.Value(allowed_in);
  diagnosis.values = {{"origin", Quote(facts.request.Value("Origin"))},
                      {"asked", Quote(asked)},
                      {"allowed", allowed.empty() ? "-" : Quote(allowed)}};
  diagnosis.evidence = {RequestHeader(facts, asked_in, "asked"),
                        ResponseHeader(facts, allowed_in, "allowed")};
  return diagnosis;
}

}  // namespace

std::optional<Diagnosis> CheckCorsPreflightInsufficient(const Facts& facts) {
  if (!is_preflight(facts) || facts.exchange.status / 100 != 2) return std::nullopt;
  if (!admits_origin(facts)) {
    return Lacking(facts, "", "Origin", facts.request.Value("Origin"),
                   "Access-Control-Allow-Origin");
  }
  const std::string_view method = facts.request.Value("Access-Control-Request-Method");
  const auto methods = NamesIn(facts.response_head, "Access-Control-Allow-Methods");
  if (!is_simple(method) && !lists(methods, Lower(method))) {
    return Lacking(facts, "method", "Access-Control-Request-Method", method,
                   "Access-Control-Allow-Methods");
  }
  const auto headers = NamesIn(facts.response_head, "Access-Control-Allow-Headers");
  for (const std::string& name : NamesIn(facts.request.Value("Access-Control-Request-Headers"))) {
    if (lists(headers, name)) continue;
    return Lacking(facts, "header", "Access-Control-Request-Headers", name,
                   "Access-Control-Allow-Headers");
  }
  return std::nullopt;
}

}  // namespace osslens::analyzers
