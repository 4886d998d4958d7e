#include "analyzers/search_allowance.h"

#include <gtest/gtest.h>

namespace osslens::analyzers {
namespace {

using std::chrono::milliseconds;

constexpr SteadyTime kStart{};

TEST(SearchAllowance, BeginsWithItsSavings) {
  SearchAllowance allowance(4, milliseconds(100), kStart);
  EXPECT_TRUE(allowance.has_credit(kStart));
  allowance.Spend(milliseconds(99));
  EXPECT_TRUE(allowance.has_credit(kStart));
  allowance.Spend(milliseconds(1));
  EXPECT_FALSE(allowance.has_credit(kStart));
}

TEST(SearchAllowance, GrowsByItsShareOfTheTime) {
  SearchAllowance allowance(4, milliseconds(100), kStart);
  allowance.Spend(milliseconds(150));
  EXPECT_FALSE(allowance.has_credit(kStart + milliseconds(200)));
  EXPECT_TRUE(allowance.has_credit(kStart + milliseconds(204)));
}

TEST(SearchAllowance, SavesNoMoreThanItMay) {
  SearchAllowance allowance(1, milliseconds(100), kStart);
  EXPECT_TRUE(allowance.has_credit(kStart + milliseconds(5000)));
  allowance.Spend(milliseconds(100));
  EXPECT_FALSE(allowance.has_credit(kStart + milliseconds(5000)));
}

}  // namespace
}  // namespace osslens::analyzers
