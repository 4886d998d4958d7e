#include "analyzers/error_matcher.h"

#include <algorithm>
#include <tuple>

#include "analyzers/message_form.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using store::Confidence;
using store::Finding;
using store::Severity;

Answer AnswerOf(const Facts& facts) {
  const store::Exchange& exchange = facts.exchange;
  if (exchange.failure && !facts.error) return Answer::kNone;
  if (facts.answered_by_oss) return Answer::kOss;
  return exchange.answered_by_proxy || exchange.status == 0 ? Answer::kNone : Answer::kForeign;
}

bool Contains(const std::vector<std::string>& list, std::string_view value) {
  return !value.empty() && std::ranges::find(list, value) != list.end();
}

// A text for a sentence; what the exchange does not have is a dash.
std::string OrDash(std::string_view value) {
  constexpr size_t kMostBytes = 200;
  if (value.empty()) return "-";
  return value.size() <= kMostBytes ? std::string(value) : Quote(value);
}

std::map<std::string, std::string> ValuesOf(const Facts& facts) {
  const auto element = [&facts](std::string_view name) {
    return OrDash(facts.error ? facts.error->Value(name) : std::string_view{});
  };
  const std::string_view request_id = facts.error && !facts.error->request_id.empty()
                                          ? std::string_view(facts.error->request_id)
                                          : facts.response_head.Value("x-oss-request-id");
  const store::Exchange& exchange = facts.exchange;
  return {
      {"code", OrDash(facts.code())},
      {"ec", OrDash(facts.ec())},
      {"request_id", OrDash(request_id)},
      {"message", OrDash(facts.message())},
      {"status", std::to_string(exchange.status)},
      {"method", OrDash(facts.request.method)},
      {"operation", OrDash(facts.operation.empty() ? facts.request.method : facts.operation)},
      {"host", OrDash(exchange.host.empty() ? facts.upstream.endpoint.host : exchange.host)},
      {"bucket", OrDash(facts.upstream.resource.bucket)},
      {"object", OrDash(facts.upstream.resource.key)},
      {"key_id", OrDash(facts.credentials.key_id)},
      {"endpoint", element("Endpoint")},
      {"argument", element("ArgumentName")},
      {"failure", OrDash(exchange.failure ? exchange.failure->message : std::string{})},
  };
}

// The first evidence: what was said, by whom.
store::Evidence FirstEvidence(const Facts& facts, Answer answer) {
  if (answer == Answer::kOss && facts.error) return OssAnswer(facts, "answer");
  if (answer == Answer::kNone && facts.exchange.failure) {
    return FromExchange("error", facts.exchange.failure->message, "failure");
  }
  return FromExchange("status", std::to_string(facts.exchange.status),
                      answer == Answer::kForeign ? "foreign" : "answer");
}

void Append(std::vector<store::Evidence>& to, std::vector<store::Evidence> from) {
  for (store::Evidence& evidence : from) {
    const bool known = std::ranges::any_of(to, [&evidence](const store::Evidence& other) {
      return std::tie(other.where, other.name, other.value) ==
             std::tie(evidence.where, evidence.name, evidence.value);
    });
    if (!known) to.push_back(std::move(evidence));
  }
}

}  // namespace

ErrorMatcher::ErrorMatcher(const Catalogue& catalogue) : catalogue_(catalogue) {
  for (const CatalogueEntry& entry : catalogue.entries()) {
    if (!entry.match) continue;
    for (const std::string& code : entry.codes) by_code_[code].push_back(&entry);
    for (const std::string& ec : entry.ecs) by_ec_[ec].push_back(&entry);
    if (entry.codes.empty() && entry.ecs.empty()) without_code_.push_back(&entry);
  }
}

std::vector<const CatalogueEntry*> ErrorMatcher::Candidates(const Facts& facts,
                                                            Answer answer) const {
  std::vector<const CatalogueEntry*> candidates;
  const auto add = [&candidates](const auto& index, std::string_view key) {
    const auto found = index.find(key);
    if (key.empty() || found == index.end()) return;
    candidates.insert(candidates.end(), found->second.begin(), found->second.end());
  };
  add(by_code_, facts.code());
  add(by_ec_, facts.ec());
  candidates.insert(candidates.end(), without_code_.begin(), without_code_.end());
  std::ranges::sort(candidates);
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::erase_if(candidates,
                [answer](const CatalogueEntry* entry) { return entry->match->answer != answer; });
  return candidates;
}

