#include "analyzers/oss/policy_check.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace osslens::oss {
namespace {

// Every pair of conditions is compared.
constexpr size_t kMostCompared = 64;
constexpr auto kOfSignature = std::to_array<std::string_view>(
    {"policy", "Signature", "OSSAccessKeyId", "x-oss-signature", "file", "submit"});

bool Holds(const PolicyCondition& condition, std::string_view value) {
  const bool is_listed = std::ranges::find(condition.values, value) != condition.values.end();
  if (condition.operation == "starts-with") return value.starts_with(condition.value);
  if (condition.operation == "in") return is_listed;
  if (condition.operation == "not-in") return !is_listed;
  return value == condition.value;
}

ConditionResult Judge(bool holds, std::string found) {
  return {holds ? ConditionVerdict::kHolds : ConditionVerdict::kFails, std::move(found), false};
}

ConditionResult CheckSize(const PolicyCondition& condition, const PostForm& form) {
  if (!form.file || !form.fields[*form.file].ended) return {};
  const uint64_t bytes = form.fields[*form.file].value_bytes;
  // A bound below zero is met by every size, or by none.
  const bool above = condition.least <= 0 || bytes >= static_cast<uint64_t>(condition.least);
  const bool below = condition.most >= 0 && bytes <= static_cast<uint64_t>(condition.most);
  return Judge(above && below, std::to_string(bytes));
}

ConditionResult CheckOne(const PolicyCondition& condition, const PostForm& form,
                         std::string_view bucket) {
  if (condition.operation == "content-length-range") return CheckSize(condition, form);
  if (EqualsIgnoreCase(condition.field, "bucket")) {
    return bucket.empty() ? ConditionResult{}
                          : Judge(Holds(condition, bucket), std::string(bucket));
  }
  const FormField* field = form.Find(condition.field);
  if (field != nullptr) {
    return field->whole ? Judge(Holds(condition, field->value), field->value) : ConditionResult{};
  }
  if (!form.knows_front()) return {};
  return {ConditionVerdict::kFails, std::nullopt, true};
}

bool Contradict(const PolicyCondition& a, const PolicyCondition& b) {
  if (a.operation == "content-length-range" || b.operation == "content-length-range") {
    return a.operation == b.operation && (a.least > b.most || b.least > a.most);
  }
  if (!EqualsIgnoreCase(a.field, b.field)) return false;
  if (a.operation == "eq") return !Holds(b, a.value);
  if (b.operation == "eq") return !Holds(a, b.value);
  if (a.operation == "starts-with" && b.operation == "starts-with")
    return !a.value.starts_with(b.value) && !b.value.starts_with(a.value);
  return false;
}

}  // namespace

std::vector<ConditionResult> CheckPolicy(const PostPolicy& policy, const PostForm& form,
                                         std::string_view bucket) {
  std::vector<ConditionResult> results;
  for (const PolicyCondition& condition : policy.conditions)
    results.push_back(CheckOne(condition, form, bucket));
  return results;
}

std::optional<std::pair<size_t, size_t>> FindContradiction(const PostPolicy& policy) {
  const size_t count = std::min(policy.conditions.size(), kMostCompared);
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = i + 1; j < count; ++j) {
      if (Contradict(policy.conditions[i], policy.conditions[j])) return std::pair(i, j);
    }
  }
  return std::nullopt;
}

std::vector<std::string> FieldsWithoutCondition(const PostPolicy& policy, const PostForm& form) {
  std::vector<std::string> names;
  const size_t end = form.file.value_or(form.fields.size());
  for (size_t i = 0; i < end; ++i) {
    const std::string& name = form.fields[i].name;
    const auto is_it = [&name](std::string_view other) { return EqualsIgnoreCase(name, other); };
    const bool spoken_of = std::ranges::any_of(policy.conditions, is_it, &PolicyCondition::field) ||
                           std::ranges::any_of(kOfSignature, is_it);
    if (!name.empty() && !spoken_of) names.push_back(name);
  }
  return names;
}

}  // namespace osslens::oss
