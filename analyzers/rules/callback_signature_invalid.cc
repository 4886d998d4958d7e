// The signature of a call that should be OSS's own does not fit what came. With the public key that is a fact; what made the
// difference is known where the signature fits another text.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using oss::CallbackSignature;

const char* VariantOf(CallbackSignature verdict) {
  switch (verdict) {
    case CallbackSignature::kForeignKey:
      return "foreign-key";
    case CallbackSignature::kNoAuthorization:
      return "no-authorization";
    case CallbackSignature::kNotBase64:
      return "not-base64";
    case CallbackSignature::kMistaken:
      return "mistaken";
    default:
      return "";
  }
}

bool is_silent(CallbackSignature verdict) {
  return verdict == CallbackSignature::kValid || verdict == CallbackSignature::kUnsigned ||
         verdict == CallbackSignature::kNoKey || verdict == CallbackSignature::kIncomplete;
}

}  // namespace

std::optional<Diagnosis> CheckCallbackSignatureInvalid(const Facts& facts) {
  if (!facts.callback_signature || is_silent(facts.callback_signature->verdict))
    return std::nullopt;
  const oss::CallbackSignatureCheck& check = *facts.callback_signature;
  // With the right key nothing but another text makes a signature wrong; whether it is the right one, the user knows. One
  // that is missing may have been taken away, or whoever calls is not OSS.
  const bool is_known = check.verdict != CallbackSignature::kInvalid &&
                        check.verdict != CallbackSignature::kNoAuthorization;
  Diagnosis diagnosis{
      .confidence = is_known ? store::Confidence::kProven : store::Confidence::kLikely,
      .side = store::Side::kMiddle,
      .variant = VariantOf(check.verdict)};
  diagnosis.values["key_url"] = Quote(check.key_url);
  if (check.verdict == CallbackSignature::kMistaken) {
    // The first of two names the text; both stand in the evidence.
    diagnosis.values["mistake"] = check.mistake.substr(0, check.mistake.find(','));
    diagnosis.evidence.push_back(FromExchange("mistake", check.mistake, "mistake"));
    diagnosis.evidence.push_back(FromExchange("signed text", check.signed_text, "signed"));
  } else {
    diagnosis.evidence.push_back(RequestHeader(facts, "x-oss-pub-key-url", "key"));
  }
  return diagnosis;
}

}  // namespace osslens::analyzers
