#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/access_key.h"
#include "analyzers/oss/post_form.h"
#include "analyzers/oss/request.h"
#include "analyzers/oss/signing_parts.h"
#include "base/secret.h"

// What signers are known to get wrong, each as a change to what should have been signed.
namespace osslens::oss {

enum class Mistake {
  kHeaderLeftOut,       // a signed header that was sent was not signed
  kHeaderAdded,         // a header was signed that is not sent, or that is not to be signed
  kHeaderValue,         // a header value was signed in another encoding
  kHeaderCase,          // header names were signed as written, not in lower case
  kContentTypeLeftOut,  // sent, but signed as if there were none
  kContentTypeAdded,    // signed, but not sent
  kContentTypeChanged,
  kContentMd5LeftOut,
  kContentMd5Hex,  // the digits were signed or encoded for the 16 bytes
  kDateFormat,     // the same instant in another form
  kDateShifted,    // another instant, as when the clock is read twice
  kDateLeftOut,
  kDateOther,  // the value of another header
  kMethod,
  kBucketMissing,
  kBucketDoubled,
  kBucketHost,  // the whole host name in the place of the bucket
  kKeyEncoded,  // percent-encoded once more than it should be
  kKeyDecoded,
  kKeySlash,      // a slash too many or too few
  kQueryLeftOut,  // a signed query key was not signed
  kQueryAdded,
  kQueryEncoding,
  kQueryOrder,
  kScopeRegion,
  kScopeProduct,
  kScopeDate,
  kScopeEnd,
  kKeyPrefix,  // the first round of the signing key
  kPayload,
  kLineEnds,  // CR LF
  kExtraNewline,
  kPolicy,  // of a form: something else than the field as sent
  kSecretNewline,
  kSecretBlank,
  kSecretQuotes,
  kSecretCut,
  kSecretIsKeyId,
  kSecretOfAnotherKey,
  kSignatureEncoding,  // the right bytes, written down in another way
  kAlgorithm,          // SHA-1 for SHA-256 or the reverse
};

// "header-left-out" ...: also the names of the texts in the catalogue.
[[nodiscard]] const char* ToWord(Mistake mistake);
inline constexpr int kMistakes = static_cast<int>(Mistake::kAlgorithm) + 1;

// True when the text was right and the secret was not.
[[nodiscard]] bool is_about_secret(Mistake mistake);

// One mistake with the values it concerns. Never a secret; a token only under the name of one.
struct MadeMistake {
  Mistake kind = Mistake::kMethod;
  std::string name;                                 // header, query key or id of the other key
  std::optional<std::string> was_signed, was_sent;  // where there is a value
};

// What a signer works with, right or wrong.
struct Attempt {
  SigningParts parts;
  Secret secret;
  std::string key_prefix;  // V4
};

// What is known of a request for trying mistakes. The references must outlive the candidates.
struct SigningContext {
  const Request& request;
  const SigningParts& parts;  // as they should be
  const AccessKey& key;
  std::span<const AccessKey> all_keys;
  std::optional<std::string_view> body;  // the whole body, when it was captured
};

struct Candidate {
  MadeMistake mistake;
  std::function<void(Attempt&)> make;
  bool alone = false;  // too rare to be tried together with another
};

// Every mistake that can be made with this request. At most a few hundred; some change nothing. What
// sets a part stands before what changes it, so that two can be made in their order.
[[nodiscard]] std::vector<Candidate> ListMistakes(const SigningContext& context);

}  // namespace osslens::oss
