// The form of a PostObject is not what OSS takes: its multipart shape, its key, its file, the fields of its signature.
#include <algorithm>
#include <array>

#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"
#include "analyzers/rules/form_facts.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using Kind = oss::FormFaultKind;

// The answers with which OSS names a fault (OSS documentation, "PostObject"): code, and a part of the message where the code
// has other meanings.
struct Answer {
  Kind kind;
  std::string_view code, part;
};
constexpr auto kAnswers = std::to_array<Answer>({
    {Kind::kNoBoundary, "RequestIsNotMultiPartContent", ""},
    {Kind::kBoundaryMismatch, "MalformedPOSTRequest", ""},
    {Kind::kBareLineFeed, "MalformedPOSTRequest", ""},
    {Kind::kBoundaryTail, "MalformedPOSTRequest", ""},
    {Kind::kUnterminated, "MalformedPOSTRequest", ""},
    {Kind::kPartHead, "MalformedPOSTRequest", ""},
    {Kind::kFileHead, "InvalidArgument", "unrecognized field"},
    {Kind::kNoFile, "MalformedPOSTRequest", ""},
    {Kind::kNoFile, "IncorrectNumberOfFilesInPOSTRequest", ""},
    {Kind::kManyFiles, "IncorrectNumberOfFilesInPOSTRequest", ""},
    {Kind::kKeyMissing, "InvalidArgument", "contain the specified 'key'"},
    {Kind::kKeyMissing, "InvalidArgument", "contain the specified \"key\""},
    {Kind::kKeyLate, "InvalidArgument", "contain the specified 'key'"},
    {Kind::kKeyLate, "InvalidArgument", "contain the specified \"key\""},
    {Kind::kKeyTooLong, "InvalidObjectName", ""},
    {Kind::kKeyTooLong, "KeyTooLong", ""},
    {Kind::kKeyEmpty, "InvalidObjectName", ""},
    {Kind::kFieldTooLong, "FieldItemTooLong", ""},
    {Kind::kDigestOfFile, "InvalidDigest", ""},
    {Kind::kDigestOther, "InvalidDigest", ""},
});

bool is_named_by_oss(const Facts& facts, const oss::FormFault& fault) {
  // OSS says which field it misses.
  if (fault.kind == Kind::kCredentialMissing || fault.kind == Kind::kCredentialLate) {
    return facts.code() == "InvalidArgument" &&
           ContainsIgnoreCase(facts.message(), "must contain the specified") &&
           ContainsIgnoreCase(facts.message(), fault.field);
  }
  return std::ranges::any_of(kAnswers, [&](const Answer& answer) {
    return answer.kind == fault.kind && facts.code() == answer.code &&
           ContainsIgnoreCase(facts.message(), answer.part);
  });
}

}  // namespace

std::optional<Diagnosis> CheckPostFormFault(const Facts& facts) {
  // What OSS took is no fault, whatever the documentation says of it.
  const int status = facts.exchange.status;
  if (status >= 200 && status < 400) return std::nullopt;
  std::vector<oss::FormFault> faults = FormFaultsOf(facts);
  std::erase_if(faults, [](const oss::FormFault& fault) { return !is_refused(fault.kind); });
  if (faults.empty()) return std::nullopt;
  const auto named = std::ranges::find_if(
      faults, [&facts](const oss::FormFault& fault) { return is_named_by_oss(facts, fault); });
  const bool is_named = named != faults.end();
  // What it was refused for is something else.
  if (facts.error && !is_named) return std::nullopt;
  if (is_named) std::rotate(faults.begin(), named, named + 1);
  const oss::FormFault& first = faults.front();
  Diagnosis diagnosis{.confidence = ConfidenceOf(is_named)};
  diagnosis.variant = ToWord(first.kind);
  diagnosis.values = ValuesOf(first);
  for (const oss::FormFault& fault : faults)
    diagnosis.evidence.push_back(EvidenceOf(facts, fault, &fault == &first ? "fault" : "also"));
  if (is_named) diagnosis.evidence.push_back(OssAnswer(facts, "answer"));
  return diagnosis;
}

}  // namespace osslens::analyzers
