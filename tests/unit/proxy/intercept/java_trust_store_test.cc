#include "proxy/intercept/java_trust_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "tests/unit/proxy/intercept/intercept_support.h"

namespace osslens::intercept {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::string Number(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = bytes; i-- > 0;) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

std::string Counted(std::string_view text, size_t count_bytes) {
  return Number(text.size(), count_bytes) + std::string(text);
}

std::string Der(x509_st& certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(&certificate, &bytes);
  std::string text(reinterpret_cast<char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);
  return text;
}

// The entries of a JKS file of version 2.
std::string TrustedJksEntry(std::string_view der) {
  return Number(2, 4) + Counted("alias", 2) + Number(0, 8) + Counted("X.509", 2) + Counted(der, 4);
}
std::string KeyJksEntry(std::string_view der) {
  return Number(1, 4) + Counted("key", 2) + Number(0, 8) + Counted("encrypted", 4) + Number(1, 4) +
         Counted("X.509", 2) + Counted(der, 4);
}
std::string Jks(uint32_t version, uint32_t count, const std::string& entries) {
  return "\xFE\xED\xFE\xED" + Number(version, 4) + Number(count, 4) + entries +
         std::string(20, 'd');
}

std::string JksError(const std::string& bytes) {
  const auto read = ReadJks(bytes);
  return read ? "" : read.error().message;
}

class JavaTrustStore : public testing::Test {
 protected:
  const CertificateAuthority authority_ = MakeAuthority();
  const CertificateAuthority other_ = MakeAuthority();
};

TEST_F(JavaTrustStore, ReadsTheTrustedEntriesOfAJksFileAndPassesOverKeys) {
  const std::string bytes =
      Jks(2, 3,
          TrustedJksEntry(Der(authority_.root())) + KeyJksEntry(Der(authority_.intermediate())) +
              TrustedJksEntry(Der(other_.root())));

  const auto certificates = Must(ReadJks(bytes));

  ASSERT_THAT(certificates, SizeIs(2));
  EXPECT_EQ(X509_cmp(certificates[0].get(), &authority_.root()), 0);
  EXPECT_EQ(X509_cmp(certificates[1].get(), &other_.root()), 0);
}

TEST_F(JavaTrustStore, ReadsTheFirstVersionOfJksWithoutTypes) {
  const std::string entry =
      Number(2, 4) + Counted("alias", 2) + Number(0, 8) + Counted(Der(authority_.root()), 4);

  EXPECT_THAT(Must(ReadJks(Jks(1, 1, entry))), SizeIs(1));
}

TEST_F(JavaTrustStore, ReadsAnEmptyJksFile) {
  EXPECT_THAT(Must(ReadJks(Jks(2, 0, ""))), SizeIs(0));
}

TEST_F(JavaTrustStore, RefusesAJksFileThatIsCutAnywhere) {
  const std::string entries =
      KeyJksEntry(Der(authority_.intermediate())) + TrustedJksEntry(Der(authority_.root()));
  const std::string whole = Jks(2, 2, entries);
  const size_t end = whole.size() - 20;

  EXPECT_EQ(JksError(whole.substr(0, end)), "");
  for (size_t length = 4; length < end; ++length)
    EXPECT_THAT(JksError(whole.substr(0, length)), HasSubstr("it is no trust store of Java"))
        << length;
}

TEST_F(JavaTrustStore, RefusesAJksFileThatPromisesTooMuch) {
  EXPECT_EQ(JksError(Jks(2, 0xffffffff, "")), "it is no trust store of Java: it ends early");
  EXPECT_EQ(JksError(Jks(2, 1,
                         Number(2, 4) + Counted("a", 2) + Number(0, 8) + Counted("X.509", 2) +
                             Number(0xffffffff, 4))),
            "it is no trust store of Java: it ends early");
  // A key whose chain is said to have four thousand million certificates.
  EXPECT_EQ(JksError(Jks(2, 1,
                         Number(1, 4) + Counted("a", 2) + Number(0, 8) + Counted("k", 4) +
                             Number(0xffffffff, 4))),
            "it is no trust store of Java: it ends early");
}

TEST_F(JavaTrustStore, RefusesOtherVersionsKindsAndContents) {
  EXPECT_THAT(JksError("PK\x03\x04"), HasSubstr("it does not begin like one"));
  EXPECT_THAT(JksError(Jks(3, 0, "")), HasSubstr("its version is not known"));
  EXPECT_THAT(JksError(Jks(2, 1, Number(3, 4) + Counted("alias", 2) + Number(0, 8))),
              HasSubstr("an entry of an unknown kind"));
  EXPECT_THAT(JksError(Jks(2, 1, TrustedJksEntry("no certificate"))),
              HasSubstr("a certificate in it cannot be read"));
}

TEST_F(JavaTrustStore, ReadsThePkcs12FileThatItWrote) {
  const std::string bytes =
      Must(WritePkcs12({{"osslens", &authority_.root()}, {"anchor-1", &other_.root()}}));

  const auto certificates = Must(ReadPkcs12(bytes));

  ASSERT_THAT(certificates, SizeIs(2));
  EXPECT_EQ(X509_cmp(certificates[0].get(), &authority_.root()), 0);
  EXPECT_EQ(X509_cmp(certificates[1].get(), &other_.root()), 0);
}

TEST_F(JavaTrustStore, SealsThePkcs12FileWithTheUsualPassword) {
  const std::string bytes = Must(WritePkcs12({{"osslens", &authority_.root()}}));
  const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
  const tls::Pkcs12Ptr store(d2i_PKCS12(nullptr, &begin, static_cast<long>(bytes.size())));

  EXPECT_EQ(PKCS12_verify_mac(store.get(), "changeit", -1), 1);
  EXPECT_NE(PKCS12_verify_mac(store.get(), "other", -1), 1);
}

TEST_F(JavaTrustStore, TakesFromAPkcs12FileOnlyWhatJavaTrusts) {
  // As openssl pkcs12 -export -nokeys writes it: without Oracle's attribute, and encrypted.
  const tls::CertificatesPtr certificates(sk_X509_new_null());
  sk_X509_push(certificates.get(), tls::Share(authority_.root()).release());
  const tls::Pkcs12Ptr store(
      PKCS12_create("changeit", nullptr, nullptr, nullptr, certificates.get(), 0, 0, 0, 0, 0));
  unsigned char* bytes = nullptr;
  const int size = i2d_PKCS12(store.get(), &bytes);
  const std::string text(reinterpret_cast<char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);

  EXPECT_TRUE(IsPkcs12(text));
  EXPECT_THAT(Must(ReadPkcs12(text)), SizeIs(0));
}

TEST_F(JavaTrustStore, RefusesAPkcs12FileThatIsCutOrHasAnotherPassword) {
  const std::string bytes = Must(WritePkcs12({{"osslens", &authority_.root()}}));
  EXPECT_THAT(ReadPkcs12(bytes.substr(0, bytes.size() / 2)).error().message,
              HasSubstr("cannot open a trust store for Java: OpenSSL says "));

  const tls::CertificatesPtr certificates(sk_X509_new_null());
  sk_X509_push(certificates.get(), tls::Share(authority_.root()).release());
  const tls::Pkcs12Ptr store(
      PKCS12_create("another", nullptr, nullptr, nullptr, certificates.get(), 0, 0, 0, 0, 0));
  unsigned char* encoded = nullptr;
  const int size = i2d_PKCS12(store.get(), &encoded);
  const std::string locked(reinterpret_cast<char*>(encoded), static_cast<size_t>(size));
  OPENSSL_free(encoded);
  EXPECT_FALSE(ReadPkcs12(locked));
}

TEST_F(JavaTrustStore, TellsTheFormsApart) {
  EXPECT_TRUE(IsJks(Jks(2, 0, "")));
  EXPECT_FALSE(IsJks("-----BEGIN CERTIFICATE-----"));
  EXPECT_FALSE(IsJks(""));
  EXPECT_TRUE(IsPkcs12(Must(WritePkcs12({{"osslens", &authority_.root()}}))));
  EXPECT_FALSE(IsPkcs12("-----BEGIN CERTIFICATE-----"));
  EXPECT_FALSE(IsPkcs12("0"));
  EXPECT_FALSE(IsPkcs12("012"));
}

}  // namespace
}  // namespace osslens::intercept
