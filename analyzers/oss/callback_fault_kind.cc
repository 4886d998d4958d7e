#include "analyzers/oss/callback_fault_kind.h"

#include <algorithm>
#include <array>

namespace osslens::oss {
namespace {

using Kind = CallbackFaultKind;

struct Named {
  Kind kind;
  const char* word;
};
constexpr auto kWords = std::to_array<Named>({
    {Kind::kBothPlaces, "both-places"},
    {Kind::kTooLong, "too-long"},
    {Kind::kPlainJson, "plain-json"},
    {Kind::kUrlAlphabet, "url-alphabet"},
    {Kind::kLineBreak, "line-break"},
    {Kind::kPlusLost, "plus-lost"},
    {Kind::kNotBase64, "not-base64"},
    {Kind::kEncodedTwice, "encoded-twice"},
    {Kind::kQuotes, "quotes"},
    {Kind::kNotJson, "not-json"},
    {Kind::kNotObject, "not-an-object"},
    {Kind::kUrlMissing, "url-missing"},
    {Kind::kUrlInvalid, "url-invalid"},
    {Kind::kUrlCount, "url-count"},
    {Kind::kUrlPrivate, "url-private"},
    {Kind::kUrlIpv6, "url-ipv6"},
    {Kind::kHostInvalid, "host-invalid"},
    {Kind::kBodyMissing, "body-missing"},
    {Kind::kBodyNoText, "body-no-text"},
    {Kind::kVariableForm, "variable-form"},
    {Kind::kTypeUnknown, "type-unknown"},
    {Kind::kTypeNoText, "type-no-text"},
    {Kind::kBodyNotJson, "body-not-json"},
    {Kind::kSniNoBoolean, "sni-no-boolean"},
    {Kind::kHeaderForbidden, "header-forbidden"},
    {Kind::kVariableName, "variable-name"},
    {Kind::kVariableValue, "variable-value"},
    {Kind::kVariableCapitals, "variable-capitals"},
    {Kind::kVariableUnknown, "variable-unknown"},
    {Kind::kVariableUndefined, "variable-undefined"},
    {Kind::kVariableUnused, "variable-unused"},
    {Kind::kQuotedVariable, "quoted-variable"},
    {Kind::kFormWithJson, "form-with-json"},
    {Kind::kHttpsWithoutSni, "https-without-sni"},
    {Kind::kUnknownKey, "unknown-key"},
    {Kind::kVariablesTooMany, "variables-too-many"},
});

}  // namespace

const char* ToWord(CallbackFaultKind kind) {
  const auto found = std::ranges::find(kWords, kind, &Named::kind);
  return found == kWords.end() ? "" : found->word;
}

bool is_refused(CallbackFaultKind kind) { return kind < Kind::kVariableCapitals; }

}  // namespace osslens::oss
