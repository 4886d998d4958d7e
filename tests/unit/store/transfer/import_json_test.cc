#include "store/transfer/import_json.h"

#include <gtest/gtest.h>

namespace osslens::store {
namespace {

std::string Read(const char* text) {
  const std::optional<WallTime> time = ParseRfc3339(text);
  return time ? FormatRfc3339(*time) : "";
}

TEST(ImportJson, ReadsTimes) {
  EXPECT_EQ(Read("2024-05-15T08:30:12Z"), "2024-05-15T08:30:12.000000Z");
  EXPECT_EQ(Read("2024-05-15T08:30:12.123456789Z"), "2024-05-15T08:30:12.123456Z");
  EXPECT_EQ(Read("2024-05-15T00:30:12.5+08:00"), "2024-05-14T16:30:12.500000Z");
  EXPECT_EQ(Read("2024-05-15t08:30:12-0130"), "2024-05-15T10:00:12.000000Z");
}

TEST(ImportJson, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2024-02-30T00:00:00Z", "2024-05-15T24:00:00Z", "2024-05-15", "2024-05-15T08:30:12",
        "2024-05-15T08:30:12Zx", "2024-05-15T08:3a:12Z", "2024-05-15T08:30:12+8"}) {
    EXPECT_EQ(Read(text), "") << text;
  }
}

TEST(ImportJson, TakesMembersOfTheRightTypeOnly) {
  const auto json = nlohmann::json::parse(
      R"({"t":"x","n":1.5,"c":3,"f":true,"low":-1,"huge":1e300,"null":null})");
  EXPECT_EQ(TextOf(json, "t"), "x");
  EXPECT_EQ(TextOf(json, "n"), "");
  EXPECT_EQ(NumberOf(json, "n"), 1.5);
  EXPECT_EQ(NumberOf(json, "low"), std::nullopt);
  EXPECT_EQ(CountOf(json, "c"), 3U);
  EXPECT_EQ(CountOf(json, "low"), 0U);
  EXPECT_TRUE(FlagOf(json, "f"));
  EXPECT_FALSE(FlagOf(json, "t"));
  EXPECT_EQ(MillisecondsOf(json, "n"), Microseconds(1500));
  EXPECT_EQ(MillisecondsOf(json, "huge"), std::nullopt);
  EXPECT_TRUE(Member(json, "none").is_null());
  EXPECT_TRUE(Member(nlohmann::json(7), "t").is_null());
}

}  // namespace
}  // namespace osslens::store
