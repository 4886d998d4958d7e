#include "store/transfer/secret_patterns.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace osslens::store {
namespace {

constexpr std::string_view kSecret = "aB3/cD5+eF7=";

std::string Masked(std::string_view text, bool is_cut = false) {
  SecretPatterns patterns;
  patterns.Add(kSecret);
  return patterns.Mask(text, is_cut);
}

TEST(SecretPatterns, MasksEveryOccurrence) {
  EXPECT_EQ(Masked("x aB3/cD5+eF7= y aB3/cD5+eF7="), "x *** y ***");
  EXPECT_EQ(Masked("nothing here"), "nothing here");
}

TEST(SecretPatterns, MasksPercentEncodedOnce) {
  EXPECT_EQ(Masked("a=aB3%2FcD5%2BeF7%3D&b"), "a=***&b");
  EXPECT_EQ(Masked("a=aB3%2fcD5%2beF7%3d&b"), "a=***&b");
  EXPECT_EQ(Masked("a=aB3/cD5%2BeF7%3D&b"), "a=***&b");
}

TEST(SecretPatterns, MasksPercentEncodedTwice) {
  EXPECT_EQ(Masked("a=aB3%252FcD5%252BeF7%253D&b"), "a=***&b");
}

TEST(SecretPatterns, MasksJsonsEscapedSlash) { EXPECT_EQ(Masked(R"(aB3\/cD5+eF7=)"), "***"); }

TEST(SecretPatterns, MasksHexadecimal) {
  EXPECT_EQ(Masked("0A 61 42 33 2F 63 44 35 2B 65 46 37 3D 0A"), "0A *** 0A");
  EXPECT_EQ(Masked("0a6142332f6344352b6546373d0a"), "0a***0a");
}

TEST(SecretPatterns, MasksTheRunOfBase64AroundItAtEveryAlignment) {
  for (const std::string before : {"", "x", "xy", "xyz"}) {
    const std::string encoded = Base64Encode("{" + before + std::string(kSecret) + "}");
    EXPECT_EQ(Masked("policy: " + encoded + "\r\n"), "policy: ***\r\n") << before;
  }
}

TEST(SecretPatterns, MasksABeginningAtACutEnd) {
  EXPECT_EQ(Masked("text aB3/cD5", true), "text ***");
  EXPECT_EQ(Masked("text aB3/", true), "text ***");
  EXPECT_EQ(Masked("text aB3", true), "text aB3");
  EXPECT_EQ(Masked("text aB3/cD5", false), "text aB3/cD5");
  EXPECT_EQ(Masked("61 42 33 2F 63", true), "***");
}

TEST(SecretPatterns, LeavesShortTextsAlone) {
  SecretPatterns patterns;
  patterns.Add("12345");
  EXPECT_EQ(patterns.Mask("12345"), "12345");
  patterns.Add("123456");
  EXPECT_EQ(patterns.Mask("123456"), "***");
}

}  // namespace
}  // namespace osslens::store
