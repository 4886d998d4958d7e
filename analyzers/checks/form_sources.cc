// The form of a PostObject and the policy in it.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "analyzers/checks/source_helpers.h"
#include "analyzers/oss/post_policy.h"
#include "analyzers/rules/form_facts.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using oss::FormField;
using oss::PostPolicy;
using store::Where;

constexpr Where kBody = Where::kRequestBody;

const FormField* FieldOf(const Facts& facts, std::string_view name) {
  return facts.form ? facts.form->Find(name) : nullptr;
}

// The request is a PostObject, whatever is known of its form.
Captured FormUpload(const Facts& facts, std::string_view) {
  return When(facts.form.has_value(), facts.request.Value("Content-Type"), Where::kRequestHeader,
              "Content-Type");
}

Captured Field(const Facts& facts, std::string_view name) {
  const FormField* field = FieldOf(facts, name);
  return When(field != nullptr, field == nullptr ? "" : field->value, kBody, name);
}

// The field is certainly not in front of the file: the file's own head was captured.
Captured MissingField(const Facts& facts, std::string_view name) {
  const bool missing = facts.form && facts.form->knows_front() && FieldOf(facts, name) == nullptr;
  return When(missing, "", kBody, name);
}

Captured LateField(const Facts& facts, std::string_view name) {
  const FormField* field = facts.form ? facts.form->FindAfterFile(name) : nullptr;
  return When(field != nullptr, field == nullptr ? "" : field->value, kBody, name);
}

// The argument that OSS names, as a field.
Captured NamedField(const Facts& facts, std::string_view) {
  const std::string_view name =
      facts.error ? facts.error->Value("ArgumentName") : std::string_view{};
  return Field(facts, name);
}

Captured NamedFieldMissing(const Facts& facts, std::string_view) {
  const std::string_view name =
      facts.error ? facts.error->Value("ArgumentName") : std::string_view{};
  if (name.empty()) return When(false, "", kBody, name);
  return MissingField(facts, name);
}

Captured FileCount(const Facts& facts, std::string_view) {
  return When(facts.form && facts.form->closed, facts.form ? std::to_string(facts.form->files) : "",
              kBody, "file");
}

Captured FileOffset(const Facts& facts, std::string_view) {
  return When(facts.form && facts.form->file,
              facts.form ? std::to_string(facts.form->file_offset) : "", kBody, "file");
}

// Bytes of the file, by its end or else by Content-Length, where the file is the last part as OSS demands: what is in
// front of it and the closing boundary are taken off.
Captured FileBytes(const Facts& facts, std::string_view) {
  Captured captured{std::nullopt, Where::kRequestHeader, "Content-Length"};
  if (!facts.form || !facts.form->file) return captured;
  const FormField& file = facts.form->fields[*facts.form->file];
  if (file.ended) return When(true, std::to_string(file.value_bytes), kBody, "file");
  const std::string_view text = facts.request.Value("Content-Length");
  uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || *facts.form->file + 1 != facts.form->fields.size()) return captured;
  const uint64_t around = facts.form->file_offset + std::string_view("\r\n--").size() +
                          facts.form->boundary.size() + std::string_view("--\r\n").size();
  if (length >= around) captured.value = std::to_string(length - around);
  return captured;
}

// The boundary of the Content-Type is missing or is not the one of the body.
Captured BoundaryFault(const Facts& facts, std::string_view) {
  const bool fault =
      facts.form && !facts.exchange.request.body.bytes.empty() &&
      (facts.form->boundary.empty() || (facts.form->read_whole && !facts.form->boundary_found));
  return When(fault, facts.request.Value("Content-Type"), Where::kRequestHeader, "Content-Type");
}

// The whole body passed and ends without the closing boundary.
Captured Unclosed(const Facts& facts, std::string_view) {
  const bool unclosed = facts.form && facts.form->boundary_found && facts.form->broken_at;
  return When(unclosed, "", kBody, "closing boundary");
}

Captured LongestField(const Facts& facts, std::string_view) {
  if (!facts.form || facts.form->fields.empty()) return When(false, "", kBody, "field");
  const auto longest = std::ranges::max_element(facts.form->fields, {}, [](const FormField& field) {
    return std::max(field.name.size(), field.value.size());
  });
  return When(true, std::to_string(std::max(longest->name.size(), longest->value.size())), kBody,
              longest->name);
}

