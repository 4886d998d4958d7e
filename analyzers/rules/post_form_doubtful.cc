// A form has something that OSS takes, and that is hardly meant: fields where nobody looks, conditions that no form can meet.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/form_facts.h"

namespace osslens::analyzers {

std::optional<Diagnosis> CheckPostFormDoubtful(const Facts& facts) {
  std::vector<oss::FormFault> faults = FormFaultsOf(facts);
  std::erase_if(faults, [](const oss::FormFault& fault) { return is_refused(fault.kind); });
  Diagnosis diagnosis{.confidence = store::Confidence::kProven};
  if (!faults.empty()) {
    diagnosis.variant = ToWord(faults.front().kind);
    diagnosis.values = ValuesOf(faults.front());
    for (const oss::FormFault& fault : faults)
      diagnosis.evidence.push_back(EvidenceOf(facts, fault, "fault"));
    // What an older page allows is not what OSS does.
    if (faults.front().kind == oss::FormFaultKind::kLongField)
      diagnosis.confidence = store::Confidence::kPossible;
    return diagnosis;
  }
  const std::optional<oss::PostPolicy> policy = PolicyOf(facts);
  const auto pair = policy ? oss::FindContradiction(*policy) : std::nullopt;
  if (!pair) return std::nullopt;
  const oss::PolicyCondition& one = policy->conditions[pair->first];
  const oss::PolicyCondition& other = policy->conditions[pair->second];
  if (is_secret_field(one.field)) return std::nullopt;
  diagnosis.variant = "contradiction";
  diagnosis.confidence = store::Confidence::kLikely;
  diagnosis.values = {{"found", one.text}, {"corrected", other.text}};
  diagnosis.evidence.push_back({store::Where::kRequestBody, "policy", one.text, "fault"});
  diagnosis.evidence.push_back({store::Where::kRequestBody, "policy", other.text, "fault"});
  return diagnosis;
}

}  // namespace osslens::analyzers
