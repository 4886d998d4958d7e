#include "proxy/http/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace osslens::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// "host port", or "refused".
std::string AuthorityOf(std::string_view text, uint16_t default_port = 80) {
  const Result<Authority> parsed = ParseAuthority(text, default_port);
  return parsed ? parsed->host + " " + std::to_string(parsed->port) : "refused";
}

// "scheme host port origin-form", or "refused".
std::string TargetOf(std::string_view text) {
  const Result<AbsoluteTarget> parsed = ParseAbsoluteTarget(text);
  if (!parsed) return "refused";
  return std::string(parsed->scheme) + " " + parsed->authority.host + " " +
         std::to_string(parsed->authority.port) + " " + std::string(parsed->origin_form);
}

std::string RefusalOf(std::string_view target) {
  const Result<AbsoluteTarget> parsed = ParseAbsoluteTarget(target);
  return parsed ? "" : parsed.error().message;
}

TEST(ParseAuthority, TakesTheDefaultPort) { EXPECT_EQ(AuthorityOf("b.example"), "b.example 80"); }

TEST(ParseAuthority, TakesTheWrittenPort) { EXPECT_EQ(AuthorityOf("b:8080"), "b 8080"); }

TEST(ParseAuthority, TakesTheDefaultPortForAnEmptyOne) { EXPECT_EQ(AuthorityOf("b:"), "b 80"); }

TEST(ParseAuthority, LowersTheHost) { EXPECT_EQ(AuthorityOf("B.ExAmPlE:1"), "b.example 1"); }

TEST(ParseAuthority, TakesIpv4) { EXPECT_EQ(AuthorityOf("127.0.0.1:9"), "127.0.0.1 9"); }

TEST(ParseAuthority, TakesIpv6WithoutItsBrackets) {
  EXPECT_EQ(AuthorityOf("[::1]:9"), "::1 9");
  EXPECT_EQ(AuthorityOf("[FE80::1]"), "fe80::1 80");
  EXPECT_EQ(AuthorityOf("[::1]:"), "::1 80");
}

TEST(ParseAuthority, TakesTheLargestPort) { EXPECT_EQ(AuthorityOf("b:65535"), "b 65535"); }

TEST(ParseAuthority, RefusesAPortOfOneMoreThanTheLargest) {
  EXPECT_EQ(AuthorityOf("b:65536"), "refused");
}

TEST(ParseAuthority, TakesTheSmallestPort) { EXPECT_EQ(AuthorityOf("b:1"), "b 1"); }

TEST(ParseAuthority, RefusesPort0) { EXPECT_EQ(AuthorityOf("b:0"), "refused"); }

TEST(ParseAuthority, RefusesWhatIsNoPort) {
  EXPECT_EQ(AuthorityOf("b:+80"), "refused");
  EXPECT_EQ(AuthorityOf("b:-1"), "refused");
  EXPECT_EQ(AuthorityOf("b:80a"), "refused");
  EXPECT_EQ(AuthorityOf("b: 80"), "refused");
  EXPECT_EQ(AuthorityOf("b:80:90"), "refused");
  EXPECT_EQ(AuthorityOf("b:4294967376"), "refused");
}

TEST(ParseAuthority, RefusesAnEmptyHost) {
  EXPECT_EQ(AuthorityOf(""), "refused");
  EXPECT_EQ(AuthorityOf(":80"), "refused");
  EXPECT_EQ(AuthorityOf("[]:80"), "refused");
}

TEST(ParseAuthority, RefusesBracketsThatAreNotAroundIpv6) {
  EXPECT_EQ(AuthorityOf("[::1"), "refused");
  EXPECT_EQ(AuthorityOf("[b]:80"), "refused");
  EXPECT_EQ(AuthorityOf("[::1]80"), "refused");
  EXPECT_EQ(AuthorityOf("[::1]x:80"), "refused");
  EXPECT_EQ(AuthorityOf("x[::1]:80"), "refused");
  EXPECT_EQ(AuthorityOf("[[::1]]:80"), "refused");
}

TEST(ParseAuthority, RefusesIpv6WithoutBrackets) { EXPECT_EQ(AuthorityOf("::1"), "refused"); }

TEST(ParseAuthority, RefusesBytesThatNoHostHas) {
  EXPECT_EQ(AuthorityOf("a/b"), "refused");
  EXPECT_EQ(AuthorityOf("a@b"), "refused");
  EXPECT_EQ(AuthorityOf("a b"), "refused");
  EXPECT_EQ(AuthorityOf("a\\b"), "refused");
  EXPECT_EQ(AuthorityOf("a?b"), "refused");
  EXPECT_EQ(AuthorityOf("a#b"), "refused");
  EXPECT_EQ(AuthorityOf("a\x7f"), "refused");
  EXPECT_EQ(AuthorityOf("a\r\nb"), "refused");
}

TEST(ParseAuthority, WantsAPortWhereThereIsNoDefault) {
  EXPECT_EQ(AuthorityOf("b:443", 0), "b 443");
  EXPECT_EQ(AuthorityOf("b", 0), "refused");
  EXPECT_EQ(AuthorityOf("b:", 0), "refused");
  EXPECT_EQ(AuthorityOf("[::1]", 0), "refused");
}