Captured OfPolicy(const std::optional<PostPolicy>& policy, bool holds) {
  return When(policy && holds, policy ? policy->decoded : "", kBody, "policy");
}

Captured PolicyNotBase64(const Facts& facts, std::string_view) {
  const auto policy = PolicyOf(facts);
  return OfPolicy(policy, policy && !policy->is_base64);
}

Captured PolicyNotJson(const Facts& facts, std::string_view) {
  const auto policy = PolicyOf(facts);
  return OfPolicy(policy, policy && policy->is_base64 && !policy->is_json);
}

Captured PolicyIncomplete(const Facts& facts, std::string_view) {
  const auto policy = PolicyOf(facts);
  return OfPolicy(policy,
                  policy && policy->is_json && (!policy->expiration || !policy->has_conditions));
}

Captured PolicyOddCondition(const Facts& facts, std::string_view) {
  const auto policy = PolicyOf(facts);
  return OfPolicy(policy, policy && (policy->has_odd_condition ||
                                     (policy->is_json && !policy->has_conditions)));
}

Captured PolicyExpiration(const Facts& facts, std::string_view) {
  const auto policy = PolicyOf(facts);
  return NonEmpty(policy ? policy->expiration.value_or("") : "", kBody, "policy");
}

Captured PolicyMost(const Facts& facts, std::string_view) {
  const auto policy = PolicyOf(facts);
  const bool known = policy && policy->most_bytes;
  return When(known, known ? std::to_string(*policy->most_bytes) : "", kBody, "policy");
}

Captured PolicyLeast(const Facts& facts, std::string_view) {
  const auto policy = PolicyOf(facts);
  const bool known = policy && policy->least_bytes;
  return When(known, known ? std::to_string(*policy->least_bytes) : "", kBody, "policy");
}

// The value that a condition speaks of; the bucket is in the host.
std::optional<std::string> Subject(const Facts& facts, const std::string& field) {
  if (EqualsIgnoreCase(field, "bucket")) {
    const std::string& bucket = facts.upstream.resource.bucket;
    if (bucket.empty()) return std::nullopt;
    return bucket;
  }
  const FormField* found = FieldOf(facts, field);
  if (found == nullptr || !found->whole) return std::nullopt;
  return found->value;
}

// The field named by the condition that OSS quotes, where the captured form indeed breaks it.
Captured BrokenCondition(const Facts& facts, std::string_view) {
  const auto condition = oss::ConditionOfMessage(facts.message());
  if (!condition || !facts.form) return When(false, "", kBody, "field");
  const std::optional<std::string> subject = Subject(facts, condition->field);
  const bool in_host = EqualsIgnoreCase(condition->field, "bucket");
  const Where where = in_host ? Where::kRequestHeader : kBody;
  const std::string name = in_host ? "Host" : condition->field;
  if (!subject) {
    return When(
        !in_host && facts.form->knows_front() && FieldOf(facts, condition->field) == nullptr, "",
        where, name);
  }
  const bool broken =
      (condition->operation == "eq" && *subject != condition->value) ||
      (condition->operation == "starts-with" && !subject->starts_with(condition->value));
  return When(broken, *subject, where, name);
}

constexpr auto kSources = std::to_array<Source>({
    {"form-upload", false, &FormUpload},
    {"field", true, &Field},
    {"missing-field", true, &MissingField},
    {"late-field", true, &LateField},
    {"named-field", false, &NamedField},
    {"named-field-missing", false, &NamedFieldMissing},
    {"file-count", false, &FileCount},
    {"file-offset", false, &FileOffset},
    {"file-bytes", false, &FileBytes},
    {"boundary-fault", false, &BoundaryFault},
    {"unclosed-form", false, &Unclosed},
    {"longest-field", false, &LongestField},
    {"policy-not-base64", false, &PolicyNotBase64},
    {"policy-not-json", false, &PolicyNotJson},
    {"policy-incomplete", false, &PolicyIncomplete},
    {"policy-odd-condition", false, &PolicyOddCondition},
    {"policy-expiration", false, &PolicyExpiration},
    {"policy-most", false, &PolicyMost},
    {"policy-least", false, &PolicyLeast},
    {"broken-condition", false, &BrokenCondition},
});

}  // namespace

std::span<const Source> FormSources() { return kSources; }

}  // namespace osslens::analyzers
