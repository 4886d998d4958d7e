// An upload asks for a callback in a way that OSS refuses before it stores the object.
#include <algorithm>
#include <array>

#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/callback_fault_diagnosis.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using Kind = oss::CallbackFaultKind;

// What OSS says of the fault (OSS documentation, "Callback", errors of status 400), in lower case.
struct Message {
  Kind kind;
  std::string_view part;
};
constexpr auto kMessages = std::to_array<Message>({
    {Kind::kBothPlaces, "not both"},
    {Kind::kTooLong, "exceed max value"},
    {Kind::kPlainJson, "not base64"},
    {Kind::kUrlAlphabet, "not base64"},
    {Kind::kLineBreak, "not base64"},
    {Kind::kPlusLost, "not base64"},
    {Kind::kNotBase64, "not base64"},
    {Kind::kEncodedTwice, "json"},
    {Kind::kQuotes, "json"},
    {Kind::kNotJson, "json"},
    {Kind::kNotObject, "json"},
    {Kind::kUrlMissing, "url configuration"},
    {Kind::kUrlInvalid, "url configuration"},
    {Kind::kUrlCount, "number of callback url"},
    {Kind::kUrlPrivate, "private address"},
    {Kind::kUrlIpv6, "url configuration"},
    {Kind::kHostInvalid, "host configuration"},
    {Kind::kBodyMissing, "body is empty"},
    {Kind::kBodyNoText, "body is invalid"},
    {Kind::kVariableForm, "body is invalid"},
    {Kind::kTypeUnknown, "body type"},
    {Kind::kTypeNoText, "body type"},
    {Kind::kBodyNotJson, "json"},
    {Kind::kSniNoBoolean, "sni"},
    {Kind::kHeaderForbidden, "parameter of callback is invalid"},
    {Kind::kVariableName, "callback var"},
    {Kind::kVariableValue, "callback var"},
});

// OSS refuses the callback, and its message is the one for this fault: then nothing else is needed to know.
bool is_named_by_oss(const Facts& facts, const oss::CallbackFault& fault) {
  if (facts.code() != "InvalidArgument") return false;
  const auto message = std::ranges::find(kMessages, fault.kind, &Message::kind);
  return message != kMessages.end() && ContainsIgnoreCase(facts.message(), message->part);
}

}  // namespace

std::optional<Diagnosis> CheckCallbackParameterFault(const Facts& facts) {
  // What OSS took is no fault, whatever the documentation says of it.
  const int status = facts.exchange.status;
  if (!facts.callback_text || (status >= 200 && status < 300)) return std::nullopt;
  // Of a request that was refused for another reason, or not answered, OSS has not said so.
  std::optional<Diagnosis> diagnosis = DiagnoseCallbackFaults(
      *facts.callback_text, CallbackFaultsOf(*facts.callback_text, true),
      [&facts](const oss::CallbackFault& fault) { return is_named_by_oss(facts, fault); });
  if (diagnosis && diagnosis->confidence == store::Confidence::kProven)
    diagnosis->evidence.push_back(OssAnswer(facts, "answer"));
  return diagnosis;
}

}  // namespace osslens::analyzers
