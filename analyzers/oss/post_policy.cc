#include "analyzers/oss/post_policy.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace osslens::oss {
namespace {

using nlohmann::json;

std::string TextOf(const json& value) { return value.is_string() ? value.get<std::string>() : ""; }

std::string FieldOf(const json& value) {
  std::string name = TextOf(value);
  if (name.starts_with('$')) name.erase(0, 1);
  return name;
}

// ["eq", "$key", "a"]; nullopt for a range and for anything else.
std::optional<PolicyCondition> ReadArray(const json& list) {
  if (!list.is_array() || list.size() != 3 || !list[0].is_string() || !list[1].is_string()) {
    return std::nullopt;
  }
  return PolicyCondition{Lower(TextOf(list[0])), FieldOf(list[1]), TextOf(list[2])};
}

void ReadRange(const json& list, PostPolicy& policy) {
  const bool range =
      list.is_array() && list.size() == 3 && Lower(TextOf(list[0])) == "content-length-range";
  if (!range) return;
  if (list[1].is_number_integer()) policy.least_bytes = list[1].get<int64_t>();
  if (list[2].is_number_integer()) policy.most_bytes = list[2].get<int64_t>();
}

void ReadCondition(const json& condition, PostPolicy& policy) {
  if (condition.is_object()) {
    if (condition.size() != 1) {
      policy.has_odd_condition = true;
      return;
    }
    policy.conditions.push_back({"eq", condition.begin().key(), TextOf(condition.begin().value())});
    return;
  }
  ReadRange(condition, policy);
  if (std::optional<PolicyCondition> read = ReadArray(condition)) {
    policy.conditions.push_back(std::move(*read));
  }
}

}  // namespace

PostPolicy ReadPostPolicy(std::string_view base64) {
  PostPolicy policy;
  const std::optional<std::string> decoded = Base64Decode(base64);
  if (!decoded) return policy;
  policy.is_base64 = true;
  policy.decoded = *decoded;
  const json document = json::parse(*decoded, nullptr, false);
  if (!document.is_object()) return policy;
  policy.is_json = true;
  const auto expiration = document.find("expiration");
  if (expiration != document.end() && expiration->is_string()) {
    policy.expiration = expiration->get<std::string>();
  }
  const auto conditions = document.find("conditions");
  if (conditions == document.end() || !conditions->is_array()) return policy;
  policy.has_conditions = !conditions->empty();
  for (const json& condition : *conditions) ReadCondition(condition, policy);
  return policy;
}

std::optional<PolicyCondition> ConditionOfMessage(std::string_view message) {
  const size_t open = message.find('[');
  const size_t close = message.rfind(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  const json list = json::parse(message.substr(open, close - open + 1), nullptr, false);
  return ReadArray(list);
}

}  // namespace osslens::oss
