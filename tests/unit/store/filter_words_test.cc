#include "store/filter_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osslens::store {
namespace {

using testing::ElementsAre;

// One line a word: -key|value, quoted values in quotes, then the two offsets.
std::vector<std::string> Split(std::string_view filter) {
  const auto words = SplitFilter(filter);
  if (!words) return {words.error().message};
  std::vector<std::string> lines;
  for (const FilterWord& word : *words) {
    const std::string quote = word.is_quoted ? "\"" : "";
    lines.push_back((word.is_negated ? "-" : "") + word.key + "|" + quote + word.value + quote +
                    " " + std::to_string(word.offset) + " " + std::to_string(word.value_offset));
  }
  return lines;
}

TEST(SplitFilter, SeparatesWordsAtAnyBlanks) {
  EXPECT_THAT(Split("  status:403\tbucket:logs \n x"),
              ElementsAre("status|403 2 9", "bucket|logs 13 20", "|x 27 27"));
  EXPECT_TRUE(Split("").empty());
  EXPECT_TRUE(Split(" \t ").empty());
}

TEST(SplitFilter, KeepsBlanksAndColonsInQuotes) {
  EXPECT_THAT(Split(R"(object:"a b: c" "x:y z")"),
              ElementsAre(R"(object|"a b: c" 0 7)", R"(|"x:y z" 16 16)"));
}

TEST(SplitFilter, UnescapesQuotesAndBackslashesOnly) {
  EXPECT_THAT(Split(R"("a\"b\\c\d")"), ElementsAre(R"(|"a"b\c\d" 0 0)"));
}

TEST(SplitFilter, TakesTheMinusOffOnce) {
  EXPECT_THAT(Split("-op:HeadObject -word --x"),
              ElementsAre("-op|HeadObject 0 4", "-|word 15 16", "-|-x 21 22"));
}

TEST(SplitFilter, LowersKeysAndNotValues) {
  EXPECT_THAT(Split("Code:NoSuchKey"), ElementsAre("code|NoSuchKey 0 5"));
}

TEST(SplitFilter, TakesColonsAfterAnythingButLettersAsText) {
  EXPECT_THAT(Split("08:30 :x a1:b"), ElementsAre("|08:30 0 0", "|:x 6 6", "|a1:b 9 9"));
}

TEST(SplitFilter, RefusesAnOpenQuote) {
  EXPECT_THAT(Split("is:failed \"a b"), ElementsAre("filter, column 11: this quote is not closed\n"
                                                    "  is:failed \"a b\n"
                                                    "            ^"));
}

TEST(SplitFilter, RefusesTextBehindAClosingQuote) {
  EXPECT_THAT(Split("\"a\"b"),
              ElementsAre("filter, column 4: a blank must follow the closing quote\n"
                          "  \"a\"b\n"
                          "     ^"));
}

TEST(SplitFilter, RefusesAMinusAlone) {
  EXPECT_THAT(Split("a -"), ElementsAre("filter, column 3: a word must follow the -\n"
                                        "  a -\n"
                                        "    ^"));
}

TEST(SplitFilter, RefusesEmptyQuotes) {
  EXPECT_THAT(Split("\"\""), ElementsAre("filter, column 1: there is nothing between the quotes\n"
                                         "  \"\"\n"
                                         "  ^"));
}

TEST(SplitFilter, CountsColumnsInCharacters) {
  EXPECT_THAT(Split("日志 \"x"), ElementsAre("filter, column 4: this quote is not closed\n"
                                             "  日志 \"x\n"
                                             "     ^"));
}

TEST(SplitFilter, ShowsControlCharactersAsBlanks) {
  EXPECT_THAT(Split("a\n\"x"), ElementsAre("filter, column 3: this quote is not closed\n"
                                           "  a \"x\n"
                                           "    ^"));
}

TEST(SplitFilter, AcceptsAsManyWordsAsTheLimitAndNotOneMore) {
  std::string filter;
  for (size_t i = 0; i < kMaxFilterWords; ++i) filter += "x ";
  EXPECT_EQ(Split(filter).size(), kMaxFilterWords);
  const auto refused = SplitFilter(filter + "y");
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message,
              testing::StartsWith("filter, column 129: a filter takes at most 64 words\n"));
}

}  // namespace
}  // namespace osslens::store