std::optional<ErrorMatcher::Fit> ErrorMatcher::FitOf(const CatalogueEntry& entry,
                                                     const Facts& facts,
                                                     const std::string& message) const {
  const ErrorMatch& match = *entry.match;
  const bool by_code = Contains(entry.codes, facts.code());
  const bool by_ec = Contains(entry.ecs, facts.ec());
  const bool by_message = std::ranges::any_of(
      match.forms, [&message](const std::string& form) { return FitsForm(form, message); });
  const bool needs_key = !entry.codes.empty() || !entry.ecs.empty();
  if (needs_key && !by_code && !by_ec) return std::nullopt;
  // An EC may be shared by several codes; a code that contradicts counts more.
  if (!by_code && !entry.codes.empty() && !facts.code().empty()) return std::nullopt;
  const bool alone = by_code && by_code_.find(facts.code())->second.size() == 1;
  const bool told = by_message || by_ec || (match.forms.empty() && by_code) || alone;
  if (needs_key && !told && !match.any_message) return std::nullopt;
  if (!match.when.empty() && !AnyHolds(match.when, facts)) return std::nullopt;
  const bool status =
      std::ranges::find(match.statuses, facts.exchange.status) != match.statuses.end();
  const int rank = match.rank + (by_message ? 16 : 0) + (by_ec ? 8 : 0) + (by_code ? 2 : 0) +
                   (match.when.empty() ? 0 : 2) + (status ? 1 : 0);
  return Fit{&entry, rank, needs_key && !told};
}

Finding ErrorMatcher::MakeFinding(const Fit& fit, const Facts& facts, Answer answer) const {
  const ErrorMatch& match = *fit.entry->match;
  Finding finding{.rule = fit.entry->id,
                  .severity = fit.entry->severity,
                  .confidence = fit.by_code_alone ? Confidence::kPossible : Confidence::kLikely,
                  .side = match.side,
                  .variant = {},
                  .values = ValuesOf(facts),
                  .evidence = {FirstEvidence(facts, answer)}};
  if (match.rank < 0) finding.confidence = Confidence::kPossible;
  for (const AllOf& checks : match.proves) {
    std::optional<std::vector<store::Evidence>> evidence = Holds(checks, facts);
    if (!evidence) continue;
    finding.confidence = Confidence::kProven;
    Append(finding.evidence, std::move(*evidence));
  }
  for (const std::vector<AllOf>* list : {&match.suggests, &match.when}) {
    for (const AllOf& checks : *list) {
      if (auto evidence = Holds(checks, facts)) Append(finding.evidence, std::move(*evidence));
    }
  }
  if (!match.quiet.empty() && AnyHolds(match.quiet, facts)) finding.severity = Severity::kInfo;
  return finding;
}

std::optional<Finding> ErrorMatcher::Match(const Facts& facts,
                                           std::span<const Finding> found) const {
  const Answer answer = AnswerOf(facts);
  const std::string message = SqueezeMessage(facts.message());
  std::optional<Finding> best;
  int best_rank = 0;
  for (const CatalogueEntry* entry : Candidates(facts, answer)) {
    const std::optional<Fit> fit = FitOf(*entry, facts, message);
    if (!fit || (best && fit->rank < best_rank)) continue;
    Finding finding = MakeFinding(*fit, facts, answer);
    // Of two that fit equally well the better proven one counts, then the first by name.
    const bool better =
        !best || fit->rank > best_rank ||
        std::tie(finding.confidence, finding.rule) < std::tie(best->confidence, best->rule);
    if (!better) continue;
    best = std::move(finding);
    best_rank = fit->rank;
  }
  if (!best) return std::nullopt;
  // A status of 200 says nothing of what broke behind it.
  const bool succeeded =
      facts.exchange.status / 100 == 2 && !facts.error && !facts.exchange.failure;
  if (succeeded && best->severity == Severity::kError) {
    // A page of someone else in place of the object is worth a word; what OSS did is no error.
    if (answer != Answer::kForeign) return std::nullopt;
    best->severity = Severity::kWarning;
  }
  const bool covered = std::ranges::any_of(found, [&](const Finding& other) {
    const CatalogueEntry* entry = catalogue_.Find(other.rule);
    return entry != nullptr && Contains(entry->covers, best->rule);
  });
  // What is not known any better is not worth a second finding.
  if (covered || (!found.empty() && best->confidence == Confidence::kPossible)) return std::nullopt;
  return best;
}

}  // namespace osslens::analyzers
