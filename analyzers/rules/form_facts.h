#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/policy_check.h"
#include "analyzers/oss/post_form_faults.h"
#include "analyzers/oss/post_policy.h"
#include "analyzers/rules/rule.h"

// What the rules about forms and the page's view of them share. All is pure.
namespace osslens::analyzers {

// The policy of the form, when there is one that was captured whole.
[[nodiscard]] std::optional<oss::PostPolicy> PolicyOf(const Facts& facts);

// The faults of the form; empty when the request is none.
[[nodiscard]] std::vector<oss::FormFault> FormFaultsOf(const Facts& facts);

// The rule that speaks of faults of this kind.
[[nodiscard]] std::string_view RuleOf(oss::FormFaultKind kind);

// The variant of its text; that a policy is no JSON is the general one.
[[nodiscard]] std::string VariantOf(oss::PolicyFaultKind kind);

// What the texts of the rules need of one fault.
[[nodiscard]] std::map<std::string, std::string> ValuesOf(const oss::FormFault& fault);
[[nodiscard]] std::map<std::string, std::string> ValuesOf(const oss::PolicyFault& fault);

// The first bytes of a text up to its line end. Bodies have signatures and tokens in them, so no more is shown.
[[nodiscard]] std::string FirstLine(std::string_view text);

// Of a condition about a token nothing but its name may be shown.
[[nodiscard]] bool is_secret_field(std::string_view name);

// Proven when OSS itself names it; a rule is silent when OSS names something else, and likely holds where OSS did not answer.
[[nodiscard]] store::Confidence ConfidenceOf(bool is_named_by_oss);

// Where the fault is to be seen.
[[nodiscard]] store::Evidence EvidenceOf(const Facts& facts, const oss::FormFault& fault,
                                         std::string_view note);

}  // namespace osslens::analyzers
