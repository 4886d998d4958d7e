#include "store/transfer/json_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>

namespace osslens::store {
namespace {

using namespace std::string_literals;

constexpr const char* kReplacement = "\xEF\xBF\xBD";

std::string StringOf(std::string_view text) { return JsonWriter().String(text).Take(); }

TEST(JsonWriter, PutsCommasBetweenMembersAndElements) {
  JsonWriter writer;
  writer.BeginObject().Key("a").Number(int64_t{1}).Key("b").BeginArray();
  writer.Null().Bool(true).BeginObject().EndObject().Bool(false).EndArray();
  writer.Key("c").String("x").EndObject();
  EXPECT_EQ(writer.text(), R"({"a":1,"b":[null,true,{},false],"c":"x"})");
}

TEST(JsonWriter, ContinuesAfterAPieceWasTaken) {
  JsonWriter writer;
  EXPECT_EQ(writer.BeginArray().String("a").Take(), R"(["a")");
  EXPECT_EQ(writer.String("b").EndArray().Take(), R"(,"b"])");
}

TEST(JsonWriter, WritesTheWholeRangeOfNumbers) {
  EXPECT_EQ(JsonWriter().Number(INT64_MIN).Take(), "-9223372036854775808");
  EXPECT_EQ(JsonWriter().Number(UINT64_MAX).Take(), "18446744073709551615");
}

TEST(JsonWriter, WritesMillisecondsWithTheDecimalsTheyNeed) {
  const auto text = [](int64_t count) {
    return JsonWriter().Milliseconds(Microseconds(count)).Take();
  };
  EXPECT_EQ(text(0), "0");
  EXPECT_EQ(text(12000), "12");
  EXPECT_EQ(text(12345), "12.345");
  EXPECT_EQ(text(12300), "12.3");
  EXPECT_EQ(text(1), "0.001");
  EXPECT_EQ(text(100000), "100");
  EXPECT_EQ(text(-1500), "-1.5");
}

TEST(JsonWriter, EscapesWhatJsonRequires) {
  EXPECT_EQ(StringOf("a\"b\\c\n\r\t\x01\x1f\x7f/"s), R"("a\"b\\c\n\r\t\u0001\u001f\u007f/")");
  EXPECT_EQ(StringOf("\0"s), R"("\u0000")");
}

TEST(JsonWriter, KeepsValidUtf8) {
  EXPECT_EQ(StringOf("é日\xF0\x9F\x94\x8D"), "\"é日\xF0\x9F\x94\x8D\"");
  EXPECT_EQ(StringOf("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"),
            "\"\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\"");
}

// The rows of the Unicode standard's table 3-8: one replacement for each maximal part.
TEST(JsonWriter, ReplacesEachMaximalPartThatIsNoCharacter) {
  const auto replaced = [](int count) {
    std::string text = "\"";
    for (int i = 0; i < count; ++i) text += kReplacement;
    return text + "\"";
  };
  EXPECT_EQ(StringOf("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82"), replaced(8));
  EXPECT_EQ(StringOf("\xED\xA0\x80\xED\xBF\xBF\xED\xAF"), replaced(8));
  EXPECT_EQ(StringOf("\xF4\x91\x92\x93\xFF\x80\xBF"), replaced(7));
  EXPECT_EQ(StringOf("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF"), replaced(4));
  EXPECT_EQ(StringOf("\xE1\x80"
                     "A"),
            "\""s + kReplacement + "A\"");
}

TEST(JsonWriter, WritesEveryPairOfBytesSoThatAParserAcceptsIt) {
  for (int first = 0; first < 256; ++first) {
    std::string text = "a";
    for (int second = 0; second < 256; ++second) {
      text += static_cast<char>(first);
      text += static_cast<char>(second);
      text += 'b';
    }
    ASSERT_TRUE(nlohmann::json::accept(StringOf(text))) << first;
  }
}

TEST(IsUtf8, KnowsTheBorders) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\0\x7f\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80"s));
  EXPECT_FALSE(is_utf8("\xC1\xBF"));
  EXPECT_FALSE(is_utf8("\xE0\x9F\xBF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_utf8("\xF0\x8F\xBF\xBF"));
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xE6\x97"));
  EXPECT_FALSE(is_utf8("\x80"));
}

}  // namespace
}  // namespace osslens::store
