#include "analyzers/analyzer.h"

#include <algorithm>
#include <exception>
#include <tuple>
#include <utility>

namespace osslens::analyzers {
namespace {

// Searches take at most every fourth second of the thread, and one in a row after a pause.
constexpr int kSearchShare = 4;
constexpr std::chrono::milliseconds kSearchSavings{1000};

using store::Exchange;
using store::ExchangeKind;

// True when the exchange is a call of an OSS operation, by name, by answer or by signature.
bool concerns_oss(const Facts& facts) {
  const oss::Scheme scheme = facts.credentials.scheme;
  const bool signed_for_oss =
      scheme != oss::Scheme::kAnonymous && !oss::is_s3(scheme) && !oss::is_form(scheme);
  return facts.answered_by_oss || signed_for_oss || oss::is_oss_host(facts.exchange.host);
}

std::string RegionOf(const Facts& facts) {
  const std::string& region = facts.upstream.endpoint.region;
  return region.empty() ? facts.credentials.scope.region : region;
}

void FillFromError(const oss::ErrorDocument& error, Exchange& exchange) {
  exchange.oss_code = error.code;
  exchange.oss_message = error.message;
  exchange.ec = error.ec;
  if (exchange.request_id.empty()) exchange.request_id = error.request_id;
  for (const char* name : {"Bucket", "BucketName"}) {
    if (exchange.bucket.empty()) exchange.bucket = error.Value(name);
  }
  if (exchange.access_key_id.empty()) exchange.access_key_id = error.Value("OSSAccessKeyId");
}

// A tunnel shows its host only.
void FillTunnel(Exchange& exchange) {
  const oss::Endpoint endpoint = oss::ParseEndpoint(exchange.host);
  exchange.bucket = endpoint.bucket;
  exchange.region = endpoint.region;
}

// Of what passed through a tunnel nothing is known, and either side may end it at any time; but one
// that never stood is a failure.
bool did_not_come_about(const Exchange& tunnel) {
  using store::FailureKind;
  if (!tunnel.failure) return false;
  const FailureKind kind = tunnel.failure->kind;
  return kind == FailureKind::kDns || kind == FailureKind::kConnect || kind == FailureKind::kTls ||
         (kind == FailureKind::kTimeout && !tunnel.timings.connect);
}

store::Finding ToFinding(const CatalogueEntry& entry, Diagnosis diagnosis) {
  return {.rule = entry.id,
          .severity = entry.severity,
          .confidence = diagnosis.confidence,
          .side = diagnosis.side,
          .variant = std::move(diagnosis.variant),
          .values = std::move(diagnosis.values),
          .evidence = std::move(diagnosis.evidence)};
}

// A callback is a request of OSS to the app's server. Its request id is that of the upload; its body is what the app's
// template makes of it, in which most call the object "object".
void FillCallback(const Facts& facts, Exchange& exchange) {
  exchange.request_id = facts.request.Value("x-oss-request-id");
  exchange.bucket = facts.request.Value("x-oss-bucket");
  exchange.object = oss::ObjectOfCallback(exchange.request.body.bytes);
}

void FillOperation(const Facts& facts, Exchange& exchange) {
  exchange.bucket = facts.upstream.resource.bucket;
  exchange.object = facts.upstream.resource.key;
  exchange.region = RegionOf(facts);
  exchange.operation = facts.operation;
  exchange.access_key_id = facts.credentials.key_id;
  exchange.request_id = facts.response_head.Value("x-oss-request-id");
  if (facts.error) FillFromError(*facts.error, exchange);
}

bool Contains(const std::vector<std::string>& list, std::string_view value) {
  return !value.empty() && std::ranges::find(list, value) != list.end();
}

bool Stronger(const store::Finding& a, const store::Finding& b) {
  return std::tuple(a.severity, a.confidence) < std::tuple(b.severity, b.confidence);
}

// A HAR has neither the bytes of heads nor what went upstream, so nothing about them can be proven by it.
void Settle(std::vector<store::Finding> findings, Exchange& exchange) {
  for (store::Finding& finding : findings) {
    if (exchange.is_from_har && finding.confidence == store::Confidence::kProven)
      finding.confidence = store::Confidence::kLikely;
  }
  std::ranges::stable_sort(findings, Stronger);
  exchange.findings = std::move(findings);
}

}  // namespace

Analyzer::Analyzer(const Catalogue& catalogue, AnalyzerOptions options)
    : catalogue_(catalogue),
      errors_(catalogue),
      options_(options),
      history_(options.history_limit),
      allowance_(kSearchShare, kSearchSavings, options.now()) {
  counters_.try_emplace(std::string(ErrorMatcher::kName));
  for (const Rule& rule : options_.rules) counters_.try_emplace(std::string(rule.id));
}

std::vector<RuleTrouble> Analyzer::troubles() const {
  std::vector<RuleTrouble> troubles;
  for (const auto& [rule, counters] : counters_) {
    if (counters.failed + counters.overran == 0) continue;
    troubles.push_back(
        {rule, counters.failed, counters.overran, counters.cut_off, counters.last_failure});
  }
  return troubles;
}

void Analyzer::Annotate(Exchange& exchange) {
  ++annotated_;
  // Captured bytes may be anything. Whatever a library throws over them must not cost the record.
  try {
    std::vector<store::Finding> findings;
    Facts facts(exchange, history_);
    if (exchange.kind == ExchangeKind::kTunnel) {
      FillTunnel(exchange);
      if (did_not_come_about(exchange) && oss::is_oss_host(exchange.host)) {
        Recognise(facts, findings);
      }
      return Settle(std::move(findings), exchange);
    }
    if (exchange.kind == ExchangeKind::kCallback) {
      FillCallback(facts, exchange);
      facts.callback_signature = CheckSignature(facts, options_.callback_keys);
      Explain(facts, About::kCallback, findings);
      return Settle(std::move(findings), exchange);
    }
    if (!concerns_oss(facts)) return;
    if (facts.signature_refused()) Check(facts);
    if (facts.error) Explain(facts, About::kRefusal, findings);
    if (facts.callback_text) Explain(facts, About::kUpload, findings);
    if (facts.form) Explain(facts, About::kForm, findings);
    if (facts.answered_by_oss) Explain(facts, About::kAnswer, findings);
    if (exchange.failure) Explain(facts, About::kBroken, findings);
    Recognise(facts, findings);
    history_.Remember(facts);
    FillOperation(facts, exchange);
    Settle(std::move(findings), exchange);
  } catch (const std::exception&) {
    ++unreadable_;
  }
}

void Analyzer::Check(Facts& facts) {
  const oss::Keyring* keyring = options_.keyring;
  if (keyring == nullptr || keyring->Find(facts.credentials.key_id) == nullptr) return;
  const SteadyTime start = options_.now();
  if (busy_ || !allowance_.has_credit(start)) {
    ++search_skipped_;
    return;
  }
  ++searched_;
  const oss::SignatureEcho* echo = facts.signature.echo ? &*facts.signature.echo : nullptr;
  facts.secret_check = CheckSecret(facts.signed_request(), echo, *keyring, options_.search_budget);
  allowance_.Spend(options_.now() - start);
}

void Analyzer::Explain(const Facts& facts, About about, std::vector<store::Finding>& findings) {
  for (const Rule& rule : options_.rules) {
    const CatalogueEntry* entry = catalogue_.Find(rule.id);
    if (entry == nullptr || entry->about != about) continue;
    if (about != About::kRefusal || Contains(entry->codes, facts.code()) ||
        Contains(entry->ecs, facts.ec())) {
      Ask(rule.id, findings, [&]() -> std::optional<store::Finding> {
        std::optional<Diagnosis> diagnosis = rule.check(facts);
        if (!diagnosis) return std::nullopt;
        return ToFinding(*entry, std::move(*diagnosis));
      });
    }
  }
}

void Analyzer::Recognise(const Facts& facts, std::vector<store::Finding>& findings) {
  Ask(ErrorMatcher::kName, findings, [&] { return errors_.Match(facts, findings); });
}

template <class Judge>
void Analyzer::Ask(std::string_view name, std::vector<store::Finding>& findings,
                   const Judge& judge) {
  RuleCounters& counters = counters_.find(name)->second;
  if (counters.cut_off) return;
  ++counters.asked;
  const SteadyTime start = options_.now();
  try {
    if (std::optional<store::Finding> finding = judge()) {
      ++counters.found;
      findings.push_back(std::move(*finding));
    }
  } catch (const std::exception& error) {
    ++counters.failed;
    counters.last_failure = error.what();
  }
  if (options_.now() - start > options_.rule_budget) ++counters.overran;
  counters.cut_off = counters.failed + counters.overran > options_.faults_allowed;
}

}  // namespace osslens::analyzers
