#include "store/transfer/import_json.h"

#include <gtest/gtest.h>

namespace osslens::store {
namespace {

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
