#include "base/clock.h"

#include <gtest/gtest.h>

namespace osslens {
namespace {

TEST(Clock, FormatsSixDigitsOfFraction) {
  const WallTime time{std::chrono::sys_days{std::chrono::year{2024} / 5 / 15} +
                      std::chrono::hours{8} + std::chrono::minutes{30} + std::chrono::seconds{12} +
                      Microseconds{7}};
  EXPECT_EQ(FormatRfc3339(time), "2024-05-15T08:30:12.000007Z");
}

TEST(Clock, FormatsTheEpochAndALeapDay) {
  EXPECT_EQ(FormatRfc3339(WallTime{}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(FormatRfc3339(WallTime{std::chrono::sys_days{std::chrono::year{2024} / 2 / 29} +
                                   std::chrono::hours{24} - Microseconds{1}}),
            "2024-02-29T23:59:59.999999Z");
}

TEST(Clock, FormatsInstantsBeforeTheEpoch) {
  EXPECT_EQ(FormatRfc3339(WallTime{Microseconds{-1}}), "1969-12-31T23:59:59.999999Z");
}

TEST(Clock, SteadyTimeNeverGoesBack) {
  const SteadyTime first = SteadyNow();
  EXPECT_LE(first, SteadyNow());
}

TEST(Clock, WallTimeIsAfterThisWasWritten) {
  EXPECT_GT(WallNow(), WallTime{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}});
}

std::string Read(const char* text) {
  const std::optional<WallTime> time = ParseRfc3339(text);
  return time ? FormatRfc3339(*time) : "";
}

TEST(ParseRfc3339, ReadsTimes) {
  EXPECT_EQ(Read("2024-05-15T08:30:12Z"), "2024-05-15T08:30:12.000000Z");
  EXPECT_EQ(Read("2024-05-15T08:30:12.123456789Z"), "2024-05-15T08:30:12.123456Z");
  EXPECT_EQ(Read("2024-05-15T00:30:12.5+08:00"), "2024-05-14T16:30:12.500000Z");
  EXPECT_EQ(Read("2024-05-15t08:30:12-0130"), "2024-05-15T10:00:12.000000Z");
}

TEST(ParseRfc3339, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2024-02-30T00:00:00Z", "2024-05-15T24:00:00Z", "2024-05-15", "2024-05-15T08:30:12",
        "2024-05-15T08:30:12Zx", "2024-05-15T08:3a:12Z", "2024-05-15T08:30:12.Z",
        "2024-05-15T-0:30:12Z", "2024-05-15T08:30:12+8"}) {
    EXPECT_EQ(Read(text), "") << text;
  }
}

}  // namespace
}  // namespace osslens
