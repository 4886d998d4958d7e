// The policy of a PostObject is no document that OSS reads, has expired, or is not met by the form.
#include <fmt/format.h>

#include <algorithm>

#include "analyzers/oss/dates.h"
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"
#include "analyzers/rules/form_facts.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using oss::ConditionResult;
using oss::ConditionVerdict;
using oss::PolicyCondition;
using oss::PolicyFaultKind;
using oss::PostPolicy;
using store::Confidence;
using store::Evidence;
using store::Where;

// The EC with which OSS names a fault (OSS documentation, error codes 0006-000002xx); empty: several or none.
std::string_view EcOf(PolicyFaultKind kind) {
  switch (kind) {
    case PolicyFaultKind::kPlainJson:
    case PolicyFaultKind::kUrlAlphabet:
    case PolicyFaultKind::kLineBreak:
    case PolicyFaultKind::kPlusLost:
    case PolicyFaultKind::kNotBase64:
      return "0006-00000202";
    case PolicyFaultKind::kNotUtf8:
      return "0006-00000203";
    case PolicyFaultKind::kNotJson:
    case PolicyFaultKind::kEncodedTwice:
      return "0006-00000204";
    case PolicyFaultKind::kNoConditions:
      return "0006-00000207";
    case PolicyFaultKind::kNoExpiration:
      return "0006-00000208";
    case PolicyFaultKind::kExpirationNoText:
      return "0006-00000210";
    case PolicyFaultKind::kExpirationEmpty:
      return "0006-00000211";
    case PolicyFaultKind::kExpirationForm:
      return "0006-00000212";
    case PolicyFaultKind::kConditionKind:
      return "0006-00000222";
    case PolicyFaultKind::kRangeOrder:
      return "0006-00000219";
    default:
      return {};
  }
}

// The message, too, tells groups of faults apart.
bool fits_message(std::string_view message, PolicyFaultKind kind) {
  if (ContainsIgnoreCase(message, "Invalid JSON")) return kind <= PolicyFaultKind::kNotObject;
  if (ContainsIgnoreCase(message, "Simple-Condition")) {
    return kind == PolicyFaultKind::kSimpleCondition || kind == PolicyFaultKind::kConditionsEmpty;
  }
  return kind > PolicyFaultKind::kNotObject;
}

// OSS refuses the policy as a document, and nothing speaks for another fault than this one: it is the only one, or the EC is its
// own. Whether OSS takes base64 in lines is not documented, so there the EC must say it.
bool is_named_by_oss(const Facts& facts, const PostPolicy& policy, const oss::PolicyFault& fault) {
  if (facts.code() != "InvalidPolicyDocument") return false;
  const std::string_view ec = EcOf(fault.kind);
  if (!facts.ec().empty() && !ec.empty()) return facts.ec() == ec;
  return fault.kind != PolicyFaultKind::kLineBreak && policy.faults.size() == 1 &&
         fits_message(facts.message(), fault.kind);
}

std::optional<Diagnosis> DiagnoseDocument(const Facts& facts, const PostPolicy& policy) {
  if (policy.faults.empty()) return std::nullopt;
  const auto found = std::ranges::find_if(policy.faults, [&](const oss::PolicyFault& fault) {
    return is_named_by_oss(facts, policy, fault);
  });
  const bool is_named = found != policy.faults.end();
  if (facts.error && !is_named) return std::nullopt;
  const oss::PolicyFault& fault = is_named ? *found : policy.faults.front();
  Diagnosis diagnosis{.confidence = ConfidenceOf(is_named)};
  diagnosis.variant = VariantOf(fault.kind);
  diagnosis.values = ValuesOf(fault);
  const std::string name =
      fault.offset > 0 ? fmt::format("policy, byte {}", fault.offset) : std::string("policy");
  diagnosis.evidence.push_back({Where::kRequestBody, name, fault.found, "fault"});
  if (is_named) diagnosis.evidence.push_back(OssAnswer(facts, "answer"));
  return diagnosis;
}

Evidence ServerTime(const Facts& facts) {
  const std::string_view element =
      facts.error ? facts.error->Value("ServerTime") : std::string_view{};
  return element.empty() ? ResponseHeader(facts, "Date", "server-time")
                         : ErrorElement(facts, "ServerTime", "server-time");
}

std::optional<Diagnosis> DiagnoseExpiration(const Facts& facts, const PostPolicy& policy) {
  const Evidence server = ServerTime(facts);
  const auto now = oss::ParseDate(server.value);
  const auto end = policy.expiration ? oss::ParseDate(*policy.expiration) : std::nullopt;
  if (!now || !end || end->time >= now->time) return std::nullopt;
  const bool is_named = ContainsIgnoreCase(facts.message(), "Policy expired");
  if (facts.error && !is_named) return std::nullopt;
  Diagnosis diagnosis{.confidence = ConfidenceOf(is_named), .variant = "expired"};
  const auto late = std::chrono::duration_cast<std::chrono::seconds>(now->time - end->time);
  diagnosis.values = {{"found", *policy.expiration},
                      {"wanted", server.value},
                      {"seconds", std::to_string(late.count())}};
  diagnosis.evidence = {{Where::kRequestBody, "policy", *policy.expiration, "expiration"}, server};
  // Whole hours, as local time that was written with a Z would give.
  const auto hours = (late.count() + 1800) / 3600;
  const auto rest = std::abs(late.count() - hours * 3600);
  if (hours >= 1 && hours <= 14 && rest <= 120) {
    diagnosis.variant = "expired-by-hours";
    diagnosis.values["hours"] = std::to_string(hours);
  }
  return diagnosis;
}

