#include "analyzers/oss/dates.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

using std::chrono::milliseconds;

// 2024-05-15T08:30:12Z
constexpr auto kNoon = std::chrono::sys_time<milliseconds>(milliseconds(1715761812000));

TEST(Dates, ReadsEveryFormOfOneInstant) {
  EXPECT_EQ(ParseDate("Wed, 15 May 2024 08:30:12 GMT")->time, kNoon);
  EXPECT_EQ(ParseDate("20240515T083012Z")->time, kNoon);
  EXPECT_EQ(ParseDate("2024-05-15T08:30:12Z")->time, kNoon);
  EXPECT_EQ(ParseDate("1715761812")->time, kNoon);
  EXPECT_EQ(ParseDate("2024-05-15T08:30:12.25Z")->time, kNoon + milliseconds(250));
  EXPECT_EQ(ParseDate("Wednesday, 15-May-24 08:30:12 GMT")->time, kNoon);
  EXPECT_EQ(ParseDate("Wed May 15 08:30:12 2024")->time, kNoon);
  EXPECT_EQ(ParseDate("Sun May  5 08:30:12 2024")->time, kNoon - std::chrono::days(10));
}

TEST(Dates, SaysWhichFormItWas) {
  EXPECT_EQ(ParseDate("Wed, 15 May 2024 08:30:12 GMT")->format, DateFormat::kRfc1123);
  EXPECT_EQ(ParseDate("20240515T083012Z")->format, DateFormat::kIsoBasic);
  EXPECT_EQ(ParseDate("2024-05-15T08:30:12.000Z")->format, DateFormat::kIsoExtended);
  EXPECT_EQ(ParseDate("0")->format, DateFormat::kEpoch);
}

TEST(Dates, AreWrittenInTheFormsOfRequests) {
  EXPECT_EQ(FormatDate(kNoon, DateFormat::kRfc1123), "Wed, 15 May 2024 08:30:12 GMT");
  EXPECT_EQ(FormatDate(kNoon, DateFormat::kIsoBasic), "20240515T083012Z");
  EXPECT_EQ(FormatDate(kNoon, DateFormat::kIsoExtended), "2024-05-15T08:30:12.000Z");
  EXPECT_EQ(FormatDate(kNoon + milliseconds(999), DateFormat::kEpoch), "1715761812");
  EXPECT_EQ(FormatDate(kNoon, DateFormat::kAsctime), "");
}

TEST(Dates, AreReadBackAsTheyWereWritten) {
  for (const DateFormat format : {DateFormat::kRfc1123, DateFormat::kIsoBasic,
                                  DateFormat::kIsoExtended, DateFormat::kEpoch}) {
    for (int day = 0; day < 800; day += 13) {
      const auto time = kNoon + std::chrono::days(day);
      EXPECT_EQ(ParseDate(FormatDate(time, format))->time, time) << day;
    }
  }
}

TEST(Dates, RefusesWhatIsNoDate) {
  EXPECT_FALSE(ParseDate("Wednesday, 15-Mai-24 08:30:12 GMT"));
  EXPECT_FALSE(ParseDate("Midday, 15-May-24 08:30:12 GMT"));
  EXPECT_FALSE(ParseDate("Wed May 35 08:30:12 2024"));
  EXPECT_FALSE(ParseDate(""));
  EXPECT_FALSE(ParseDate("Wed, 32 May 2024 08:30:12 GMT"));
  EXPECT_FALSE(ParseDate("Wed, 15 Mai 2024 08:30:12 GMT"));
  EXPECT_FALSE(ParseDate("Wed, 15 May 2024 08:30:12 +0800"));
  EXPECT_FALSE(ParseDate("20240230T083012Z"));
  EXPECT_FALSE(ParseDate("20240515T083012"));
  EXPECT_FALSE(ParseDate("2024-05-15T08:30:12.Z"));
  EXPECT_FALSE(ParseDate("2024-05-15 08:30:12Z"));
  EXPECT_FALSE(ParseDate("1234567890123"));
  EXPECT_FALSE(ParseDate("-1"));
}

}  // namespace
}  // namespace osslens::oss