TEST(ParseAbsoluteTarget, SplitsAUrl) {
  EXPECT_EQ(TargetOf("http://b.example/a/b?c=d"), "http b.example 80 /a/b?c=d");
}

TEST(ParseAbsoluteTarget, TakesAUrlWithoutPath) { EXPECT_EQ(TargetOf("http://b"), "http b 80 "); }

TEST(ParseAbsoluteTarget, TakesAUrlWithNothingButAQuery) {
  EXPECT_EQ(TargetOf("http://b?acl"), "http b 80 ?acl");
}

TEST(ParseAbsoluteTarget, KeepsTheSpellingOfTheScheme) {
  EXPECT_EQ(TargetOf("HTTP://B/X"), "HTTP b 80 /X");
}

TEST(ParseAbsoluteTarget, TakesTheDefaultPortOfHttps) {
  EXPECT_EQ(TargetOf("HttpS://b/"), "HttpS b 443 /");
}

TEST(ParseAbsoluteTarget, TakesAnExplicitDefaultPort) {
  EXPECT_EQ(TargetOf("http://b:80/"), "http b 80 /");
  EXPECT_EQ(TargetOf("https://b:443/"), "https b 443 /");
  EXPECT_EQ(TargetOf("http://b:443/"), "http b 443 /");
}

TEST(ParseAbsoluteTarget, TakesIpv6) {
  EXPECT_EQ(TargetOf("http://[::1]:9000/a"), "http ::1 9000 /a");
}

TEST(ParseAbsoluteTarget, DecodesAndNormalisesNothing) {
  EXPECT_EQ(TargetOf("http://b//a/../%2e?x=http://c/#d"), "http b 80 //a/../%2e?x=http://c/#d");
  EXPECT_EQ(TargetOf("http://b/\xE4\xB8\xAD"), "http b 80 /\xE4\xB8\xAD");
}

TEST(ParseAbsoluteTarget, LeavesUserInformationBehind) {
  EXPECT_EQ(TargetOf("http://user:pass@b/"), "http b 80 /");
  EXPECT_EQ(TargetOf("http://@b:81/"), "http b 81 /");
}

TEST(ParseAbsoluteTarget, LeavesAnAtSignOfThePathWhereItIs) {
  EXPECT_EQ(TargetOf("http://b/a@c"), "http b 80 /a@c");
  EXPECT_EQ(TargetOf("http://b?a@c"), "http b 80 ?a@c");
}

TEST(ParseAbsoluteTarget, RefusesUserInformationThatNamesASecondHost) {
  EXPECT_EQ(TargetOf("http://a\\@b/"), "refused");
  EXPECT_EQ(TargetOf("http://a@b@c/"), "refused");
}

TEST(ParseAbsoluteTarget, RefusesAFragmentInPlaceOfAPath) {
  EXPECT_EQ(TargetOf("http://b#f"), "refused");
}

TEST(ParseAbsoluteTarget, RefusesAnEmptyHost) {
  EXPECT_EQ(TargetOf("http:///a"), "refused");
  EXPECT_EQ(TargetOf("http://"), "refused");
  EXPECT_EQ(TargetOf("http://:80/"), "refused");
  EXPECT_EQ(TargetOf("http://user@/"), "refused");
}

TEST(ParseAbsoluteTarget, RefusesWhatIsNoUrlOfHttp) {
  EXPECT_EQ(TargetOf("/a?u=http://b/"), "refused");
  EXPECT_EQ(TargetOf("ftp://b/"), "refused");
  EXPECT_EQ(TargetOf("http:/b/"), "refused");
  EXPECT_EQ(TargetOf("http//b/"), "refused");
  EXPECT_EQ(TargetOf("httpss://b/"), "refused");
  EXPECT_EQ(TargetOf("*"), "refused");
  EXPECT_EQ(TargetOf("b:443"), "refused");
  EXPECT_EQ(TargetOf(""), "refused");
}

TEST(ParseAbsoluteTarget, TellsNoSecretOfWhatItRefuses) {
  const std::string sentence = RefusalOf("ftp://user:made-up@b/o?Signature=also-made-up");
  EXPECT_THAT(sentence, HasSubstr("ftp://***@b/o"));
  EXPECT_THAT(sentence, Not(HasSubstr("made-up")));
}

TEST(ParseAbsoluteTarget, TellsOnlyPrintableAsciiOfWhatItRefuses) {
  EXPECT_EQ(RefusalOf("ftp://\xE4\xB8/"),
            "the target is not an http:// URL: \"ftp://\\xE4\\xB8/\"");
}

TEST(ToText, JoinsHostAndPort) { EXPECT_EQ(ToText({"b.example", 80}), "b.example:80"); }

TEST(ToText, PutsIpv6InBrackets) { EXPECT_EQ(ToText({"::1", 443}), "[::1]:443"); }

}  // namespace
}  // namespace osslens::http
