#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osslens::oss {

struct PolicyCondition {
  std::string operation;  // eq, starts-with, in, not-in ...; of {"name": "value"} it is eq
  std::string field;      // without its "$"
  std::string value;      // of in and not-in: empty
};

// The policy field of a PostObject, taken apart (OSS documentation, "PostObject").
struct PostPolicy {
  bool is_base64 = false;
  bool is_json = false;  // an object
  std::string decoded;   // empty when it is not base64
  std::optional<std::string> expiration;
  bool has_conditions = false;     // a list that is not empty
  bool has_odd_condition = false;  // an object with no or several members among them
  std::vector<PolicyCondition> conditions;
  std::optional<int64_t> least_bytes, most_bytes;  // content-length-range
};

[[nodiscard]] PostPolicy ReadPostPolicy(std::string_view base64);

// The condition that OSS quotes in "Policy Condition failed: [...]"; nullopt when there is none.
[[nodiscard]] std::optional<PolicyCondition> ConditionOfMessage(std::string_view message);

}  // namespace osslens::oss
