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
  Diagnosis diagnosis = DescribeClocks(*reading);
  // A date behind may come from a request that waited after it was signed; one from the future may not.
  if (diagnosis.variant.empty() && reading->app > std::chrono::seconds{0}) {
    diagnosis.confidence = store::Confidence::kProven;
  }
  return diagnosis;
}

}  // namespace osslens::analyzers
