#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "analyzers/oss/request.h"
#include "base/result.h"
#include "base/secret.h"

struct evp_pkey_st;

namespace osslens::oss {

// The public key with which OSS's callbacks are checked. Immutable, cheap to copy; any thread.
class CallbackKey {
 public:
  // From PEM ("BEGIN PUBLIC KEY"), an RSA key. The error says what the text is instead.
  [[nodiscard]] static Result<CallbackKey> Parse(std::string_view pem);

  // RSA with MD5, PKCS #1 v1.5 (OSS documentation, "Callback", signature).
  [[nodiscard]] bool Verify(std::string_view text, std::string_view signature) const;

 private:
  explicit CallbackKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

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
  std::string key_url;  // x-oss-pub-key-url, decoded
  // kMistaken: "path-not-decoded", "path-decoded-twice", "path-prefix", "query-left-out", "query-decoded", "body-decoded",
  // "body-blanks", "body-json-compact", "body-json-spaced", "body-line-end", "no-line-feed"
  std::string mistake;
  std::string signed_text;  // kMistaken: the text that was signed
};

// Checks the signature of a call that OSS makes: percent-decoded path, query as it is, LF and body. Where it does not fit,
// the texts are tried that come of common changes on the way, for bodies of up to 16 KiB. `key` may be null. A fixed number of
// verifications. Pure.
[[nodiscard]] CallbackSignatureCheck CheckCallbackSignature(const Request& call,
                                                            std::string_view target,
                                                            std::string_view body, bool body_whole,
                                                            const CallbackKey* key);

// Whether the key may be fetched from there: http or https, host gosspublic.alicdn.com.
[[nodiscard]] bool is_official_key_url(std::string_view url);

// The signature that OSS would make with that private RSA key (PEM), as raw bytes: of a test that stands in for OSS.
[[nodiscard]] Result<std::string> SignCallback(const Secret& private_pem, std::string_view text);

// "valid", "unsigned", "no-authorization", ...
[[nodiscard]] const char* ToWord(CallbackSignature verdict);

}  // namespace osslens::oss