std::string VariantOf(const PolicyCondition& condition, const ConditionResult& result) {
  if (condition.operation == "content-length-range") {
    const bool is_small =
        result.found &&
        std::stoull(*result.found) < static_cast<uint64_t>(std::max<int64_t>(condition.least, 0));
    return is_small ? "file-too-small" : "file-too-large";
  }
  if (EqualsIgnoreCase(condition.field, "bucket")) return "other-bucket";
  if (result.is_missing) return "field-missing";
  return condition.operation == "eq" || condition.operation == "starts-with" ||
                 condition.operation == "in" || condition.operation == "not-in"
             ? condition.operation
             : "eq";
}

// OSS quotes the condition, or names the bound.
bool is_quoted_by_oss(const Facts& facts, const PolicyCondition& condition,
                      const std::string& variant) {
  if (variant == "file-too-small") return facts.code() == "EntityTooSmall";
  if (variant == "file-too-large") return facts.code() == "EntityTooLarge";
  if (!ContainsIgnoreCase(facts.message(), "Policy Condition failed")) return false;
  const std::optional<PolicyCondition> quoted = oss::ConditionOfMessage(facts.message());
  return quoted && quoted->operation == condition.operation &&
         EqualsIgnoreCase(quoted->field, condition.field) && quoted->value == condition.value &&
         quoted->values == condition.values;
}

Diagnosis DiagnoseCondition(const Facts& facts, const PolicyCondition& condition,
                            const ConditionResult& result) {
  Diagnosis diagnosis{.variant = VariantOf(condition, result)};
  const bool is_secret = is_secret_field(condition.field);
  const bool is_named = is_quoted_by_oss(facts, condition, diagnosis.variant);
  diagnosis.confidence = ConfidenceOf(is_named);
  const std::string text =
      is_secret ? "[\"" + condition.operation + "\", \"$" + condition.field + "\", ...]"
                : condition.text;
  const std::string found = is_secret ? "***" : result.found.value_or("");
  const bool is_size = condition.operation == "content-length-range";
  diagnosis.values = {{"condition", text},
                      {"field", condition.field},
                      {"found", is_size ? found : Quote(found)},
                      {"wanted", is_secret ? "***" : Quote(condition.value)},
                      {"least", std::to_string(condition.least)},
                      {"most", std::to_string(condition.most)}};
  diagnosis.evidence.push_back({Where::kRequestBody, "policy", text, "condition"});
  const bool in_host = EqualsIgnoreCase(condition.field, "bucket");
  if (in_host) {
    diagnosis.evidence.push_back(RequestHeader(facts, "Host", "found"));
  } else if (!result.is_missing) {
    diagnosis.evidence.push_back(
        {Where::kRequestBody, is_size ? "file" : condition.field, found, "found"});
  } else if (const oss::FormField* late = facts.form->FindAfterFile(condition.field)) {
    diagnosis.evidence.push_back(
        {Where::kRequestBody, fmt::format("{}, byte {}", late->name, late->head_at), "", "late"});
  }
  if (is_named) diagnosis.evidence.push_back(OssAnswer(facts, "answer"));
  return diagnosis;
}

std::optional<Diagnosis> DiagnoseConditions(const Facts& facts, const PostPolicy& policy) {
  const auto results = oss::CheckPolicy(policy, *facts.form, facts.upstream.resource.bucket);
  std::optional<Diagnosis> first;
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i].verdict != ConditionVerdict::kFails) continue;
    Diagnosis diagnosis = DiagnoseCondition(facts, policy.conditions[i], results[i]);
    if (facts.error && diagnosis.confidence != Confidence::kProven) continue;
    if (!first || diagnosis.confidence < first->confidence) first = std::move(diagnosis);
  }
  return first;
}

}  // namespace

std::optional<Diagnosis> CheckPostPolicyFault(const Facts& facts) {
  const int status = facts.exchange.status;
  if (!facts.form || (status >= 200 && status < 400)) return std::nullopt;
  const std::optional<PostPolicy> policy = PolicyOf(facts);
  if (!policy) return std::nullopt;
  // Each would be told by OSS only when those before it are mended, so the surest comes first.
  std::optional<Diagnosis> best;
  for (const auto check : {&DiagnoseDocument, &DiagnoseExpiration, &DiagnoseConditions}) {
    std::optional<Diagnosis> diagnosis = check(facts, *policy);
    if (diagnosis && (!best || diagnosis->confidence < best->confidence))
      best = std::move(diagnosis);
  }
  return best;
}

}  // namespace osslens::analyzers
