#include "analyzers/oss/json_fault.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

namespace osslens::oss {
namespace {

using nlohmann::json;

std::string At(std::string_view text) {
  const auto fault = FindJsonFault(text);
  return fault ? std::string(ToWord(fault->kind)) + " " + std::to_string(fault->offset) : "json";
}

TEST(FindJsonFault, TakesEveryKindOfValue) {
  for (const char* text :
       {"{}", "[]", " {\"a\" : [1, -0, 1.5e+3, 2E-1, true, false, null, {}]}\r\n",
        "\"\\u00e9\\n\\/\"", "0", "\"\xE6\x96\x87\xF0\x9F\x98\x80\""}) {
    EXPECT_EQ(At(text), "json") << text;
  }
}

TEST(FindJsonFault, NamesTheFaultAndItsByte) {
  EXPECT_EQ(At(""), "empty 0");
  EXPECT_EQ(At(" \n"), "empty 2");
  EXPECT_EQ(At("\xEF\xBB\xBF{}"), "byte-order-mark 0");
  EXPECT_EQ(At("  <html>"), "markup 2");
  EXPECT_EQ(At("OK"), "plain-text 0");
  EXPECT_EQ(At("{\"a\":OK}"), "plain-text 5");
  EXPECT_EQ(At("{'a':1}"), "single-quotes 1");
  EXPECT_EQ(At("{\"a\":'1'}"), "single-quotes 5");
  EXPECT_EQ(At("{\"a\":1,}"), "trailing-comma 6");
  EXPECT_EQ(At("[1, ]"), "trailing-comma 2");
  EXPECT_EQ(At("{\"a\":${object}}"), "variable-outside-string 5");
  EXPECT_EQ(At("{${x:a}:1}"), "variable-outside-string 1");
  EXPECT_EQ(At("{a:1}"), "unquoted-name 1");
  EXPECT_EQ(At("\"a\nb\""), "control-character 2");
  EXPECT_EQ(At("\"\\x\""), "bad-escape 1");
  EXPECT_EQ(At("\"\\u12g4\""), "bad-escape 1");
  EXPECT_EQ(At("\"\xC3\x28\""), "not-utf8 1");
  EXPECT_EQ(At("\"\xED\xA0\x80\""), "not-utf8 1");
  EXPECT_EQ(At("01"), "bad-number 1");
  EXPECT_EQ(At("-"), "bad-number 1");
  EXPECT_EQ(At("1.x"), "bad-number 2");
  EXPECT_EQ(At("{\"a\":1"), "cut-short 6");
  EXPECT_EQ(At("{\"a"), "cut-short 3");
  EXPECT_EQ(At("{\"a\":"), "cut-short 5");
  EXPECT_EQ(At("[1,"), "cut-short 3");
  EXPECT_EQ(At("{} {}"), "more-behind 3");
  EXPECT_EQ(At("{\"a\":1]"), "unexpected 6");
  EXPECT_EQ(At("{\"a\" 1}"), "unexpected 5");
  EXPECT_EQ(At("{\"a\":1 \"b\":2}"), "unexpected 7");
  EXPECT_EQ(At("Traceback (most recent call last):\n x"), "stack-trace 0");
  EXPECT_EQ(At("java.lang.X: y\n\tat a.b.c(d.java:1)"), "stack-trace 0");
}

TEST(FindJsonFault, SaysWhetherJsonStandsBehindTheMark) {
  EXPECT_TRUE(FindJsonFault("\xEF\xBB\xBF{}")->rest_is_json);
  EXPECT_FALSE(FindJsonFault("\xEF\xBB\xBFOK")->rest_is_json);
}

TEST(FindJsonFault, TakesAMillionBracketsWithoutUsingTheStack) {
  const size_t depth = 1'000'000;
  EXPECT_EQ(At(std::string(depth, '[')), "cut-short 1000000");
  EXPECT_EQ(At(std::string(depth, '[') + std::string(depth, ']')), "json");
}

// A reader of another author must agree about what is JSON, over many small changes of JSON texts.
TEST(FindJsonFault, AgreesWithAnotherReader) {
  std::mt19937 random(1);
  const std::string alphabet = "{}[]\",:01-.eEtrufalsn \\\n\x80\xC3\xA9'<";
  const std::string seed = R"({"a":[1,-0.5e2,"x\n\u00e9",true,null],"b":{"c":"d"}})";
  for (int i = 0; i < 20'000; ++i) {
    std::string text = seed;
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      const size_t at = random() % text.size();
      if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 4);
      } else {
        text[at] = alphabet[random() % alphabet.size()];
      }
      if (text.empty()) text = "1";
    }
    EXPECT_EQ(!FindJsonFault(text), json::accept(text)) << text;
  }
}

TEST(JsonDepth, CountsBracketsOutsideStrings) {
  EXPECT_EQ(JsonDepth(""), 0U);
  EXPECT_EQ(JsonDepth(R"({"a[[":[1,{"b\"[":2}],"c":[]})"), 3U);
  EXPECT_EQ(JsonDepth(std::string(100'000, '[')), 100'000U);
}

TEST(WithEscapedQuotes, MendsATemplateInsideTheParameter) {
  const std::string wrong =
      R"({"callbackUrl":"http://a/","callbackBody":"{"b":${bucket},"o":"x"}","callbackBodyType":"application/json"})";
  const auto fixed = WithEscapedQuotes(wrong, "callbackBody");
  ASSERT_TRUE(fixed);
  EXPECT_EQ(json::parse(*fixed).at("callbackBody"), R"({"b":${bucket},"o":"x"})");
  EXPECT_EQ(json::parse(*fixed).at("callbackBodyType"), "application/json");
}

TEST(WithEscapedQuotes, GivesNothingWhereQuotesAreNotTheFault) {
  EXPECT_FALSE(WithEscapedQuotes("{\"callbackUrl\":\"a\",}", "callbackBody"));
  EXPECT_FALSE(WithEscapedQuotes("{\"callbackBody\":\"a\",,}", "callbackBody"));
  EXPECT_FALSE(WithEscapedQuotes("\"callbackBody\"", "callbackBody"));
}

}  // namespace
}  // namespace osslens::oss
