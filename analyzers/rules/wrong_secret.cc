// OSS built the same string to sign as the captured request gives, so nothing behind osslens
// changed it. What is left: the secret, or a change between signing and osslens. Without the secret
// neither is proven; with it (--credential) the signature is recomputed.
#include "analyzers/rules/after_signing.h"
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using store::Confidence;
using store::Side;

Diagnosis NotCompared(const Facts& facts) {
  Diagnosis diagnosis{.confidence = Confidence::kPossible, .variant = "not-compared"};
  diagnosis.values = {{"key_id", facts.credentials.key_id},
                      {"scheme", oss::ToWord(facts.credentials.scheme)}};
  diagnosis.evidence.push_back(ErrorElement(facts, "Code", "code"));
  return diagnosis;
}

// OSS echoes the text it built and says that the signature of the request does not fit it. The
// user's secret does give that signature for that text. So the app signs with the user's secret, the
// text is right, and only the secret that OSS knows for the key id can be another one.
Diagnosis OtherSecretAtOss(const Facts& facts) {
  Diagnosis diagnosis{
      .confidence = Confidence::kProven, .side = Side::kApp, .variant = "other-secret-at-oss"};
  diagnosis.values = {{"key_id", facts.credentials.key_id}};
  diagnosis.evidence.push_back(
      FromExchange("access_key_id", facts.credentials.key_id, "recomputed"));
  store::Evidence echo = ErrorElement(facts, "StringToSign", "echo-fits");
  echo.value.clear();  // the whole text may hold a token
  diagnosis.evidence.push_back(std::move(echo));
  return diagnosis;
}

Diagnosis Recomputed(const Facts& facts, const char* variant, Confidence confidence) {
  Diagnosis diagnosis{.confidence = confidence, .side = Side::kApp, .variant = variant};
  diagnosis.values = {{"key_id", facts.credentials.key_id}};
  diagnosis.evidence.push_back(FromExchange("access_key_id", facts.credentials.key_id, variant));
  return diagnosis;
}

// With a secret of the user there is no need to guess.
std::optional<Diagnosis> FromSecret(const Facts& facts) {
  using Verdict = SecretCheck::Verdict;
  const SignatureFacts& signature = facts.signature;
  const bool changed =
      !signature.behind.empty() || !signature.own.empty() || signature.of_another_signature;
  switch (facts.secret_check.verdict) {
    case Verdict::kMatches:
      if (facts.secret_check.matches_echo && signature.of_this_signature) {
        return OtherSecretAtOss(facts);
      }
      // What was changed behind osslens is told by proxy-added-header.
      if (changed) return std::nullopt;
      return Recomputed(facts, "matches", Confidence::kLikely);
    case Verdict::kNothing:
      if (changed) return std::nullopt;
      // The file may be wrong instead, or the mistake one that is not known: not proven.
      return Recomputed(facts, "not-the-given", Confidence::kLikely);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Diagnosis> CheckWrongSecret(const Facts& facts) {
  using Verdict = SecretCheck::Verdict;
  const Verdict verdict = facts.secret_check.verdict;
  if (verdict != Verdict::kNotChecked && verdict != Verdict::kInconclusive) {
    return FromSecret(facts);
  }
  const SignatureFacts& signature = facts.signature;
  if (!signature.rebuilt || !signature.echo) return NotCompared(facts);
  if (!signature.equal()) return std::nullopt;
  Diagnosis diagnosis;
  diagnosis.values = {{"key_id", facts.credentials.key_id}};
  const char* element =
      signature.echo->canonical_request.empty() ? "StringToSign" : "CanonicalRequest";
  store::Evidence echo = ErrorElement(facts, element, "equal");
  echo.value.clear();  // the whole text may hold a token
  diagnosis.evidence.push_back(std::move(echo));
  if (facts.history.KeyWorked(facts.credentials.key_id)) {
    diagnosis.variant = "key-worked";
    diagnosis.confidence = Confidence::kPossible;
    diagnosis.evidence.push_back(
        FromExchange("access_key_id", facts.credentials.key_id, "key-worked"));
    return diagnosis;
  }
  // Where something speaks for a change after signing, proxy-added-header says what.
  diagnosis.confidence =
      SuspectChange(facts) == Suspicion::kNone ? Confidence::kLikely : Confidence::kPossible;
  return diagnosis;
}

}  // namespace osslens::analyzers
