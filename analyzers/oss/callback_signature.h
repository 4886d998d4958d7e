#pragma once

#include <string>
#include <string_view>

#include "analyzers/oss/callback_key.h"
#include "analyzers/oss/request.h"

namespace osslens::oss {

enum class CallbackSignature {
  kValid,
  kUnsigned,         // neither a signature nor a key's address: hardly OSS
  kNoAuthorization,  // a key's address, and no signature: something took Authorization away
  kNotBase64,
  kForeignKey,  // the key's address is none of OSS's: anyone could have signed
  kNoKey,       // no key at hand, so nothing is known
  kIncomplete,  // the body was not captured whole
  kMistaken,    // valid for another text than the one that came; `mistake` says which
  kInvalid,
};

struct CallbackSignatureCheck {
  CallbackSignature verdict = CallbackSignature::kUnsigned;
  std::string key_url;     // x-oss-pub-key-url, decoded
  std::string why_no_key;  // kNoKey: a sentence, where keys are looked for
  // kMistaken: "path-not-decoded", "path-decoded-twice", "path-prefix", "query-left-out", "query-decoded", "body-decoded",
  // "body-blanks", "body-json-compact", "body-json-spaced", "body-line-end", "no-line-feed"
  std::string mistake;
  std::string signed_text;  // kMistaken: the text that was signed
};

// Checks the signature of a call that OSS makes: percent-decoded path, query as it is, LF and body. Where it does not fit,
// the texts are tried that come of common changes on the way, for bodies of up to 16 KiB. `keys` may be null. A fixed number of
// verifications.
[[nodiscard]] CallbackSignatureCheck CheckCallbackSignature(const Request& call,
                                                            std::string_view target,
                                                            std::string_view body, bool body_whole,
                                                            CallbackKeys* keys);

// "valid", "unsigned", "no-authorization", ...
[[nodiscard]] const char* ToWord(CallbackSignature verdict);

}  // namespace osslens::oss
