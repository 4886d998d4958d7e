#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzers/oss/policy_check.h"
#include "analyzers/oss/post_form.h"
#include "analyzers/oss/post_form_faults.h"
#include "analyzers/oss/post_policy.h"
#include "store/record/exchange.h"

namespace osslens::analyzers {

// The answer of GET /api/v1/exchanges/ID/form.
struct FormReport {
  std::optional<oss::PostForm> form;  // nothing: the request is no PostObject
  std::vector<oss::FormFault> faults;
  std::optional<oss::PostPolicy> policy;                   // when it was captured whole
  std::vector<oss::ConditionResult> conditions;            // one for each condition of the policy
  std::optional<std::pair<size_t, size_t>> contradiction;  // two of them, as indices
  std::vector<std::string> fields_without_condition;
  std::optional<bool> expired;  // by OSS's own time, else by when it was captured
};

// Pure function of the captured bytes.
[[nodiscard]] FormReport ReportForm(const store::Exchange& exchange);

}  // namespace osslens::analyzers
