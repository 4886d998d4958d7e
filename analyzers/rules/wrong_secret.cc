// OSS built the same string to sign as the captured request gives, so nothing behind osslens
// changed it. What is left: the secret, or a change between signing and osslens. Without the secret
// neither is ever proven.
#include "analyzers/rules/after_signing.h"
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using store::Confidence;

Diagnosis NotCompared(const Facts& facts) {
  Diagnosis diagnosis{.confidence = Confidence::kPossible, .variant = "not-compared"};
  diagnosis.values = {{"key_id", facts.credentials.key_id},
                      {"scheme", oss::ToWord(facts.credentials.scheme)}};
  diagnosis.evidence.push_back(ErrorElement(facts, "Code", "code"));
  return diagnosis;
}

}  // namespace

std::optional<Diagnosis> CheckWrongSecret(const Facts& facts) {
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
