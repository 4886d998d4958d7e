#include "analyzers/recent_map.h"

#include <gtest/gtest.h>

namespace osslens::analyzers {
namespace {

TEST(RecentMap, ForgetsWhatWasTouchedLongestAgo) {
  RecentMap<int> map(2);
  map.Put("a", 1);
  map.Put("b", 2);
  ASSERT_NE(map.Touch("a"), nullptr);
  map.Put("c", 3);
  EXPECT_EQ(map.size(), 2U);
  EXPECT_EQ(map.Touch("b"), nullptr);
  ASSERT_NE(map.Touch("a"), nullptr);
  EXPECT_EQ(*map.Touch("a"), 1);
}

TEST(RecentMap, DropsAKeyAndTakesItAgain) {
  RecentMap<int> map(2);
  map.Put("a", 1);
  map.Drop("a");
  map.Drop("unknown");
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.Touch("a"), nullptr);
  EXPECT_EQ(map.Put("a", 2), 2);
}

TEST(RecentMap, VisitsEveryValue) {
  RecentMap<int> map(2);
  map.Put("a", 1);
  map.Put("b", 2);
  int sum = 0;
  map.ForEachValue([&sum](int& value) { sum += value++; });
  EXPECT_EQ(sum, 3);
  EXPECT_EQ(*map.Touch("b"), 3);
}

}  // namespace
}  // namespace osslens::analyzers
