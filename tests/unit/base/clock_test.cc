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

}  // namespace
}  // namespace osslens
