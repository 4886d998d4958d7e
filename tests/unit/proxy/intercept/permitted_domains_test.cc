#include "proxy/intercept/permitted_domains.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osslens::intercept {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> Domains(const std::vector<std::string>& globs) {
  const Result<DerivedDomains> derived = DeriveDomains(globs);
  return derived ? derived->permitted.names : std::vector<std::string>{derived.error().message};
}

std::vector<std::string> Notes(const std::vector<std::string>& globs) {
  const Result<DerivedDomains> derived = DeriveDomains(globs);
  return derived ? derived->notes : std::vector<std::string>{derived.error().message};
}

std::string Refusal(const std::string& glob) {
  const Result<DerivedDomains> derived = DeriveDomains(std::vector<std::string>{glob});
  return derived ? "" : derived.error().message;
}

TEST(DeriveDomains, TakesTheDomainBehindALeadingWildcard) {
  EXPECT_THAT(Domains({"*.OSS-cn-hangzhou.aliyuncs.com"}),
              ElementsAre("oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_THAT(Notes({"*.OSS-cn-hangzhou.aliyuncs.com"}), IsEmpty());
}

TEST(DeriveDomains, TakesAHostAsItIs) {
  EXPECT_THAT(Domains({"cdn.example.com", "localhost"}),
              ElementsAre("cdn.example.com", "localhost"));
  EXPECT_THAT(Notes({"cdn.example.com", "localhost"}), IsEmpty());
}

TEST(DeriveDomains, WidensAGlobInsideALabelAndSaysSo) {
  EXPECT_THAT(Domains({"oss-*.aliyuncs.com"}), ElementsAre("aliyuncs.com"));
  EXPECT_THAT(Notes({"oss-*.aliyuncs.com"}),
              ElementsAre("a certificate authority cannot be limited to oss-*.aliyuncs.com: it may "
                          "certify any host of aliyuncs.com"));
}

TEST(DeriveDomains, WidensAGlobWithTwoWildcardsToWhatFollowsTheLast) {
  EXPECT_THAT(Domains({"*.img?.example.com"}), ElementsAre("example.com"));
  EXPECT_EQ(Notes({"*.img?.example.com"}).size(), 1U);
}

TEST(DeriveDomains, WidensANameWithAnUnderscoreForTheSakeOfJava) {
  EXPECT_THAT(Domains({"*.my_cdn.example.com"}), ElementsAre("example.com"));
  EXPECT_EQ(Notes({"*.my_cdn.example.com"}).size(), 1U);
}

TEST(DeriveDomains, KeepsNoneWithinAnother) {
  EXPECT_THAT(Domains({"*.b.example.com", "z.org", "*.example.com", "example.com", "z.org"}),
              ElementsAre("example.com", "z.org"));
}

TEST(DeriveDomains, RefusesWhatNeedsATopLevelDomain) {
  EXPECT_EQ(Refusal("*.com"),
            "cannot intercept *.com: the certificate authority would have to be allowed every host "
            "of a top-level domain; name the domain, as in *.example.com");
  EXPECT_THAT(Refusal("*"), HasSubstr("every host of a top-level domain"));
  EXPECT_THAT(Refusal("oss.*"), HasSubstr("every host of a top-level domain"));
  EXPECT_THAT(Refusal("*aliyuncs.com"), HasSubstr("every host of a top-level domain"));
  EXPECT_THAT(Refusal("my_cdn"), HasSubstr("every host of a top-level domain"));
}

TEST(DeriveDomains, RefusesWhatNeedsTheRegistryOfACountry) {
  EXPECT_THAT(Refusal("*.com.cn"), HasSubstr("every host of a top-level domain"));
  EXPECT_THAT(Domains({"*.example.com.cn"}), ElementsAre("example.com.cn"));
}

TEST(DeriveDomains, RefusesAddressesAndWhatIsNoName) {
  EXPECT_THAT(Refusal("127.0.0.1"), HasSubstr("it is an IP address"));
  EXPECT_THAT(Refusal("*.0.0.1"), HasSubstr("it is an IP address"));
  EXPECT_THAT(Refusal("a b.example.com"), HasSubstr("cannot intercept a b.example.com: "));
}

TEST(DeriveDomains, RefusesNothingAtAll) {
  EXPECT_THAT(Domains({}), ElementsAre(HasSubstr("needs a domain to intercept")));
}

TEST(PermittedDomains, PermitHostsOfEachDomain) {
  const PermittedDomains domains{{"aliyuncs.com", "cdn.example.com"}};

  EXPECT_TRUE(domains.Permit("logs.oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_TRUE(domains.Permit("cdn.example.com"));
  EXPECT_FALSE(domains.Permit("example.com"));
  EXPECT_FALSE(domains.Permit("notaliyuncs.com"));
}

TEST(PermittedDomains, CoverNarrowerOnes) {
  const PermittedDomains domains{{"aliyuncs.com"}};

  EXPECT_TRUE(domains.Cover({{"oss-cn-hangzhou.aliyuncs.com"}}));
  EXPECT_FALSE(domains.Cover({{"aliyuncs.com", "example.com"}}));
}

}  // namespace
}  // namespace osslens::intercept
