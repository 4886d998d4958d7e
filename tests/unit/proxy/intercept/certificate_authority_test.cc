#include "proxy/intercept/certificate_authority.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "proxy/intercept/certificate_builder.h"
#include "tests/unit/proxy/intercept/intercept_support.h"

namespace osslens::intercept {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

std::string Pem(const CertificateAuthority& authority) {
  return std::string(Must(authority.ToPem()).reveal());
}

std::string ReadError(const std::string& pem) {
  const auto authority = CertificateAuthority::FromPem(Secret(pem));
  return authority ? "" : authority.error().message;
}

// The parts of a PEM file in their order.
std::vector<std::string> Parts(const std::string& pem) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (begin < pem.size()) {
    const size_t end = pem.find('\n', pem.find("-----END", begin)) + 1;
    parts.push_back(pem.substr(begin, end - begin));
    begin = end;
  }
  return parts;
}

TEST(CertificateAuthority, HasARootThatSaysWhatItIsGoodFor) {
  const CertificateAuthority authority = MakeAuthority({"aliyuncs.com", "cdn.example.com"});
  const x509_st& root = authority.root();

  EXPECT_EQ(Extension(root, NID_basic_constraints), "critical, CA:TRUE, pathlen:1");
  EXPECT_EQ(Extension(root, NID_key_usage), "critical, Certificate Sign, CRL Sign");
  EXPECT_THAT(Extension(root, NID_name_constraints),
              AllOf(HasSubstr("DNS:aliyuncs.com"), HasSubstr("DNS:cdn.example.com")));
}

TEST(CertificateAuthority, HoldsTheIntermediateToItsDomainsAndToNoAddress) {
  const CertificateAuthority authority = MakeAuthority({"aliyuncs.com", "cdn.example.com"});

  EXPECT_EQ(Extension(authority.intermediate(), NID_name_constraints),
            "critical, Permitted:\n  DNS:aliyuncs.com\n  DNS:cdn.example.com\nExcluded:\n"
            "  IP:0.0.0.0/0.0.0.0\n  IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0");
}

TEST(CertificateAuthority, HoldsTheIntermediateToLeavesOfTlsServers) {
  const CertificateAuthority authority = MakeAuthority();

  EXPECT_EQ(Extension(authority.intermediate(), NID_basic_constraints),
            "critical, CA:TRUE, pathlen:0");
  EXPECT_EQ(Extension(authority.intermediate(), NID_key_usage),
            "critical, Certificate Sign, CRL Sign");
  EXPECT_EQ(Extension(authority.intermediate(), NID_ext_key_usage),
            "TLS Web Server Authentication");
}

TEST(CertificateAuthority, LetsTheIntermediateNameItsIssuersKey) {
  const CertificateAuthority authority = MakeAuthority();

  EXPECT_THAT(Extension(authority.intermediate(), NID_authority_key_identifier),
              HasSubstr(Extension(authority.root(), NID_subject_key_identifier)));
}

TEST(CertificateAuthority, LivesAYearFromNowAndBeginsADayBefore) {
  const CertificateAuthority authority = MakeAuthority();

  EXPECT_EQ(FormatRfc3339(authority.not_before()), "2026-02-28T12:00:00.000000Z");
  EXPECT_EQ(FormatRfc3339(authority.not_after()), "2027-03-01T12:00:00.000000Z");
  EXPECT_EQ(ASN1_TIME_compare(X509_get0_notAfter(&authority.root()),
                              X509_get0_notAfter(&authority.intermediate())),
            0);
}

TEST(CertificateAuthority, UsesTheCurveP256AndAnotherKeyForEachCertificate) {
  const CertificateAuthority authority = MakeAuthority();
  const EVP_PKEY* root_key = X509_get0_pubkey(&authority.root());

  EXPECT_EQ(EVP_PKEY_get_bits(root_key), 256);
  EXPECT_EQ(EVP_PKEY_get_bits(&authority.key()), 256);
  EXPECT_NE(EVP_PKEY_eq(root_key, &authority.key()), 1);
}

TEST(CertificateAuthority, GivesEachGenerationANameOfItsOwn) {
  const CertificateAuthority first = MakeAuthority();
  const CertificateAuthority second = MakeAuthority();

  EXPECT_THAT(first.RootSubject(),
              MatchesRegex("O = osslens, CN = osslens root 2026-03-01 [0-9a-f]{8}"));
  EXPECT_NE(first.RootSubject(), second.RootSubject());
}

TEST(CertificateAuthority, ShowsTheRootsFingerprintAsBrowsersDo) {
  const CertificateAuthority authority = MakeAuthority();

  EXPECT_THAT(authority.RootFingerprint(), MatchesRegex("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
  EXPECT_NE(authority.RootFingerprint(), MakeAuthority().RootFingerprint());
}

TEST(CertificateAuthority, WritesOneKeyAndTwoCertificates) {
  const CertificateAuthority authority = MakeAuthority();

  const std::vector<std::string> parts = Parts(Pem(authority));

  ASSERT_EQ(parts.size(), 3U);
  EXPECT_THAT(parts[0], StartsWith("-----BEGIN PRIVATE KEY-----"));
  EXPECT_THAT(parts[1], StartsWith("-----BEGIN CERTIFICATE-----"));
  EXPECT_EQ(parts[2], Must(authority.RootPem()));
}

TEST(CertificateAuthority, KeepsNoKeyOfTheRoot) {
  const CertificateAuthority authority = MakeAuthority();
  const std::string key_pem = Parts(Pem(authority))[0];
  const tls::BioPtr input(BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())));
  const tls::PkeyPtr key(PEM_read_bio_PrivateKey(input.get(), nullptr, nullptr, nullptr));

  // The only key that is written belongs to the intermediate.
  EXPECT_EQ(X509_check_private_key(&authority.intermediate(), key.get()), 1);
  EXPECT_NE(X509_check_private_key(&authority.root(), key.get()), 1);
}

