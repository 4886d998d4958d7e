#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/oss/access_key.h"
#include "analyzers/oss/signature_search.h"
#include "store/record/exchange.h"
#include "store/record/finding.h"
#include "store/record/finding_text.h"

namespace osslens::analyzers {

// The texts of a signature. They hold the security token where the request signs one: whoever shows
// them masks it.
struct SignatureText {
  std::string string_to_sign;
  std::string canonical_request;  // V4 only
};

struct SignatureDifference {
  std::string part;  // "content-type", "header x-oss-meta-a", "query acl" ...
  std::optional<std::string> rebuilt, echoed;  // nullopt: that side lacks the part
  size_t offset = 0;                           // of the first differing byte, in the echoed text
};

// With a secret of the user a signature is recomputed. A difference to OSS's echo goes before its
// result, because it tells more.
enum class SignatureVerdict {
  kEqual,
  kDifferent,  // OSS built another text, or the app signed another one
  kNoEcho,
  kUnsigned,
  kMatchesSecret,
  kWrongSecret,
};

// The answer of GET /api/v1/exchanges/ID/signature.
struct SignatureReport {
  std::string scheme;
  std::optional<SignatureText> rebuilt;
  std::optional<SignatureText> echoed;
  // What the app signed, where the secret and one or two mistakes reproduce its signature.
  std::optional<SignatureText> signed_by_app;
  std::vector<oss::MadeMistake> mistakes;
  std::vector<SignatureDifference> differences;
  SignatureVerdict verdict = SignatureVerdict::kUnsigned;
  std::string note;  // one sentence
};

// "equal", "different", "no-echo", "unsigned", "matches-secret", "wrong-secret".
[[nodiscard]] const char* ToWord(SignatureVerdict verdict);

// What a page needs to find a mistake of the signer with a secret that it does not give away: the text that each mistake has
// signed, and the finding that it is then.
struct MistakenSignature {
  std::string string_to_sign;  // with the token, as in SignatureText
  store::Finding finding;      // of the rule signature-mistake
};

// Pure function of the captured bytes; any thread, but not an event loop.
[[nodiscard]] std::vector<MistakenSignature> ListMistakenSignatures(
    const store::Exchange& exchange);

// Pure function of the captured bytes and the secrets; any thread, but not an event loop: with a
// secret it searches. `keyring` may be null.
[[nodiscard]] SignatureReport ReportSignature(const store::Exchange& exchange,
                                              store::Language language,
                                              const oss::Keyring* keyring = nullptr,
                                              const oss::SearchBudget& budget = {});

}  // namespace osslens::analyzers
