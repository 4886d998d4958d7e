#include "analyzers/rules/clock_reading.h"

#include <gtest/gtest.h>

#include "analyzers/oss/dates.h"
#include "tests/unit/analyzers/rule_fixture.h"
#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using std::chrono::seconds;

store::Exchange Call(const std::string& request_date, const std::string& oss_date) {
  return MakeExchange("b.oss-cn-hangzhou.aliyuncs.com",
                      "GET /k HTTP/1.1\r\nDate: " + request_date + "\r\n\r\n",
                      "HTTP/1.1 200 OK\r\nServer: AliyunOSS\r\nDate: " + oss_date + "\r\n\r\n");
}

std::optional<ClockReading> Read(const store::Exchange& exchange) {
  const EmptyHistory history;
  return ReadClocks(Facts(exchange, history));
}

WallTime At(const char* text) { return oss::ParseDate(text)->time; }

constexpr const char* kHalfPast = "Wed, 15 May 2024 08:30:00 GMT";

TEST(ClockReading, SaysHowFarTheAppIsAhead) {
  const auto reading = Read(Call("Wed, 15 May 2024 08:40:00 GMT", kHalfPast));
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->app, seconds(600 - 2));
}

TEST(ClockReading, SaysHowFarTheAppIsBehind) {
  const auto reading = Read(Call("Wed, 15 May 2024 08:20:00 GMT", kHalfPast));
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->app, seconds(-600 + 2));
}

TEST(ClockReading, DoesNotGoByADateOutOfACache) {
  const auto reading =
      Read(MakeExchange("b.oss-cn-hangzhou.aliyuncs.com",
                        "GET /k HTTP/1.1\r\nDate: Wed, 15 May 2024 08:40:00 GMT\r\n\r\n",
                        std::string("HTTP/1.1 200 OK\r\nServer: AliyunOSS\r\nAge: 600\r\nDate: ") +
                            kHalfPast + "\r\n\r\n"));
  EXPECT_FALSE(reading);
}

TEST(ClockReading, BlamesNobodyForTheTimeThatAnUploadTook) {
  store::Exchange exchange = Call("Wed, 15 May 2024 08:20:00 GMT", kHalfPast);
  exchange.duration = std::chrono::minutes(10);
  const auto reading = Read(exchange);
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->app, seconds(0));
}

TEST(ClockReading, KnowsAWrongTimeZoneByItsWholeHours) {
  EXPECT_TRUE(Read(Call("Wed, 15 May 2024 16:30:30 GMT", kHalfPast))->is_time_zone());
  EXPECT_TRUE(Read(Call("Wed, 15 May 2024 03:29:00 GMT", kHalfPast))->is_time_zone());
  EXPECT_FALSE(Read(Call("Wed, 15 May 2024 16:50:00 GMT", kHalfPast))->is_time_zone());
  EXPECT_FALSE(Read(Call("Wed, 15 May 2024 08:30:30 GMT", kHalfPast))->is_time_zone());
  EXPECT_FALSE(Read(Call("Thu, 16 May 2024 08:30:00 GMT", kHalfPast))->is_time_zone());
}

TEST(ClockReading, ComparesTheClockOfThisMachine) {
  store::Exchange exchange = Call("Wed, 15 May 2024 08:40:00 GMT", kHalfPast);
  exchange.started_at = At("Wed, 15 May 2024 08:40:05 GMT");
  EXPECT_TRUE(Read(exchange)->is_of_machine());
  exchange.started_at = At(kHalfPast);
  EXPECT_FALSE(Read(exchange)->is_of_machine());
}

TEST(ClockReading, NeedsBothDates) {
  EXPECT_FALSE(Read(Call("yesterday", kHalfPast)));
  EXPECT_FALSE(Read(Call(kHalfPast, "yesterday")));
}

}  // namespace
}  // namespace osslens::analyzers
