#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// One of these faults, the one that `is_certain` holds for if there is one, with the others as evidence. Proven when it
// holds, else likely. Nothing when there are no faults.
using IsCertain = std::function<bool(const oss::CallbackFault&)>;
[[nodiscard]] std::optional<Diagnosis> DiagnoseCallbackFaults(
    const oss::CallbackText& text, std::vector<oss::CallbackFault> faults,
    const IsCertain& is_certain);

// The faults for which OSS refuses the request, or those that it takes.
[[nodiscard]] std::vector<oss::CallbackFault> CallbackFaultsOf(const oss::CallbackText& text,
                                                               bool refused);

}  // namespace osslens::analyzers
