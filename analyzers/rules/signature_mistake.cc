// The signature that was sent is reproduced with the secret that the user gave and a known mistake of
// the signer. An HMAC cannot be met by chance, so the text that was signed is known, and with it what
// is wrong with it: proven. Whether the signer itself was wrong or something between it and osslens
// changed the request afterwards comes to the same text; the sentences leave that open.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using oss::MadeMistake;
using oss::Mistake;
using store::Where;

struct Place {
  Where where = Where::kExchange;
  std::string_view name;
};

// Where the request carries what the mistake is about; an empty name is that of the mistake itself.
Place PlaceOf(const Facts& facts, Mistake kind) {
  const bool in_query = oss::is_in_query(facts.credentials.scheme);
  switch (kind) {
    case Mistake::kHeaderLeftOut:
    case Mistake::kHeaderAdded:
    case Mistake::kHeaderValue:
      return {Where::kRequestHeader, {}};
    case Mistake::kContentTypeLeftOut:
    case Mistake::kContentTypeAdded:
    case Mistake::kContentTypeChanged:
      return {Where::kRequestHeader, "Content-Type"};
    case Mistake::kContentMd5LeftOut:
    case Mistake::kContentMd5Hex:
      return {Where::kRequestHeader, "Content-MD5"};
    case Mistake::kDateFormat:
    case Mistake::kDateShifted:
    case Mistake::kDateLeftOut:
    case Mistake::kDateOther:
      return {in_query ? Where::kRequestQuery : Where::kRequestHeader, "Date"};
    case Mistake::kMethod:
      return {Where::kExchange, "method"};
    case Mistake::kQueryLeftOut:
    case Mistake::kQueryAdded:
      return {Where::kRequestQuery, {}};
    case Mistake::kPolicy:
      return {Where::kRequestBody, "policy"};
    case Mistake::kBucketMissing:
    case Mistake::kBucketDoubled:
    case Mistake::kBucketHost:
    case Mistake::kKeyEncoded:
    case Mistake::kKeyDecoded:
    case Mistake::kKeySlash:
      return {Where::kExchange, "path"};
    default:
      return {Where::kExchange, "signature"};
  }
}

store::Evidence EvidenceOf(const Facts& facts, const MadeMistake& mistake) {
  const Place place = PlaceOf(facts, mistake.kind);
  store::Evidence evidence{place.where, std::string(place.name), "", oss::ToWord(mistake.kind)};
  if (place.name.empty()) evidence.name = mistake.name;
  const bool token = oss::is_token_name(mistake.name);
  if (mistake.was_sent) evidence.value = token ? "***" : *mistake.was_sent;
  return evidence;
}

}  // namespace

std::optional<Diagnosis> CheckSignatureMistake(const Facts& facts) {
  const SecretCheck& check = facts.secret_check;
  if (check.verdict != SecretCheck::Verdict::kMistake) return std::nullopt;
  const MadeMistake& first = check.mistakes.front();
  const MadeMistake& last = check.mistakes.back();
  const bool alone = check.mistakes.size() == 1;
  Diagnosis diagnosis{.confidence = store::Confidence::kProven,
                      .side = store::Side::kApp,
                      .variant = alone ? oss::ToWord(first.kind) : "two-mistakes"};
  diagnosis.values = ValuesOf(first);
  diagnosis.values["key_id"] = facts.credentials.key_id;
  diagnosis.values["first"] = oss::ToWord(first.kind);
  diagnosis.values["second"] = oss::ToWord(last.kind);
  for (const MadeMistake& mistake : check.mistakes) {
    diagnosis.evidence.push_back(EvidenceOf(facts, mistake));
  }
  diagnosis.evidence.push_back(OssAnswer(facts, "refused"));
  return diagnosis;
}

}  // namespace osslens::analyzers
