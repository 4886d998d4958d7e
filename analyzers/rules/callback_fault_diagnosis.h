#pragma once

#include "analyzers/oss/callback_faults.h"
#include "analyzers/rules/rule.h"
#include "store/record/finding.h"

namespace osslens::analyzers {

// The rule that speaks of faults of this kind, and the variant of its text.
[[nodiscard]] std::string_view RuleOf(oss::CallbackFaultKind kind);
[[nodiscard]] std::string VariantOf(oss::CallbackFaultKind kind);

// What the texts of both rules need of one fault.
[[nodiscard]] std::map<std::string, std::string> ValuesOf(const oss::CallbackFault& fault);

// Where the parameters of that text stand in a request.
[[nodiscard]] store::Where WhereOf(oss::CallbackPlace place);

// The first fault that OSS refuses, or the first that it takes, with the others of its sort as evidence. Nothing when there
// is none.
[[nodiscard]] std::optional<Diagnosis> DiagnoseCallbackText(const oss::CallbackText& text,
                                                            bool refused);

}  // namespace osslens::analyzers
