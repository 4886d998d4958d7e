// The app's clock is off, and OSS still takes its requests: it refuses them from 15 minutes on.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/clock_reading.h"

namespace osslens::analyzers {

std::optional<Diagnosis> CheckClockDrifting(const Facts& facts) {
  constexpr std::chrono::minutes kWorthAWord{5};
  if (facts.code() == "RequestTimeTooSkewed") return std::nullopt;  // told by the rule of that code
  if (facts.credentials.scheme == oss::Scheme::kAnonymous) return std::nullopt;
  const std::optional<ClockReading> reading = ReadClocks(facts);
  if (!reading || std::chrono::abs(reading->app) < kWorthAWord) return std::nullopt;
  // OSS does not complain, so that the Date may also be an old one out of a cache in between.
  return DescribeClocks(*reading);
}

}  // namespace osslens::analyzers
