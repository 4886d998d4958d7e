#include "analyzers/rules/form_facts.h"

#include <fmt/format.h>

#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {

std::optional<oss::PostPolicy> PolicyOf(const Facts& facts) {
  const oss::FormField* field = facts.form ? facts.form->Find("policy") : nullptr;
  if (field == nullptr || !field->whole || field->value.empty()) return std::nullopt;
  return oss::ReadPostPolicy(field->value);
}

std::vector<oss::FormFault> FormFaultsOf(const Facts& facts) {
  if (!facts.form) return {};
  const store::Body& body = facts.exchange.request.body;
  const bool is_whole = !body.truncated && !body.dropped && body.bytes.size() == body.total_bytes;
  return oss::FindFormFaults(*facts.form,
                             {facts.request.Value("Content-MD5"), body.bytes, is_whole});
}

std::string_view RuleOf(oss::FormFaultKind kind) {
  return oss::is_refused(kind) ? "post-form-fault" : "post-form-doubtful";
}

std::string VariantOf(oss::PolicyFaultKind kind) {
  return kind == oss::PolicyFaultKind::kNotJson ? "" : oss::ToWord(kind);
}

std::map<std::string, std::string> ValuesOf(const oss::FormFault& fault) {
  using Kind = oss::FormFaultKind;
  const bool is_count = fault.kind == Kind::kManyFiles || fault.kind == Kind::kKeyTooLong ||
                        fault.kind == Kind::kFieldTooLong || fault.kind == Kind::kLongField;
  return {{"field", fault.field},
          {"found", is_count ? fault.found : Quote(FirstLine(fault.found))},
          {"offset", std::to_string(fault.offset)},
          {"corrected", fault.corrected.empty() ? "?" : fault.corrected}};
}

std::map<std::string, std::string> ValuesOf(const oss::PolicyFault& fault) {
  return {{"found", Quote(fault.found)},
          {"offset", std::to_string(fault.offset)},
          {"corrected", fault.corrected.empty() ? "?" : fault.corrected}};
}

std::string FirstLine(std::string_view text) {
  while (text.starts_with('\r') || text.starts_with('\n')) text.remove_prefix(1);
  return std::string(text.substr(0, text.find_first_of("\r\n")));
}

bool is_secret_field(std::string_view name) {
  return EqualsIgnoreCase(name, "x-oss-security-token") || EqualsIgnoreCase(name, "Signature") ||
         EqualsIgnoreCase(name, "x-oss-signature");
}

store::Confidence ConfidenceOf(bool is_named_by_oss) {
  return is_named_by_oss ? store::Confidence::kProven : store::Confidence::kLikely;
}

store::Evidence EvidenceOf(const Facts& facts, const oss::FormFault& fault, std::string_view note) {
  if (fault.kind == oss::FormFaultKind::kNoBoundary)
    return RequestHeader(facts, "Content-Type", note);
  if (fault.kind == oss::FormFaultKind::kDigestOfFile ||
      fault.kind == oss::FormFaultKind::kDigestOther)
    return RequestHeader(facts, "Content-MD5", note);
  const std::string name = fault.field.empty() ? "form" : fault.field;
  return {store::Where::kRequestBody,
          fault.offset > 0 ? fmt::format("{}, byte {}", name, fault.offset) : name,
          FirstLine(fault.found), std::string(note)};
}

}  // namespace osslens::analyzers
