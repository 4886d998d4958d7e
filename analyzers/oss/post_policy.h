#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osslens::oss {

struct PolicyCondition {
  std::string
      operation;  // eq, starts-with, in, not-in, content-length-range; of {"name": "value"} it is eq
  std::string field;                  // without its "$"; of content-length-range: empty
  std::string value;                  // of in and not-in: empty
  std::vector<std::string> values{};  // of in and not-in
  int64_t least = 0, most = 0;        // of content-length-range, bytes
  std::string text{};                 // the condition as JSON, as OSS quotes it
};

// What is wrong with a policy by itself, whatever form it comes with.
enum class PolicyFaultKind {
  kPlainJson,     // not encoded at all
  kUrlAlphabet,   // base64 with - and _
  kLineBreak,     // base64 in lines
  kPlusLost,      // a blank where a + was
  kNotBase64,     // something else, such as missing padding
  kEncodedTwice,  // what it decodes to is base64 again
  kNotUtf8,
  kNotJson,
  kNotObject,
  kNoExpiration,
  kExpirationNoText,
  kExpirationEmpty,
  kExpirationForm,  // no ISO 8601 in UTC
  kNoConditions,
  kConditionsNoList,
  kConditionsEmpty,
  kConditionKind,    // neither an object nor a list
  kSimpleCondition,  // an object with none or several members
  kOperator,
  kOperand,    // of the wrong type, or a name without $
  kRangeText,  // content-length-range with texts or fractions
  kRangeOrder,
};

struct PolicyFault {
  PolicyFaultKind kind = PolicyFaultKind::kNotJson;
  size_t offset = 0;      // byte of the field (base64) or of the decoded text (JSON)
  std::string found;      // what stands there, cut
  std::string corrected;  // what should, where that can be said
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
  std::vector<PolicyFault> faults;                 // in the order in which a reader comes upon them
};

// Pure, linear; no deeper than a fixed number of brackets.
[[nodiscard]] PostPolicy ReadPostPolicy(std::string_view base64);

// The condition that OSS quotes in "Policy Condition failed: [...]"; nullopt when there is none.
[[nodiscard]] std::optional<PolicyCondition> ConditionOfMessage(std::string_view message);

// "plain-json", "not-base64", ...
[[nodiscard]] const char* ToWord(PolicyFaultKind kind);

}  // namespace osslens::oss
