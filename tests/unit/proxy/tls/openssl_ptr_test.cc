#include "proxy/tls/openssl_ptr.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace osslens::tls {
namespace {

// The last owner's going is seen through the object's application data.
struct Freed {
  static void Note(void*, void* counter, CRYPTO_EX_DATA*, int, long, void*) {
    if (counter != nullptr) ++*static_cast<int*>(counter);
  }
};

TEST(OpensslPtr, FreesAContextWhenTheLastOwnerGoes) {
  const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &Freed::Note);
  int freed = 0;
  SslContextPtr first(SSL_CTX_new(TLS_method()));
  SSL_CTX_set_ex_data(first.get(), index, &freed);
  SslContextPtr second = Share(*first);

  first.reset();
  EXPECT_EQ(freed, 0);
  second.reset();
  EXPECT_EQ(freed, 1);
}

TEST(OpensslPtr, FreesACertificateWhenTheLastOwnerGoes) {
  const int index = X509_get_ex_new_index(0, nullptr, nullptr, nullptr, &Freed::Note);
  int freed = 0;
  CertificatePtr first(X509_new());
  X509_set_ex_data(first.get(), index, &freed);
  CertificatePtr second = Share(*first);

  first.reset();
  EXPECT_EQ(freed, 0);
  second.reset();
  EXPECT_EQ(freed, 1);
}

TEST(OpensslPtr, KeepsAKeyForItsOtherOwner) {
  PkeyPtr first(EVP_EC_gen("P-256"));
  PkeyPtr second = Share(*first);

  first.reset();

  EXPECT_EQ(EVP_PKEY_get_bits(second.get()), 256);
}

}  // namespace
}  // namespace osslens::tls
