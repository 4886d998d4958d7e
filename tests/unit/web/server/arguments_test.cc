#include "web/server/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/server/web_request.h"

namespace osslens::web {
namespace {

Request Query(const std::string& query) { return ParseRequest("GET", "/?" + query); }

TEST(Arguments, KnowTwoLanguages) {
  EXPECT_EQ(LanguageOf(Query("")).value(), store::Language::kEnglish);
  EXPECT_EQ(LanguageOf(Query("lang=en")).value(), store::Language::kEnglish);
  EXPECT_EQ(LanguageOf(Query("lang=zh")).value(), store::Language::kChinese);
  EXPECT_EQ(LanguageOf(Query("lang=de")).error().message, "lang must be en or zh");
}

TEST(Arguments, BoundTheLimit) {
  EXPECT_EQ(PageOf(Query("")).value().limit, 100);
  EXPECT_EQ(PageOf(Query("limit=1")).value().limit, 1);
  EXPECT_EQ(PageOf(Query("limit=1000")).value().limit, 1000);
  EXPECT_EQ(PageOf(Query("limit=1001")).error().message, "limit must be a number from 1 to 1000");
  EXPECT_FALSE(PageOf(Query("limit=0")));
  EXPECT_FALSE(PageOf(Query("limit=1x")));
}

TEST(Arguments, ReadTheEndsOfThePage) {
  const auto page = PageOf(Query("before=9&after=3")).value();
  EXPECT_EQ(page.before, 9);
  EXPECT_EQ(page.after, 3);
  EXPECT_EQ(PageOf(Query("")).value().before, std::nullopt);
  EXPECT_EQ(PageOf(Query("before=x")).error().message,
            "before must be the id of an exchange, a number");
  EXPECT_FALSE(PageOf(Query("after=-1")));
}

TEST(Arguments, ReadTheOrderOfThePage) {
  EXPECT_FALSE(PageOf(Query("")).value().order.has_value());
  EXPECT_TRUE(PageOf(Query("sort=-size&before=9")).value().order->is_descending);
  EXPECT_FALSE(PageOf(Query("sort=colour")));
  EXPECT_EQ(PageOf(Query("sort=size&after=3")).error().message,
            "after goes with the order of arrival, not with sort");
}

TEST(Arguments, PassTheFilterOnWithItsErrors) {
  EXPECT_TRUE(FilterOf(Query("filter=is:failed+status:403"), WallTime()));
  const auto wrong = FilterOf(Query("filter=is:failed+stauts:403"), WallTime());
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, testing::HasSubstr("column 11"));
  EXPECT_THAT(wrong.error().message, testing::HasSubstr("status"));
  const auto chinese = FilterOf(Query("filter=is:failed+stauts:403&lang=zh"), WallTime());
  ASSERT_FALSE(chinese);
  EXPECT_THAT(chinese.error().message, testing::HasSubstr("第 11 个字符"));
}

TEST(Arguments, TakeFlagsAsOneAndZero) {
  EXPECT_FALSE(FlagOf(Query(""), "secrets").value());
  EXPECT_FALSE(FlagOf(Query("secrets=0"), "secrets").value());
  EXPECT_TRUE(FlagOf(Query("secrets=1"), "secrets").value());
  EXPECT_EQ(FlagOf(Query("secrets=yes"), "secrets").error().message, "secrets must be 1 or 0");
}

}  // namespace
}  // namespace osslens::web
