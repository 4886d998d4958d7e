#include "analyzers/oss/names.h"

#include <gtest/gtest.h>

#include <string>

namespace osslens::oss {
namespace {

// The rule that is broken and where, as "character@3"; "" when none is.
std::string Bucket(std::string_view name) {
  const auto fault = CheckBucketName(name);
  return fault ? ToWord(fault->rule) + ("@" + std::to_string(fault->offset)) : "";
}

std::string Object(std::string_view name) {
  const auto fault = CheckObjectName(name);
  return fault ? ToWord(fault->rule) + ("@" + std::to_string(fault->offset)) : "";
}

TEST(BucketName, TakesLowerCaseLettersDigitsAndHyphens) {
  EXPECT_EQ(Bucket("examplebucket"), "");
  EXPECT_EQ(Bucket("0-a"), "");
}

TEST(BucketName, HasThreeToSixtyThreeBytes) {
  EXPECT_EQ(Bucket(""), "empty@0");
  EXPECT_EQ(Bucket("ab"), "too-short@2");
  EXPECT_EQ(Bucket("abc"), "");
  EXPECT_EQ(Bucket(std::string(63, 'a')), "");
  EXPECT_EQ(Bucket(std::string(64, 'a')), "too-long@63");
}

TEST(BucketName, SaysWhichCharacterIsWrong) {
  EXPECT_EQ(Bucket("logs_2024"), "character@4");
  EXPECT_EQ(Bucket("Logs"), "character@0");
  EXPECT_EQ(Bucket("my.bucket"), "character@2");
  EXPECT_EQ(Bucket("\xE6\xA1\xB6-1"), "character@0");
}

TEST(BucketName, BeginsAndEndsWithLetterOrDigit) {
  EXPECT_EQ(Bucket("-abc"), "first@0");
  EXPECT_EQ(Bucket("abc-"), "last@3");
}

TEST(ObjectName, TakesAnyUtf8) {
  EXPECT_EQ(Object("a"), "");
  EXPECT_EQ(Object("\xE7\x9B\xAE\xE5\xBD\x95/a b+c%d.txt"), "");
  EXPECT_EQ(Object("\xF0\x9F\x98\x80"), "");
  EXPECT_EQ(Object("a//b/../c"), "");
}

TEST(ObjectName, HasOneTo1023Bytes) {
  EXPECT_EQ(Object(""), "empty@0");
  EXPECT_EQ(Object(std::string(1023, 'a')), "");
  EXPECT_EQ(Object(std::string(1024, 'a')), "too-long@1023");
}

TEST(ObjectName, DoesNotBeginWithASlash) {
  EXPECT_EQ(Object("/a.txt"), "first@0");
  EXPECT_EQ(Object("\\a.txt"), "first@0");
}

TEST(ObjectName, IsValidUtf8) {
  EXPECT_EQ(Object("ab\xC4\xE3"), "not-utf8@2");        // GBK
  EXPECT_EQ(Object("a\xE7\x9B"), "not-utf8@1");         // cut off
  EXPECT_EQ(Object("\xC0\xAF"), "not-utf8@0");          // overlong
  EXPECT_EQ(Object("a\xED\xA0\x80"), "not-utf8@1");     // a surrogate
  EXPECT_EQ(Object("\xF4\x90\x80\x80"), "not-utf8@0");  // beyond Unicode
  EXPECT_EQ(Object("\x80"), "not-utf8@0");
}

}  // namespace
}  // namespace osslens::oss
