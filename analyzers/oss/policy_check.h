#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzers/oss/post_form.h"
#include "analyzers/oss/post_policy.h"

namespace osslens::oss {

enum class ConditionVerdict { kHolds, kFails, kUnknown };

// One condition of a policy against a form.
struct ConditionResult {
  ConditionVerdict verdict =
      ConditionVerdict::kUnknown;    // unknown: what it speaks of was not captured
  std::optional<std::string> found;  // the form's value, or the file's bytes
  bool is_missing = false;           // the form has no such field in front of the file
};

// In the order of the policy's conditions. `bucket` is the one that the form was posted to, empty when that is not known. Names of
// fields are compared without regard to case, values exactly; the key as it was sent, before ${filename} is replaced (OSS
// documentation, "PostObject"). Pure.
[[nodiscard]] std::vector<ConditionResult> CheckPolicy(const PostPolicy& policy,
                                                       const PostForm& form,
                                                       std::string_view bucket);

// Two conditions that no form can meet at once, as indices; nullopt when none was found.
[[nodiscard]] std::optional<std::pair<size_t, size_t>> FindContradiction(const PostPolicy& policy);

// Fields in front of the file that no condition speaks of, those of the signature left out.
[[nodiscard]] std::vector<std::string> FieldsWithoutCondition(const PostPolicy& policy,
                                                              const PostForm& form);

}  // namespace osslens::oss
