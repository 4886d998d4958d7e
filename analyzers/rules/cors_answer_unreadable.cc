// The call of a page reached OSS, and the answer does not admit the page, so that the browser keeps it back: the page sees
// a network error, whatever OSS did. Looks at the preflight before it as well.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/cors.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using store::Confidence;

// How sure it is that the call came from a script in a page that wants to read the answer. A browser says so itself;
// without that, a GET with Origin comes from a script, and a POST may come from a form, whose page goes to the answer and
// needs no CORS. It is never proven: programs that are no browsers, and extensions of browsers, read the answer all the same.
std::optional<Confidence> ReadByScript(const Facts& facts) {
  const std::string_view mode = facts.request.Value("Sec-Fetch-Mode");
  if (!mode.empty() && mode != "cors") return std::nullopt;
  const bool may_be_form = mode.empty() && facts.request.method == "POST";
  return may_be_form ? Confidence::kPossible : Confidence::kLikely;
}

bool is_of_same_origin(const Facts& facts) {
  if (facts.request.Value("Sec-Fetch-Site") == "same-origin") return true;
  const std::string_view origin = facts.request.Value("Origin");
  const size_t slashes = origin.find("://");
  return slashes != std::string_view::npos &&
         EqualsIgnoreCase(origin.substr(slashes + 3), facts.request.Value("Host"));
}

Diagnosis Unreadable(const Facts& facts, const History::Preflight* before, Confidence confidence) {
  const std::string_view allowed = facts.response_head.Value("Access-Control-Allow-Origin");
  Diagnosis diagnosis{.confidence = confidence, .side = store::Side::kOss};
  if (!allowed.empty()) {
    diagnosis.variant = "other-origin";
  } else if (before != nullptr) {
    diagnosis.variant = "after-preflight";
  }
  diagnosis.values = {{"origin", Quote(facts.request.Value("Origin"))},
                      {"allowed", Quote(allowed)},
                      {"method", std::string(facts.request.method)},
                      {"preflight_id", before == nullptr ? "" : Quote(before->request_id)}};
  diagnosis.evidence = {RequestHeader(facts, "Origin", "origin"),
                        ResponseHeader(facts, "Access-Control-Allow-Origin", "allowed")};
  if (facts.request.Has("Sec-Fetch-Mode")) {
    diagnosis.evidence.push_back(RequestHeader(facts, "Sec-Fetch-Mode", "mode"));
  }
  if (before != nullptr) {
    diagnosis.evidence.push_back(FromExchange("x-oss-request-id", before->request_id, "preflight"));
  }
  return diagnosis;
}

// A method or header of the call that no preflight which was seen allowed. The browser may have asked before osslens looked.
std::string NotCovered(const Facts& facts, const History::Preflight& before) {
  const std::string method = Lower(facts.request.method);
  if (!is_simple(facts.request.method) && !lists(before.methods, method)) {
    return std::string(facts.request.method);
  }
  for (const std::string& name : HeadersOfScript(facts)) {
    if (!lists(before.headers, name)) return name;
  }
  return {};
}

}  // namespace

std::optional<Diagnosis> CheckCorsAnswerUnreadable(const Facts& facts) {
  if (facts.request.method == "OPTIONS" || !facts.request.Has("Origin")) return std::nullopt;
  if (is_of_same_origin(facts)) return std::nullopt;
  const std::optional<Confidence> read = ReadByScript(facts);
  if (!read) return std::nullopt;
  const History::Preflight* before = facts.history.PreflightOf(
      facts.request.Value("Origin"), facts.upstream.resource.bucket, facts.upstream.resource.key);
  if (!admits_origin(facts)) return Unreadable(facts, before, *read);
  if (before == nullptr) return std::nullopt;
  const std::string excess = NotCovered(facts, *before);
  if (excess.empty()) return std::nullopt;
  Diagnosis diagnosis{
      .confidence = Confidence::kPossible, .side = store::Side::kApp, .variant = "not-asked-for"};
  diagnosis.values = {{"origin", Quote(facts.request.Value("Origin"))},
                      {"excess", Quote(excess)},
                      {"preflight_id", Quote(before->request_id)}};
  diagnosis.evidence = {RequestHeader(facts, "Origin", "origin"),
                        FromExchange("x-oss-request-id", before->request_id, "preflight")};
  return diagnosis;
}

}  // namespace osslens::analyzers