TEST(CertificateAuthority, ReadsWhatItWrote) {
  const CertificateAuthority written = MakeAuthority({"aliyuncs.com", "cdn.example.com"});

  const CertificateAuthority read = Must(CertificateAuthority::FromPem(Must(written.ToPem())));

  EXPECT_THAT(read.permitted().names, ElementsAre("aliyuncs.com", "cdn.example.com"));
  EXPECT_EQ(read.RootFingerprint(), written.RootFingerprint());
  EXPECT_EQ(read.not_before(), written.not_before());
  EXPECT_EQ(read.not_after(), written.not_after());
  EXPECT_EQ(Pem(read), Pem(written));
}

TEST(CertificateAuthority, RefusesAFileThatIsCutAnywhere) {
  const std::string whole = Pem(MakeAuthority());
  // The last line of a PEM text may lack its line feed.
  for (size_t length = 0; length + 2 < whole.size(); length += 7)
    EXPECT_THAT(ReadError(whole.substr(0, length)),
                StartsWith("it is not what osslens wrote there"))
        << length;
}

TEST(CertificateAuthority, NeverPrintsAKeyThatItCannotRead) {
  const std::string whole = Pem(MakeAuthority());
  const std::string key_line = whole.substr(whole.find('\n') + 1, 40);

  EXPECT_THAT(ReadError(whole.substr(0, 150)), Not(HasSubstr(key_line)));
}

TEST(CertificateAuthority, RefusesPartsOfDifferentAuthorities) {
  const std::vector<std::string> one = Parts(Pem(MakeAuthority()));
  const std::vector<std::string> other = Parts(Pem(MakeAuthority()));

  EXPECT_THAT(ReadError(other[0] + one[1] + one[2]), EndsWith("the key is not the certificate's"));
  EXPECT_THAT(ReadError(one[0] + one[1] + other[2]), EndsWith("the root is not the certificate's"));
  EXPECT_THAT(ReadError(one[0] + one[2] + one[1]), EndsWith("the key is not the certificate's"));
}

// A file with an intermediate that `change` made, under a root that fits it.
template <class Change>
std::string Forge(Change change) {
  const tls::PkeyPtr root_key = Must(MakeKey());
  const tls::PkeyPtr key = Must(MakeKey());
  CertificateBuilder root(*root_key);
  root.SetSubject("", "root");
  root.SetValidity(Noon(), Noon() + kAuthorityLife);
  root.AddExtension(NID_basic_constraints, Critical::kYes, "CA:TRUE");
  root.AddSubjectKeyIdentifier();
  const tls::CertificatePtr root_certificate = Must(std::move(root).Sign(*root_key));
  CertificateBuilder intermediate(*key);
  intermediate.SetSubject("", "intermediate");
  intermediate.SetValidity(Noon(), Noon() + kAuthorityLife);
  intermediate.SetIssuer(*root_certificate);
  intermediate.AddExtension(NID_basic_constraints, Critical::kYes, "CA:TRUE");
  change(intermediate);
  const tls::CertificatePtr certificate = Must(std::move(intermediate).Sign(*root_key));
  const tls::BioPtr output(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(output.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_bio_X509(output.get(), certificate.get());
  PEM_write_bio_X509(output.get(), root_certificate.get());
  return ContentOf(*output);
}

TEST(CertificateAuthority, TakesOneWithItsConstraints) {
  EXPECT_EQ(ReadError(Forge([](CertificateBuilder& builder) {
              builder.AddNameConstraints(std::vector<std::string>{"aliyuncs.com"});
            })),
            "");
}

TEST(CertificateAuthority, RefusesOneWithoutConstraints) {
  EXPECT_THAT(ReadError(Forge([](CertificateBuilder&) {})), EndsWith("lacks its constraints"));
}

TEST(CertificateAuthority, RefusesOneWhoseConstraintsMayBeIgnored) {
  EXPECT_THAT(ReadError(Forge([](CertificateBuilder& builder) {
                builder.AddExtension(NID_name_constraints, Critical::kNo,
                                     "permitted;DNS:aliyuncs.com");
              })),
              EndsWith("lacks its constraints"));
}

TEST(CertificateAuthority, RefusesOneThatLeavesAddressesOpen) {
  EXPECT_THAT(ReadError(Forge([](CertificateBuilder& builder) {
                builder.AddExtension(NID_name_constraints, Critical::kYes,
                                     "permitted;DNS:aliyuncs.com,excluded;IP:0.0.0.0/0.0.0.0");
              })),
              EndsWith("does not exclude IP addresses"));
}

TEST(CertificateAuthority, RefusesOneThatPermitsNothingByName) {
  EXPECT_THAT(ReadError(Forge([](CertificateBuilder& builder) {
                builder.AddNameConstraints(std::vector<std::string>{});
              })),
              EndsWith("permits no domain"));
}

}  // namespace
}  // namespace osslens::intercept
