#include "proxy/http/quoted.h"

#include <gtest/gtest.h>

#include <string>

namespace osslens::http {
namespace {

TEST(Quoted, PutsQuotesAround) { EXPECT_EQ(Quoted("a b"), "\"a b\""); }

TEST(Quoted, WritesOtherBytesAsHex) {
  EXPECT_EQ(Quoted(std::string("\0\t\x7F\xE4", 4)), "\"\\x00\\x09\\x7F\\xE4\"");
}

TEST(Quoted, KeepsWhatFits) {
  EXPECT_EQ(Quoted(std::string(60, 'a')), '"' + std::string(60, 'a') + '"');
}

TEST(Quoted, CutsWhatDoesNotFit) {
  EXPECT_EQ(Quoted(std::string(61, 'a')), '"' + std::string(60, 'a') + "...\"");
}

TEST(QuotedWithoutSecrets, KeepsAnInnocentTarget) {
  EXPECT_EQ(QuotedWithoutSecrets("http://b/a"), "\"http://b/a\"");
}

TEST(QuotedWithoutSecrets, EndsAtTheQueryOrFragment) {
  EXPECT_EQ(QuotedWithoutSecrets("/o?Signature=made-up"), "\"/o...\"");
  EXPECT_EQ(QuotedWithoutSecrets("/o#made-up"), "\"/o...\"");
}

TEST(QuotedWithoutSecrets, HidesUserInformation) {
  EXPECT_EQ(QuotedWithoutSecrets("GET http://user:made-up@b/a x"), "\"GET http://***@b/a x\"");
}

TEST(QuotedWithoutSecrets, HidesUserInformationWithoutAScheme) {
  EXPECT_EQ(QuotedWithoutSecrets("user:made-up@b:80"), "\"***@b:80\"");
}

TEST(QuotedWithoutSecrets, HidesAPasswordWithRawDelimiters) {
  EXPECT_EQ(QuotedWithoutSecrets("http://user:made/@up@b/a"), "\"http://***@b/a\"");
}

TEST(QuotedWithoutSecrets, HidesAPasswordWithRawSlashes) {
  EXPECT_EQ(QuotedWithoutSecrets("http://user:made//up@b/a"), "\"http://***@b/a\"");
}

TEST(QuotedWithoutSecrets, HidesAPasswordWithARawQuestionMark) {
  EXPECT_EQ(QuotedWithoutSecrets("http://user:made?up@b/a"), "\"http://***...\"");
}

TEST(QuotedWithoutSecrets, HidesAnAtSignInAQueryWithIt) {
  EXPECT_EQ(QuotedWithoutSecrets("GET /o?Signature=made@up x"), "\"GET /o...\"");
}

TEST(QuotedWithoutSecrets, HidesUserInformationBeforeAQuery) {
  EXPECT_EQ(QuotedWithoutSecrets("http://user:made-up@b/a?c"), "\"http://***@b/a...\"");
}

}  // namespace
}  // namespace osslens::http
