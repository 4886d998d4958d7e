#include "analyzers/oss/callback_key.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <limits>
#include <utility>

namespace osslens::oss {

Result<CallbackKey> CallbackKey::Parse(std::string_view pem) {
  const auto refuse = [](std::string message) {
    ERR_clear_error();
    return Fail(ErrorKind::kInvalid, std::move(message));
  };
  if (pem.find("PRIVATE KEY") != std::string_view::npos)
    return refuse("the key is a private one; to check callbacks the public key is needed");
  if (pem.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    return refuse("the key is too long");
  // Nobody may be there to give one.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  if (!bio) return refuse("the system gives no memory for the key");
  std::shared_ptr<evp_pkey_st> key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_password, nullptr),
                                   &EVP_PKEY_free);
  if (!key) return refuse("the key is no public key in PEM form (BEGIN PUBLIC KEY)");
  if (EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA)
    return refuse("the key is of another kind than RSA");
  return CallbackKey(std::move(key));
}

bool CallbackKey::Verify(std::string_view text, std::string_view signature) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const bool valid =
      context &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_md5(), nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                       signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size()) == 1;
  ERR_clear_error();  // of a signature that is not valid
  return valid;
}

Result<std::string> SignCallback(const Secret& private_pem, std::string_view text) {
  const auto refuse = [](const char* message) {
    ERR_clear_error();
    return Fail(ErrorKind::kInvalid, message);
  };
  const std::string_view pem = private_pem.reveal();
  if (pem.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    return refuse("the key is too long");
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  // No password is asked for: nobody may be there to give one.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : nullptr,
      &EVP_PKEY_free);
  if (!key || EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA)
    return refuse("the file holds no private RSA key in PEM form without a password");
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  size_t length = static_cast<size_t>(EVP_PKEY_size(key.get()));
  std::string signature(length, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_md5(), nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), out, &length, bytes, text.size()) != 1) {
    return refuse("the key cannot sign: it may be too short");
  }
  signature.resize(length);
  return signature;
}

std::string_view PathOfOfficialKey(std::string_view url) {
  // With the slash, so that no other host can begin like it.
  for (const std::string_view host :
       {"http://gosspublic.alicdn.com/", "https://gosspublic.alicdn.com/"}) {
    if (url.starts_with(host)) return url.substr(host.size() - 1);
  }
  return {};
}

}  // namespace osslens::oss
