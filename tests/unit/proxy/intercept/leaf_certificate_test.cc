#include "proxy/intercept/leaf_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "proxy/intercept/certificate_builder.h"
#include "tests/unit/proxy/intercept/intercept_support.h"

namespace osslens::intercept {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Names(std::string_view host,
                               std::vector<std::string> permitted = {"aliyuncs.com"}) {
  const Result<LeafNames> names = NamesFor(host, PermittedDomains{std::move(permitted)});
  return names ? names->names : std::vector<std::string>{names.error().message};
}

TEST(NamesFor, CoverAllBucketsOfARegion) {
  EXPECT_THAT(Names("logs.oss-cn-hangzhou.aliyuncs.com"),
              ElementsAre("oss-cn-hangzhou.aliyuncs.com", "*.oss-cn-hangzhou.aliyuncs.com"));
}

TEST(NamesFor, AreTheSameForARegionItself) {
  EXPECT_EQ(Names("OSS-cn-hangzhou.aliyuncs.com."), Names("logs.oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_EQ(Names("s3.oss-cn-hangzhou.aliyuncs.com"), Names("oss-cn-hangzhou.aliyuncs.com"));
}

TEST(NamesFor, CoverBucketsBelowTheS3AndDualStackNames) {
  EXPECT_THAT(Names("logs.s3.oss-cn-hangzhou.aliyuncs.com"),
              ElementsAre("s3.oss-cn-hangzhou.aliyuncs.com", "*.s3.oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_THAT(Names("logs.cn-hangzhou.oss.aliyuncs.com"),
              ElementsAre("cn-hangzhou.oss.aliyuncs.com", "*.cn-hangzhou.oss.aliyuncs.com"));
}

TEST(NamesFor, NeverStandForAllOfAliyun) {
  EXPECT_THAT(Names("oss.aliyuncs.com"), ElementsAre("oss.aliyuncs.com", "*.oss.aliyuncs.com"));
}

TEST(NamesFor, StayWithinTheDomainThatIsPermitted) {
  EXPECT_THAT(Names("cdn.img.example.com", {"cdn.img.example.com"}),
              ElementsAre("cdn.img.example.com", "*.cdn.img.example.com"));
}

TEST(NamesFor, HaveNoWildcardBelowATopLevelDomain) {
  EXPECT_THAT(Names("localhost", {"localhost"}), ElementsAre("localhost"));
}

TEST(NamesFor, StandForAHostWithAnUnderscoreByTheWildcardOfItsParent) {
  EXPECT_THAT(Names("my_bucket.oss-cn-hangzhou.aliyuncs.com"),
              ElementsAre("oss-cn-hangzhou.aliyuncs.com", "*.oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_THAT(Names("my_cdn.example.com", {"example.com"}),
              ElementsAre("example.com", "*.example.com"));
}

TEST(NamesFor, RefuseHostsOutsideTheDomains) {
  EXPECT_THAT(Names("www.example.com"),
              ElementsAre("no certificate can be made for \"www.example.com\": the certificate "
                          "authority of osslens is limited to aliyuncs.com; intercept the host "
                          "with --intercept"));
}

TEST(NamesFor, RefuseAddresses) {
  EXPECT_THAT(Names("127.0.0.1"), ElementsAre(HasSubstr("it is an IP address")));
}

class LeafCertificate : public testing::Test {
 protected:
  Leaf Make(std::string_view host, WallTime now = Noon()) {
    return Must(MakeLeaf(authority_, Must(NamesFor(host, authority_.permitted())), *key_, now));
  }

  const CertificateAuthority authority_ = MakeAuthority();
  const tls::PkeyPtr key_ = Must(MakeKey());
};

TEST_F(LeafCertificate, HasTheExtensionsOfATlsServer) {
  const Leaf leaf = Make("logs.oss-cn-hangzhou.aliyuncs.com");

  EXPECT_EQ(Extension(*leaf.certificate, NID_subject_alt_name),
            "DNS:oss-cn-hangzhou.aliyuncs.com, DNS:*.oss-cn-hangzhou.aliyuncs.com");
  EXPECT_EQ(Extension(*leaf.certificate, NID_basic_constraints), "critical, CA:FALSE");
  EXPECT_EQ(Extension(*leaf.certificate, NID_key_usage), "critical, Digital Signature");
  EXPECT_EQ(Extension(*leaf.certificate, NID_ext_key_usage), "TLS Web Server Authentication");
  EXPECT_EQ(Subject(*leaf.certificate), "CN = oss-cn-hangzhou.aliyuncs.com");
}

TEST_F(LeafCertificate, NamesTheIntermediatesKeyAndNotItsOwn) {
  const Leaf leaf = Make("logs.oss-cn-hangzhou.aliyuncs.com");

  EXPECT_THAT(Extension(*leaf.certificate, NID_authority_key_identifier),
              HasSubstr(Extension(authority_.intermediate(), NID_subject_key_identifier)));
  EXPECT_EQ(Extension(*leaf.certificate, NID_subject_key_identifier), "");
}

TEST_F(LeafCertificate, HoldsTheLeafsKeyAndNotTheAuthoritys) {
  const Leaf leaf = Make("logs.oss-cn-hangzhou.aliyuncs.com");

  EXPECT_EQ(X509_check_private_key(leaf.certificate.get(), key_.get()), 1);
  EXPECT_NE(X509_check_private_key(leaf.certificate.get(), &authority_.key()), 1);
}

TEST_F(LeafCertificate, LivesUnder47DaysOneOfWhichIsPast) {
  const Leaf leaf = Make("logs.oss-cn-hangzhou.aliyuncs.com", Noon() + std::chrono::days(10));

  EXPECT_EQ(leaf.not_before, Noon() + std::chrono::days(9));
  EXPECT_EQ(leaf.not_after - leaf.not_before, std::chrono::days(46));
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf.certificate.get()),
                 X509_get0_notAfter(leaf.certificate.get()));
  EXPECT_EQ(days, 46);
  EXPECT_EQ(seconds, 0);
}

TEST_F(LeafCertificate, EndsWithTheAuthorityIfThatIsSooner) {
  EXPECT_EQ(Make("oss.aliyuncs.com", authority_.not_after() - std::chrono::seconds(1)).not_after,
            authority_.not_after());
}

TEST_F(LeafCertificate, IsNotMadeByAnAuthorityThatHasEnded) {
  const auto leaf = MakeLeaf(authority_, {{"oss.aliyuncs.com"}}, *key_, authority_.not_after());

  ASSERT_FALSE(leaf);
  EXPECT_EQ(
      leaf.error().message,
      "no certificate can be made for \"oss.aliyuncs.com\": the certificate authority ended "
      "at 2027-03-01T12:00:00.000000Z; start osslens again to get a new one, then trust that");
}

TEST_F(LeafCertificate, HasACommonNameOf63Characters) {
  const std::string host = std::string(50, 'a') + ".aliyuncs.com";
  ASSERT_EQ(host.size(), 63U);

  const Leaf leaf = Make(host);

  EXPECT_EQ(Subject(*leaf.certificate), "CN = " + host);
  EXPECT_EQ(Extension(*leaf.certificate, NID_subject_alt_name), "DNS:" + host + ", DNS:*." + host);
}

TEST_F(LeafCertificate, HasNoSubjectButCriticalNamesFor64Characters) {
  const std::string host = std::string(51, 'a') + ".aliyuncs.com";
  ASSERT_EQ(host.size(), 64U);

  const Leaf leaf = Make(host);

  EXPECT_EQ(Subject(*leaf.certificate), "");
  EXPECT_EQ(Extension(*leaf.certificate, NID_subject_alt_name),
            "critical, DNS:" + host + ", DNS:*." + host);
  EXPECT_EQ(Verify(authority_, *leaf.certificate, host.c_str(), Noon()), "ok");
}

TEST_F(LeafCertificate, IsTakenByAClientThatTrustsTheRoot) {
  const Leaf leaf = Make("logs.oss-cn-hangzhou.aliyuncs.com");

  for (const char* host : {"logs.oss-cn-hangzhou.aliyuncs.com", "oss-cn-hangzhou.aliyuncs.com"})
    EXPECT_EQ(Verify(authority_, *leaf.certificate, host, Noon()), "ok") << host;
  EXPECT_EQ(Verify(authority_, *leaf.certificate, "logs.oss-cn-beijing.aliyuncs.com", Noon()),
            "hostname mismatch");
}

TEST_F(LeafCertificate, IsTakenByAClientWhoseClockIsADayOff) {
  const Leaf leaf = Make("oss.aliyuncs.com");

  EXPECT_EQ(
      Verify(authority_, *leaf.certificate, "oss.aliyuncs.com", Noon() - std::chrono::hours(23)),
      "ok");
  EXPECT_EQ(
      Verify(authority_, *leaf.certificate, "oss.aliyuncs.com", Noon() + std::chrono::days(44)),
      "ok");
  EXPECT_EQ(
      Verify(authority_, *leaf.certificate, "oss.aliyuncs.com", Noon() + std::chrono::days(46)),
      "certificate has expired");
}

// What someone with the intermediate's key could make: MakeLeaf() does not look at the domains.
TEST_F(LeafCertificate, IsRefusedByClientsForAHostOutsideTheDomains) {
  const Leaf leaf = Must(MakeLeaf(authority_, {{"www.example.com"}}, *key_, Noon()));

  EXPECT_EQ(Verify(authority_, *leaf.certificate, "www.example.com", Noon()),
            "permitted subtree violation");
}

}  // namespace
}  // namespace osslens::intercept
