// RequestTimeTooSkewed: whose clock is wrong, by how much and in which direction.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/clock_reading.h"

namespace osslens::analyzers {

std::optional<Diagnosis> CheckClockSkewed(const Facts& facts) {
  const std::optional<ClockReading> reading = ReadClocks(facts);
  if (!reading || reading->app == std::chrono::seconds{0}) return std::nullopt;
  Diagnosis diagnosis = DescribeClocks(*reading);
  // OSS itself says that the two are too far apart, and both times stand in the bytes. A date behind may
  // come from a request that waited after it was signed; one from the future may not.
  if (diagnosis.variant.empty() && reading->app > std::chrono::seconds{0}) {
    diagnosis.confidence = store::Confidence::kProven;
  }
  return diagnosis;
}

}  // namespace osslens::analyzers
