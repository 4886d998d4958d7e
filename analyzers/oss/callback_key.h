#pragma once

#include <memory>
#include <string>
#include <string_view>

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

// Where the public keys of callbacks come from. Any thread.
class CallbackKeys {
 public:
  virtual ~CallbackKeys() = default;
  // The key that lies at this address, one of OSS's own. Never waits; the error says why there is none.
  [[nodiscard]] virtual Result<CallbackKey> Find(const std::string& url) = 0;
};

// One key that the user has given, whatever the address.
class GivenCallbackKey final : public CallbackKeys {
 public:
  explicit GivenCallbackKey(CallbackKey key) : key_(std::move(key)) {}
  [[nodiscard]] Result<CallbackKey> Find(const std::string&) override { return key_; }

 private:
  const CallbackKey key_;
};

// The signature that OSS would make with that private RSA key (PEM), as raw bytes: of a test that stands in for OSS.
[[nodiscard]] Result<std::string> SignCallback(const Secret& private_pem, std::string_view text);

// What stands behind the host in the address of a key, when that is OSS's own: http or https, gosspublic.alicdn.com (OSS
// documentation, "Callback"). With its slash; empty for every other address.
[[nodiscard]] std::string_view PathOfOfficialKey(std::string_view url);

}  // namespace osslens::oss
