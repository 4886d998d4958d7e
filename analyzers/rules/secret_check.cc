#include "analyzers/rules/secret_check.h"

#include <string>
#include <utility>

#include "analyzers/oss/signature.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using Outcome = oss::SearchResult::Outcome;
using Verdict = SecretCheck::Verdict;

// OSS always signs the bucket. Where the request does not name it, a signature without it is a
// mistake as well, and one that is not found says nothing.
Verdict WithoutBucket(oss::SearchResult& found) {
  if (found.outcome == Outcome::kMatches) {
    found.mistakes = {{oss::Mistake::kBucketMissing, {}, {}, {}}};
    return Verdict::kMistake;
  }
  return found.outcome == Outcome::kUnreadable ? Verdict::kNotChecked : Verdict::kInconclusive;
}

Verdict VerdictOf(const oss::SignedRequest& signed_request, oss::SearchResult& found) {
  if (oss::is_bucket_unknown(signed_request)) return WithoutBucket(found);
  switch (found.outcome) {
    case Outcome::kMatches:
      return Verdict::kMatches;
    case Outcome::kMistake:
      return Verdict::kMistake;
    case Outcome::kNothing:
      return Verdict::kNothing;
    case Outcome::kCutOff:
      return Verdict::kInconclusive;
    case Outcome::kUnreadable:
      break;
  }
  return Verdict::kNotChecked;
}

bool MatchesEcho(const oss::SignedRequest& signed_request, const oss::SignatureEcho& echo,
                 const Secret& secret) {
  if (echo.string_to_sign.empty()) return false;
  const oss::SigningParts parts = oss::PartsOf(signed_request);
  const std::string digest = oss::SignatureDigest(parts, echo.string_to_sign, secret);
  return EqualInConstantTime(oss::EncodeSignature(parts.scheme, digest),
                             signed_request.credentials.signature.reveal());
}

}  // namespace

SecretCheck CheckSecret(const oss::SignedRequest& signed_request, const oss::SignatureEcho* echo,
                        const oss::Keyring& keyring, const oss::SearchBudget& budget) {
  SecretCheck check;
  const oss::AccessKey* key = keyring.Find(signed_request.credentials.key_id);
  if (key == nullptr) return check;
  oss::SearchResult found = oss::SearchSignature(signed_request, *key, keyring.keys(), budget);
  check.verdict = VerdictOf(signed_request, found);
  if (check.verdict == Verdict::kNotChecked) return check;
  if (check.verdict == Verdict::kMistake || check.verdict == Verdict::kMatches) {
    check.mistakes = std::move(found.mistakes);
    check.signed_text = std::move(found.signed_text);
  }
  check.matches_echo = echo != nullptr && MatchesEcho(signed_request, *echo, key->secret);
  return check;
}

std::map<std::string, std::string> ValuesOf(const oss::MadeMistake& mistake) {
  const auto shown = [&mistake](const std::optional<std::string>& value) -> std::string {
    if (!value) return "-";
    return oss::is_token_name(mistake.name) ? "***" : Quote(*value);
  };
  return {{"name", mistake.name},
          {"signed", shown(mistake.was_signed)},
          {"sent", shown(mistake.was_sent)}};
}

}  // namespace osslens::analyzers
