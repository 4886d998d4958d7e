#include "proxy/intercept/certificate_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <set>

#include "tests/unit/proxy/intercept/intercept_support.h"

namespace osslens::intercept {
namespace {

using testing::HasSubstr;

CertificateBuilder Ready(evp_pkey_st& key) {
  CertificateBuilder builder(key);
  builder.SetSubject("osslens", "a subject");
  builder.SetValidity(Noon(), Noon() + std::chrono::days(1));
  return builder;
}

std::string Serial(const X509& certificate) {
  const tls::BigNumberPtr number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr));
  char* digits = BN_bn2hex(number.get());
  std::string text(digits);
  OPENSSL_free(digits);
  return text;
}

TEST(MakeKey, IsOnTheCurveP256AndAnotherEachTime) {
  const tls::PkeyPtr first = Must(MakeKey());
  const tls::PkeyPtr second = Must(MakeKey());

  EXPECT_EQ(EVP_PKEY_get_bits(first.get()), 256);
  EXPECT_NE(EVP_PKEY_eq(first.get(), second.get()), 1);
}

TEST(CertificateBuilder, GivesSerialNumbersOf127BitsWithoutRepetition) {
  const tls::PkeyPtr key = Must(MakeKey());
  std::set<std::string> serials;
  for (int i = 0; i < 50; ++i) {
    const tls::CertificatePtr certificate = Must(Ready(*key).Sign(*key));
    const std::string serial = Serial(*certificate);
    EXPECT_EQ(serial.size(), 32U);
    EXPECT_THAT("4567", HasSubstr(serial.substr(0, 1)));
    serials.insert(serial);
  }
  EXPECT_EQ(serials.size(), 50U);
}

TEST(CertificateBuilder, NamesItselfAsIssuerUnlessToldOfOne) {
  const tls::PkeyPtr key = Must(MakeKey());

  const tls::CertificatePtr certificate = Must(Ready(*key).Sign(*key));

  EXPECT_EQ(X509_NAME_cmp(X509_get_issuer_name(certificate.get()),
                          X509_get_subject_name(certificate.get())),
            0);
  EXPECT_EQ(X509_verify(certificate.get(), key.get()), 1);
}

TEST(CertificateBuilder, WritesDatesBeyond2049) {
  const tls::PkeyPtr key = Must(MakeKey());
  CertificateBuilder builder(*key);
  builder.SetValidity(Noon(), WallTime(std::chrono::sys_days(std::chrono::year{2060} / 1 / 1)));

  const tls::CertificatePtr certificate = Must(std::move(builder).Sign(*key));

  EXPECT_EQ(ASN1_STRING_type(X509_get0_notBefore(certificate.get())), V_ASN1_UTCTIME);
  EXPECT_EQ(ASN1_STRING_type(X509_get0_notAfter(certificate.get())), V_ASN1_GENERALIZEDTIME);
}

TEST(CertificateBuilder, FailsWhenTheIssuerHasNoKeyIdentifier) {
  const tls::PkeyPtr key = Must(MakeKey());
  const tls::CertificatePtr issuer = Must(Ready(*key).Sign(*key));
  CertificateBuilder builder = Ready(*key);
  builder.SetIssuer(*issuer);

  const auto certificate = std::move(builder).Sign(*key);

  ASSERT_FALSE(certificate);
  EXPECT_THAT(certificate.error().message, HasSubstr("cannot make a certificate"));
}

TEST(CertificateBuilder, TellsWhyASubjectIsRefused) {
  const tls::PkeyPtr key = Must(MakeKey());
  CertificateBuilder longest(*key);
  longest.SetSubject("", std::string(64, 'a'));
  EXPECT_TRUE(std::move(longest).Sign(*key));

  CertificateBuilder too_long(*key);
  too_long.SetSubject("", std::string(65, 'a'));
  const auto certificate = std::move(too_long).Sign(*key);

  ASSERT_FALSE(certificate);
  EXPECT_EQ(certificate.error().message, "cannot make a certificate: OpenSSL says string too long");
}

TEST(CertificateBuilder, FailsOnAnExtensionThatOpensslCannotRead) {
  const tls::PkeyPtr key = Must(MakeKey());
  CertificateBuilder builder = Ready(*key);
  builder.AddExtension(NID_basic_constraints, Critical::kYes, "nonsense");

  EXPECT_FALSE(std::move(builder).Sign(*key));
}

}  // namespace
}  // namespace osslens::intercept
