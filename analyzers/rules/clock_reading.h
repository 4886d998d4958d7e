#pragma once

#include <chrono>
#include <optional>

#include "analyzers/rules/rule.h"

namespace osslens::analyzers {

// What one exchange says of the clocks of the app, of OSS and of this machine.
struct ClockReading {
  // The date that the app signed, less the time of OSS when it got the request: positive when the app
  // is ahead. Where an exchange took long it is the least that must be wrong; 0 when nothing must be.
  std::chrono::seconds app{0};
  // This machine's clock less that of OSS, in the same way.
  std::chrono::seconds machine{0};
  store::Evidence request_date;  // notes: "request-date"
  store::Evidence oss_time;      // "oss-time"

  // The app is off by whole hours, as it is when local time is sent as UTC.
  [[nodiscard]] bool is_time_zone() const;
  // This machine is off by about as much in the same direction.
  [[nodiscard]] bool is_of_machine() const;
};

// Nothing when the request has no date in a header, or the answer none. Dates in signed URLs say when the
// URL was made, which may be long ago.
[[nodiscard]] std::optional<ClockReading> ReadClocks(const Facts& facts);

// Values `minutes`, `hours` and `direction` ("ahead" or "behind") and the evidence.
[[nodiscard]] Diagnosis DescribeClocks(const ClockReading& reading);

}  // namespace osslens::analyzers
