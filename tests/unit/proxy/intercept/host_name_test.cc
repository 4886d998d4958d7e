#include "proxy/intercept/host_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osslens::intercept {
namespace {

using testing::HasSubstr;

std::string Name(std::string_view host) {
  const Result<std::string> name = CertificateName(host);
  return name ? *name : name.error().message;
}

// Four labels, the first three of 63 characters.
std::string NameOfLength(size_t length) {
  const std::string label(63, 'a');
  std::string name = label + "." + label + "." + label + ".";
  return name + std::string(length - name.size(), 'b');
}

TEST(CertificateName, IsLowerCaseWithoutAFinalDot) {
  EXPECT_EQ(Name("Logs.OSS-cn-hangzhou.aliyuncs.com."), "logs.oss-cn-hangzhou.aliyuncs.com");
}

TEST(CertificateName, TakesUnderscoresAndHyphensAnywhere) {
  EXPECT_EQ(Name("-my_bucket-.example.com"), "-my_bucket-.example.com");
}

TEST(CertificateName, Takes253Characters) { EXPECT_EQ(Name(NameOfLength(253)).size(), 253U); }

TEST(CertificateName, Refuses254Characters) {
  EXPECT_THAT(Name(NameOfLength(254)), HasSubstr("the name is longer than 253 characters"));
}

TEST(CertificateName, TakesALabelOf63Characters) {
  const std::string name = std::string(63, 'a') + ".example.com";
  EXPECT_EQ(Name(name), name);
}

TEST(CertificateName, RefusesALabelOf64Characters) {
  EXPECT_THAT(Name(std::string(64, 'a') + ".example.com"),
              HasSubstr("a part between dots is longer than 63 characters"));
}

TEST(CertificateName, RefusesAnEmptyLabel) {
  EXPECT_EQ(Name("a..example.com"),
            "no certificate can be made for \"a..example.com\": a part between dots is empty");
  EXPECT_THAT(Name(""), HasSubstr("a part between dots is empty"));
  EXPECT_THAT(Name("."), HasSubstr("a part between dots is empty"));
  EXPECT_THAT(Name(".example.com"), HasSubstr("a part between dots is empty"));
}

TEST(CertificateName, RefusesOtherCharactersAndDoesNotPrintThem) {
  EXPECT_THAT(Name("a b.example.com"), HasSubstr("characters other than letters"));
  EXPECT_THAT(Name("*.example.com"), HasSubstr("characters other than letters"));
  EXPECT_THAT(Name(std::string_view("a\0b.example.com", 15)), HasSubstr("\"a?b.example.com\""));
  EXPECT_THAT(Name("\xe4\xbd\xa0.example.com"), HasSubstr("\"???.example.com\""));
}

TEST(CertificateName, CutsALongNameInItsComplaint) {
  EXPECT_THAT(Name(std::string(300, 'a')), HasSubstr("\"" + std::string(80, 'a') + "...\""));
}

TEST(CertificateName, KnowsAddressesOfBothVersions) {
  for (const char* address : {"127.0.0.1", "::1", "[::1]", "10.1", "2130706433", "127.0.0.1."}) {
    const Result<std::string> name = CertificateName(address);
    ASSERT_FALSE(name) << address;
    EXPECT_EQ(name.error().kind, ErrorKind::kUnsupported) << address;
    EXPECT_THAT(name.error().message, HasSubstr("it is an IP address")) << address;
  }
}

TEST(CertificateName, TakesANumberBeforeTheLastLabel) {
  EXPECT_EQ(Name("1.2.3.4.example"), "1.2.3.4.example");
}

TEST(ParentOf, IsTheNameWithoutItsFirstLabel) {
  EXPECT_EQ(ParentOf("a.b.c"), "b.c");
  EXPECT_EQ(ParentOf("localhost"), "");
}

TEST(CountLabels, CountsWhatDotsSeparate) {
  EXPECT_EQ(CountLabels(""), 0U);
  EXPECT_EQ(CountLabels("localhost"), 1U);
  EXPECT_EQ(CountLabels("a.b.c"), 3U);
}

TEST(IsWithin, TakesTheDomainAndWhatEndsInItAtADot) {
  EXPECT_TRUE(IsWithin("aliyuncs.com", "aliyuncs.com"));
  EXPECT_TRUE(IsWithin("a.b.aliyuncs.com", "aliyuncs.com"));
  EXPECT_FALSE(IsWithin("evilaliyuncs.com", "aliyuncs.com"));
  EXPECT_FALSE(IsWithin("com", "aliyuncs.com"));
  EXPECT_FALSE(IsWithin("", "aliyuncs.com"));
}

}  // namespace
}  // namespace osslens::intercept
