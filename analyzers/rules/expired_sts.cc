// Temporary credentials (STS) that OSS refuses: expired, without their token, with two, with one in
// the wrong place, or with one of another key. Values never hold a token.
#include <algorithm>

#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using oss::Place;
using oss::Scheme;
using oss::SecurityToken;
using store::Confidence;
using store::Side;
using store::Where;

// Where each scheme reads the token (OSS documentation, "Access OSS with temporary credentials").
struct ExpectedToken {
  Place place = Place::kHeader;
  std::string_view name;
};

ExpectedToken Expected(Scheme scheme) {
  switch (scheme) {
    case Scheme::kV1Query:
      return {Place::kQuery, "security-token"};
    case Scheme::kV2Query:
    case Scheme::kV4Query:
      return {Place::kQuery, "x-oss-security-token"};
    case Scheme::kS3V2Header:
    case Scheme::kS3V4Header:
      return {Place::kHeader, "x-amz-security-token"};
    case Scheme::kS3V2Query:
    case Scheme::kS3V4Query:
      return {Place::kQuery, "x-amz-security-token"};
    case Scheme::kPostV1:
    case Scheme::kPostV4:
      return {Place::kForm, "x-oss-security-token"};
    case Scheme::kPostS3V2:
    case Scheme::kPostS3V4:
      return {Place::kForm, "x-amz-security-token"};
    default:
      return {Place::kHeader, "x-oss-security-token"};
  }
}

bool is_well_placed(const SecurityToken& token, const ExpectedToken& expected) {
  return token.place == expected.place && EqualsIgnoreCase(token.name, expected.name);
}

// The key id as the request gives it; in a form it is in the body, but OSS repeats it.
std::string KeyId(const Facts& facts) {
  if (!facts.credentials.key_id.empty()) return facts.credentials.key_id;
  return std::string(facts.error->Value("OSSAccessKeyId"));
}

const char* PlaceWord(Place place) {
  return place == Place::kHeader ? "header" : place == Place::kQuery ? "URL" : "form";
}

Where WhereOf(Place place) {
  return place == Place::kHeader  ? Where::kRequestHeader
         : place == Place::kQuery ? Where::kRequestQuery
                                  : Where::kRequestBody;
}

Diagnosis Make(const Facts& facts, std::string variant, Confidence confidence) {
  Diagnosis diagnosis{.confidence = confidence, .side = Side::kApp, .variant = std::move(variant)};
  const ExpectedToken expected = Expected(facts.credentials.scheme);
  diagnosis.values = {{"key_id", KeyId(facts)},
                      {"expected_place", PlaceWord(expected.place)},
                      {"expected_name", std::string(expected.name)},
                      {"code", std::string(facts.code())}};
  diagnosis.evidence.push_back(ErrorElement(facts, "Code", "code"));
  for (const SecurityToken& token : facts.credentials.tokens) {
    diagnosis.values["found_place"] = PlaceWord(token.place);
    diagnosis.values["found_name"] = token.name;
    // The value is left out on purpose: the place says enough.
    diagnosis.evidence.push_back({WhereOf(token.place), token.name, "", "token"});
  }
  return diagnosis;
}

// OSS itself says that the life of the token is over; it has issued it and knows its end.
Diagnosis Expired(const Facts& facts) {
  Diagnosis diagnosis = Make(facts, "expired", Confidence::kProven);
  for (const SecurityToken& token : facts.credentials.tokens) {
    const auto use = facts.history.UseOf(token.value);
    if (use && use->worked) {
      diagnosis.evidence.push_back(FromExchange("access_key_id", use->key_id, "worked-before"));
    }
  }
  return diagnosis;
}

// Blanks come from a "+" that was not encoded, percent signs from encoding twice or from encoding a
// header. Tokens themselves are base64 text and have neither.
bool is_encoded_wrongly(const Facts& facts) {
  return std::ranges::any_of(facts.credentials.tokens, [](const SecurityToken& token) {
    return token.value.reveal().find_first_of(" %") != std::string_view::npos;
  });
}

