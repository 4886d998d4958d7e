#include "tests/support/callback_signer.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

#include "base/text.h"

namespace osslens::test {
namespace {

template <class Write>
std::string Pem(const Write& write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  write(out.get());
  const char* text = nullptr;
  const auto size = static_cast<size_t>(BIO_get_mem_data(out.get(), &text));
  return {text, size};
}

}  // namespace

CallbackSigner::CallbackSigner() {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(EVP_RSA_gen(2048), &EVP_PKEY_free);
  public_pem_ = Pem([&pair](BIO* out) { PEM_write_bio_PUBKEY(out, pair.get()); });
  private_pem_ = Secret(Pem([&pair](BIO* out) {
    PEM_write_bio_PrivateKey(out, pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }));
}

oss::CallbackKey CallbackSigner::key() const {
  return oss::CallbackKey::Parse(public_pem_).value();
}

std::string CallbackSigner::Sign(const std::string& text) const {
  return Base64Encode(oss::SignCallback(private_pem_, text).value());
}

}  // namespace osslens::test
