// Who signed the request, how, and for when.
#include <array>
#include <chrono>

#include "analyzers/checks/source_helpers.h"
#include "analyzers/oss/dates.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using oss::Scheme;
using store::Where;

// The characters that OSS takes in a key id, as its message for other ones says.
constexpr std::string_view kKeyIdCharacters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._=";

const char* SignerName(Scheme scheme) {
  switch (scheme) {
    case Scheme::kV1Query:
    case Scheme::kPostObject:
    case Scheme::kPostV1:
      return "OSSAccessKeyId";
    case Scheme::kV2Query:
      return "x-oss-access-key-id";
    case Scheme::kV4Query:
    case Scheme::kPostV4:
      return "x-oss-credential";
    case Scheme::kS3V2Query:
    case Scheme::kPostS3V2:
      return "AWSAccessKeyId";
    case Scheme::kS3V4Query:
    case Scheme::kPostS3V4:
      return "X-Amz-Credential";
    default:
      return "Authorization";
  }
}

Where SignerPlace(Scheme scheme) {
  if (oss::is_form(scheme)) return Where::kRequestBody;
  return oss::is_in_query(scheme) ? Where::kRequestQuery : Where::kRequestHeader;
}

Where TokenPlace(oss::Place place) {
  if (place == oss::Place::kForm) return Where::kRequestBody;
  return place == oss::Place::kHeader ? Where::kRequestHeader : Where::kRequestQuery;
}

const std::string& KeyIdOf(const Facts& facts) { return facts.credentials.key_id; }

Captured FromSigner(const Facts& facts, std::string_view value) {
  const Scheme scheme = facts.credentials.scheme;
  return NonEmpty(value, SignerPlace(scheme), SignerName(scheme));
}

Captured SchemeWord(const Facts& facts, std::string_view) {
  Captured captured = FromSigner(facts, oss::ToWord(facts.credentials.scheme));
  captured.where = Where::kExchange;
  captured.name = "signature scheme";
  return captured;
}

Captured KeyId(const Facts& facts, std::string_view) { return FromSigner(facts, KeyIdOf(facts)); }

Captured TemporaryKey(const Facts& facts, std::string_view) {
  const std::string& id = KeyIdOf(facts);
  return FromSigner(facts, oss::is_temporary(id) ? id : std::string{});
}

Captured BadKeyId(const Facts& facts, std::string_view) {
  const std::string& id = KeyIdOf(facts);
  const bool bad = id.find_first_not_of(kKeyIdCharacters) != std::string::npos;
  return FromSigner(facts, bad ? id : std::string{});
}

// The key id begins or ends with a blank, or is a word of an example.
Captured PlaceholderKeyId(const Facts& facts, std::string_view) {
  const std::string& id = KeyIdOf(facts);
  const std::string lower = Lower(id);
  const bool bad = !id.empty() && (id.front() == ' ' || id.back() == ' ' || id.front() == '<' ||
                                   lower.starts_with("your") || lower.starts_with("access_key") ||
                                   lower.starts_with("accesskeyid"));
  return FromSigner(facts, bad ? id : std::string{});
}

// Neither the head nor the form carries credentials. A form is only known to have none when it was
// captured up to its file; in a form OSS does not look at the head.
Captured Anonymous(const Facts& facts, std::string_view) {
  const bool anonymous = facts.credentials.scheme == Scheme::kAnonymous &&
                         (facts.form || !facts.request.Has("Authorization"));
  return When(anonymous, "", Where::kRequestHeader, "Authorization");
}

Captured Token(const Facts& facts, std::string_view) {
  const auto& tokens = facts.credentials.tokens;
  if (tokens.empty()) return When(false, "", Where::kRequestHeader, "x-oss-security-token");
  return When(true, "", TokenPlace(tokens.front().place), tokens.front().name);
}

// A blank where "+" should be, or a percent sign: tokens are base64 text and have neither.
Captured DamagedToken(const Facts& facts, std::string_view) {
  for (const oss::SecurityToken& token : facts.credentials.tokens) {
    if (token.value.reveal().find_first_of(" %") == std::string_view::npos) continue;
    return When(true, "", TokenPlace(token.place), token.name);
  }
  return When(false, "", Where::kRequestHeader, "x-oss-security-token");
}

Captured ScopeRegion(const Facts& facts, std::string_view) {
  return FromSigner(facts, facts.credentials.scope.region);
}

Captured ScopeProduct(const Facts& facts, std::string_view) {
  return FromSigner(facts, facts.credentials.scope.product);
}

Captured ScopeDate(const Facts& facts, std::string_view) {
  return FromSigner(facts, facts.credentials.scope.date);
}

// The date that the request was signed with.
Captured RequestDate(const Facts& facts, std::string_view) {
  for (const char* name : {"x-oss-date", "x-amz-date", "Date"}) {
    const std::string_view value = facts.request.Value(name);
    if (!value.empty()) return NonEmpty(value, Where::kRequestHeader, name);
  }
  return NonEmpty({}, Where::kRequestHeader, "Date");
}

Captured UnreadableDate(const Facts& facts, std::string_view) {
  Captured captured = RequestDate(facts, {});
  if (captured.value && oss::ParseDate(*captured.value)) captured.value.reset();
  return captured;
}

std::string EpochSeconds(const oss::Date& date) {
  return std::to_string(
      std::chrono::floor<std::chrono::seconds>(date.time).time_since_epoch().count());
}

// When a signed URL ends, as seconds since 1970: Expires itself, or date plus lifetime in V4.
Captured UrlExpiry(const Facts& facts, std::string_view) {
  const oss::Query& query = facts.request.query;
  const std::string_view expires = oss::Value(query, "Expires");
  if (!expires.empty()) return NonEmpty(expires, Where::kRequestQuery, "Expires");
  const Captured none{std::nullopt, Where::kRequestQuery, "x-oss-expires"};
  const std::optional<oss::Date> date = oss::ParseDate(oss::Value(query, "x-oss-date"));
  const std::string_view lifetime = oss::Value(query, "x-oss-expires");
  constexpr size_t kMostDigits = 9;  // V4 allows a week; this keeps the sum far from any limit
  if (!date || lifetime.empty() || lifetime.size() > kMostDigits ||
      lifetime.find_first_not_of("0123456789") != std::string_view::npos) {
    return none;
  }
  const oss::Date end{date->time + std::chrono::seconds(std::stol(std::string(lifetime))),
                      oss::DateFormat::kEpoch};
  return NonEmpty(EpochSeconds(end), Where::kRequestQuery, "x-oss-expires");
}

constexpr auto kSources = std::to_array<Source>({
    {"scheme", false, &SchemeWord},
    {"key-id", false, &KeyId},
    {"temporary-key", false, &TemporaryKey},
    {"bad-key-id", false, &BadKeyId},
    {"placeholder-key-id", false, &PlaceholderKeyId},
    {"anonymous", false, &Anonymous},
    {"token", false, &Token},
    {"damaged-token", false, &DamagedToken},
    {"scope-region", false, &ScopeRegion},
    {"scope-product", false, &ScopeProduct},
    {"scope-date", false, &ScopeDate},
    {"request-date", false, &RequestDate},
    {"unreadable-date", false, &UnreadableDate},
    {"url-expiry", false, &UrlExpiry},
});

}  // namespace

std::span<const Source> SignerSources() { return kSources; }

}  // namespace osslens::analyzers
