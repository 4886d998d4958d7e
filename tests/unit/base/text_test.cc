#include "base/text.h"

#include <gtest/gtest.h>

namespace osslens {
namespace {

using namespace std::string_literals;
using Parts = std::vector<std::string_view>;

TEST(Lower, ChangesAsciiLettersOnly) {
  EXPECT_EQ(Lower("OSS-CN-Hangzhou_09@[`{"), "oss-cn-hangzhou_09@[`{");
  EXPECT_EQ(Lower("\xc3\x84"), "\xc3\x84");
}

TEST(EqualsIgnoreCase, ComparesWholeTexts) {
  EXPECT_TRUE(EqualsIgnoreCase("Content-MD5", "content-md5"));
  EXPECT_FALSE(EqualsIgnoreCase("Content-MD5", "content-md"));
  EXPECT_FALSE(EqualsIgnoreCase("@", "`"));
}

TEST(StartsWithIgnoreCase, NeedsTheWholePrefix) {
  EXPECT_TRUE(StartsWithIgnoreCase("X-OSS-Meta-a", "x-oss-"));
  EXPECT_TRUE(StartsWithIgnoreCase("x", ""));
  EXPECT_FALSE(StartsWithIgnoreCase("x-os", "x-oss-"));
}

TEST(TrimOws, StripsBlanksAndTabsFromBothEnds) {
  EXPECT_EQ(TrimOws(" \t a b\t "), "a b");
  EXPECT_EQ(TrimOws("a"), "a");
  EXPECT_EQ(TrimOws(" \t"), "");
  EXPECT_EQ(TrimOws("\na\r"), "\na\r");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(Split("a,,b,", ','), (Parts{"a", "", "b", ""}));
  EXPECT_EQ(Split("", ','), Parts{""});
}

TEST(PercentDecode, DecodesOnceAndLeavesPlusAlone) {
  EXPECT_EQ(PercentDecode("a%2Fb%2fc+d%25%32%46"), "a/b/c+d%2F");
  EXPECT_EQ(PercentDecode("%00"), "\0"s);
}

TEST(PercentDecode, LeavesWhatIsNoEscapeAsItIs) {
  EXPECT_EQ(PercentDecode("100%"), "100%");
  EXPECT_EQ(PercentDecode("%4"), "%4");
  EXPECT_EQ(PercentDecode("%zz%4g"), "%zz%4g");
}

TEST(Base64, EncodesTheVectorsOfTheStandard) {
  EXPECT_EQ(Base64Encode(""), "");
  EXPECT_EQ(Base64Encode("f"), "Zg==");
  EXPECT_EQ(Base64Encode("fo"), "Zm8=");
  EXPECT_EQ(Base64Encode("foo"), "Zm9v");
  EXPECT_EQ(Base64Encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64Encode("\xff\xef\xbe\x00"s), "/+++AA==");
}

TEST(Base64, DecodesWhatItEncodes) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    all.push_back(static_cast<char>(byte));
    ASSERT_EQ(Base64Decode(Base64Encode(all)), all);
  }
}

TEST(Base64, RefusesAnythingElse) {
  EXPECT_EQ(Base64Decode("Zg="), std::nullopt);
  EXPECT_EQ(Base64Decode("Zg"), std::nullopt);
  EXPECT_EQ(Base64Decode("Z==="), std::nullopt);
  EXPECT_EQ(Base64Decode("Zm9v\n"), std::nullopt);
  EXPECT_EQ(Base64Decode("Zm9-"), std::nullopt);
  EXPECT_EQ(Base64Decode("Z=9v"), std::nullopt);
}

TEST(GlobMatch, StarStandsForAnyRunAndQuestionMarkForOne) {
  EXPECT_TRUE(GlobMatch("*.aliyuncs.com", "logs.oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_FALSE(GlobMatch("*.aliyuncs.com", "aliyuncs.com"));
  EXPECT_FALSE(GlobMatch("*.aliyuncs.com", "a.aliyuncs.com.example"));
  EXPECT_TRUE(GlobMatch("oss-?n-*", "OSS-cn-"));
  EXPECT_FALSE(GlobMatch("oss-?n-*", "oss-n-"));
  EXPECT_TRUE(GlobMatch("*", ""));
  EXPECT_TRUE(GlobMatch("", ""));
  EXPECT_FALSE(GlobMatch("", "a"));
}

TEST(GlobMatch, ReturnsToTheLastStar) {
  EXPECT_TRUE(GlobMatch("*ab*ab", "aababcab"));
  EXPECT_FALSE(GlobMatch("a*b*c", "acbb"));
}

TEST(GlobMatch, TakesNoLongerForManyStars) {
  // A matcher that tries every star at every place would not return from this one.
  const std::string text(2000, 'a');
  std::string pattern;
  for (int i = 0; i < 40; ++i) pattern += "a*";
  EXPECT_FALSE(GlobMatch(pattern + "b", text));
}

}  // namespace
}  // namespace osslens