Diagnosis Mismatch(const Facts& facts) {
  Diagnosis diagnosis = Make(facts, "of-another-key", Confidence::kLikely);
  for (const SecurityToken& token : facts.credentials.tokens) {
    const auto use = facts.history.UseOf(token.value);
    if (use && use->key_id != facts.credentials.key_id) {
      // The same token was seen with another key id: the two come from different AssumeRole calls.
      diagnosis.confidence = Confidence::kProven;
      diagnosis.evidence.push_back(FromExchange("access_key_id", use->key_id, "other-key"));
    }
  }
  return diagnosis;
}

Diagnosis Misplaced(const Facts& facts, Confidence confidence) {
  return Make(facts, "misplaced", confidence);
}

// InvalidAccessKeyId for an STS key: OSS looked for it among the permanent keys.
std::optional<Diagnosis> RefusedKey(const Facts& facts) {
  if (!oss::is_temporary(KeyId(facts))) return std::nullopt;
  const auto& tokens = facts.credentials.tokens;
  const bool seen = facts.credentials.scheme != Scheme::kPostObject &&
                    facts.credentials.scheme != Scheme::kAnonymous;
  if (tokens.empty()) {
    // Of a form that was cut off the token may be in the rest. Elsewhere everything that can hold it
    // is captured: an STS key and no token in it leave nothing else.
    return Make(facts, "missing", seen ? Confidence::kProven : Confidence::kLikely);
  }
  const ExpectedToken expected = Expected(facts.credentials.scheme);
  const bool placed = std::ranges::any_of(
      tokens, [&expected](const SecurityToken& token) { return is_well_placed(token, expected); });
  if (!placed) return Misplaced(facts, Confidence::kLikely);
  return Make(facts, "key-refused", Confidence::kPossible);
}

// Two tokens, or one that the scheme does not take: the general codes InvalidArgument and
// InvalidRequest, told by EC and message.
std::optional<Diagnosis> InvalidRequest(const Facts& facts) {
  const auto& tokens = facts.credentials.tokens;
  if (tokens.size() > 1 &&
      (facts.ec() == "0002-00000010" || ContainsIgnoreCase(facts.message(), "security-token"))) {
    return Make(facts, "doubled", Confidence::kProven);
  }
  if (ContainsIgnoreCase(facts.message(),
                         "security-token must be provided by query string parameter")) {
    return tokens.empty() ? Make(facts, "missing", Confidence::kProven)
                          : Misplaced(facts, Confidence::kProven);
  }
  if (facts.ec() != "0002-00000009" || tokens.empty()) return std::nullopt;
  const bool s3 = oss::is_s3(facts.credentials.scheme);
  const bool wrong_name = !is_well_placed(tokens.front(), Expected(facts.credentials.scheme));
  if (s3 && wrong_name) return Misplaced(facts, Confidence::kProven);
  if (oss::is_temporary(KeyId(facts))) return std::nullopt;
  return Make(facts, "with-permanent-key", Confidence::kLikely);
}

}  // namespace

std::optional<Diagnosis> CheckExpiredSts(const Facts& facts) {
  if (!facts.error) return std::nullopt;
  const std::string_view code = facts.code();
  const std::string_view ec = facts.ec();
  if (code == "SecurityTokenExpired" || ec == "0002-00000007") return Expired(facts);
  if (code == "AccessKeyIdAndSecurityTokenNotMatch" || ec == "0002-00000004") {
    return Mismatch(facts);
  }
  if (code == "InvalidSecurityToken") {
    // The captured token itself shows the damage, and OSS says that the token is what it refuses.
    return is_encoded_wrongly(facts) ? Make(facts, "encoded-wrongly", Confidence::kProven)
                                     : Make(facts, "invalid", Confidence::kLikely);
  }
  if (code == "SecurityTokenNotSupported") return Make(facts, "not-supported", Confidence::kProven);
  if (code == "InvalidAccessKeyId" || ec == "0002-00000003") return RefusedKey(facts);
  return InvalidRequest(facts);
}

}  // namespace osslens::analyzers
