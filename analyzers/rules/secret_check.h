#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/oss/access_key.h"
#include "analyzers/oss/error_document.h"
#include "analyzers/oss/signature_search.h"

namespace osslens::analyzers {

// What the secrets that the user gave say of a signature. It holds no secret.
struct SecretCheck {
  enum class Verdict {
    kNotChecked,    // no secret for this key id, or no signature that can be recomputed
    kMatches,       // the secret gives the signature for the request as it was captured
    kMistake,       // it gives it with the mistakes that are listed
    kNothing,       // neither, whatever was tried
    kInconclusive,  // not all was tried, or the bucket that is signed is not known
  };
  Verdict verdict = Verdict::kNotChecked;
  std::vector<oss::MadeMistake> mistakes;
  oss::SignedText signed_text;  // what the app signed; with kMatches and kMistake
  // The secret gives the signature for the text that OSS echoes: then OSS, having built that text,
  // knows another secret for this key id.
  bool matches_echo = false;
};

// `echo` may be null. Slow as a search is: not for event loops.
[[nodiscard]] SecretCheck CheckSecret(const oss::SignedRequest& signed_request,
                                      const oss::SignatureEcho* echo, const oss::Keyring& keyring,
                                      const oss::SearchBudget& budget);

// What the sentences of signature-mistake say of one mistake: its name, what was signed and what was sent. Tokens are masked.
[[nodiscard]] std::map<std::string, std::string> ValuesOf(const oss::MadeMistake& mistake);

}  // namespace osslens::analyzers
