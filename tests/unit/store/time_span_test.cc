#include "store/time_span.h"

#include <gtest/gtest.h>

namespace osslens::store {
namespace {

// 2024-05-15T08:30:12Z, by `date -u -d ... +%s`.
constexpr int64_t kInstant = 1715761812'000000;

TEST(TimeSpan, HasTwoEnds) {
  const auto span = ParseTimeSpan("2024-05-15T08:30:12Z..2024-05-15T08:31:12.25Z");
  ASSERT_TRUE(span);
  EXPECT_EQ(span->from, kInstant);
  EXPECT_EQ(span->before, kInstant + 60'250'000);
}

TEST(TimeSpan, MayBeOpenAtOneEnd) {
  EXPECT_EQ(ParseTimeSpan("2024-05-15T08:30:12Z..")->from, kInstant);
  EXPECT_EQ(ParseTimeSpan("2024-05-15T08:30:12Z..")->before, std::nullopt);
  EXPECT_EQ(ParseTimeSpan("..2024-05-15T08:30:12.000001Z")->before, kInstant + 1);
  EXPECT_EQ(ParseTimeSpan("..2024-05-15T08:30:12Z")->from, std::nullopt);
}

TEST(TimeSpan, DoesNotEndBeforeItBegins) {
  EXPECT_TRUE(ParseTimeSpan("2024-05-15T08:30:12Z..2024-05-15T08:30:12Z"));
  EXPECT_FALSE(ParseTimeSpan("2024-05-15T08:30:12Z..2024-05-15T08:30:11Z"));
}

TEST(TimeSpan, RefusesWhatIsNoInstant) {
  for (const char* text :
       {"", "..", "2024-05-15T08:30:12Z", "2024-05-15..", "2024-05-15T08:30:12..",
        "2024-13-15T08:30:12Z..", "2023-02-29T08:30:12Z..", "2024-05-15T24:30:12Z..",
        "2024-05-15T08:60:12Z..", "2024-05-15T08:30:61Z..", "2024-05-15T08:30:12.Z..",
        "2024-05-15T08:30:12.1234567Z..", "2024-05-15t08:30:12Z..", "2024-05-15T08:30:12ZZ..",
        "-024-05-15T08:30:12Z..", "2024-05-15T08:30:12+08:00.."}) {
    EXPECT_FALSE(ParseTimeSpan(text)) << text;
  }
}

TEST(TimeSpan, RefusesAnInstantThatIsCutAnywhere) {
  const std::string_view whole = "2024-05-15T08:30:12.5Z";
  for (size_t length = 1; length < whole.size(); ++length) {
    EXPECT_FALSE(ParseTimeSpan(std::string(whole.substr(0, length)) + "..")) << length;
  }
}

}  // namespace
}  // namespace osslens::store
