#include "analyzers/rules/clock_reading.h"

#include <algorithm>

#include "analyzers/oss/dates.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using std::chrono::seconds;

// Dates are in whole seconds, and both sides round.
constexpr seconds kRounding{2};
// How far from a whole hour a wrong time zone may be, for the drift of the clock itself.
constexpr seconds kZoneSlack{120};
constexpr seconds kHour{3600};

struct Stated {
  std::chrono::sys_time<std::chrono::milliseconds> time;
  store::Evidence evidence;
};

std::optional<Stated> RequestDate(const Facts& facts) {
  for (const char* name : {"x-oss-date", "x-amz-date", "Date"}) {
    const std::string_view value = facts.request.Value(name);
    if (value.empty()) continue;
    const std::optional<oss::Date> date = oss::ParseDate(value);
    if (!date) return std::nullopt;
    return Stated{date->time, RequestHeader(facts, name, "request-date")};
  }
  return std::nullopt;
}

std::optional<Stated> OssTime(const Facts& facts) {
  const std::string_view element =
      facts.error ? facts.error->Value("ServerTime") : std::string_view{};
  if (const auto date = oss::ParseDate(element)) {
    return Stated{date->time, ErrorElement(facts, "ServerTime", "oss-time")};
  }
  // With an Age the answer comes out of a cache (RFC 9111 section 5.1), and its Date is that of another time.
  if (facts.response_head.Find("Age") != nullptr) return std::nullopt;
  if (const auto date = oss::ParseDate(facts.response_head.Value("Date"))) {
    return Stated{date->time, ResponseHeader(facts, "Date", "oss-time")};
  }
  return std::nullopt;
}

// What must be wrong at least when the truth lies between `least` and `most`.
seconds Nearest(seconds least, seconds most) {
  if (least > seconds{0}) return least;
  return most < seconds{0} ? most : seconds{0};
}

}  // namespace

std::optional<ClockReading> ReadClocks(const Facts& facts) {
  const std::optional<Stated> request = RequestDate(facts);
  const std::optional<Stated> oss = OssTime(facts);
  if (!request || !oss) return std::nullopt;
  const store::Exchange& exchange = facts.exchange;
  // OSS read its clock somewhere between the start of the exchange and its end.
  const auto took = std::chrono::ceil<seconds>(exchange.duration) + kRounding;
  const auto apart = std::chrono::round<seconds>(request->time - oss->time);
  const auto ours = std::chrono::round<seconds>(exchange.started_at - oss->time);
  ClockReading reading;
  reading.app = Nearest(apart - kRounding, apart + took);
  reading.machine = Nearest(ours - kRounding, ours + took);
  reading.request_date = request->evidence;
  reading.oss_time = oss->evidence;
  return reading;
}

bool ClockReading::is_time_zone() const {
  const seconds off = std::chrono::abs(app);
  const seconds beyond = off % kHour;
  // Zones reach from 12 hours behind to 14 ahead.
  return off >= kHour - kZoneSlack && off <= 14 * kHour + kZoneSlack &&
         std::min(beyond, kHour - beyond) <= kZoneSlack;
}

bool ClockReading::is_of_machine() const {
  constexpr seconds kAlike{60};
  return machine != seconds{0} && std::chrono::abs(machine - app) <= kAlike;
}

Diagnosis DescribeClocks(const ClockReading& reading) {
  const auto off = std::chrono::abs(reading.app);
  Diagnosis diagnosis{.confidence = store::Confidence::kLikely, .side = store::Side::kApp};
  if (reading.is_time_zone()) {
    diagnosis.variant = "time-zone";
  } else if (reading.is_of_machine()) {
    diagnosis.variant = "this-machine";
  }
  diagnosis.values = {
      {"minutes", std::to_string(std::chrono::round<std::chrono::minutes>(off).count())},
      {"hours", std::to_string(std::chrono::round<std::chrono::hours>(off).count())},
      {"direction", reading.app > seconds{0} ? "ahead" : "behind"}};
  diagnosis.evidence = {reading.request_date, reading.oss_time};
  return diagnosis;
}

}  // namespace osslens::analyzers
