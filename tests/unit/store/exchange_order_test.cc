#include "store/exchange_order.h"

#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

TEST(ExchangeOrder, HasTheLargestFirstAfterAMinus) {
  EXPECT_TRUE(Must(ParseOrder("-duration")).is_descending);
  EXPECT_FALSE(Must(ParseOrder("duration")).is_descending);
  EXPECT_EQ(Must(ParseOrder("-duration")).expression, "e.duration");
}

TEST(ExchangeOrder, NamesTheColumnsInItsError) {
  EXPECT_EQ(
      ParseOrder("-age").error().message,
      "sort takes one of bucket, code, duration, finding, method, object, operation, size, status, "
      "time, with - before it for the largest first");
  EXPECT_FALSE(ParseOrder(""));
  EXPECT_FALSE(ParseOrder("--time"));
}

}  // namespace
}  // namespace osslens::store
