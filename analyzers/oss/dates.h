#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace osslens::oss {

enum class DateFormat {
  kRfc1123,      // Wed, 15 May 2024 08:30:12 GMT
  kIsoBasic,     // 20240515T083012Z
  kIsoExtended,  // 2024-05-15T08:30:12.000Z, the fraction may be missing
  kEpoch,        // 1715761812, seconds
  kRfc850,       // Wednesday, 15-May-24 08:30:12 GMT, from old servers and CDNs
  kAsctime,      // Wed May 15 08:30:12 2024, the same
};

struct Date {
  std::chrono::sys_time<std::chrono::milliseconds> time;
  DateFormat format = DateFormat::kRfc1123;
};

// Reads a date in any of the forms that OSS requests and answers use, all UTC. Anything else, a day
// that does not exist included, is nullopt.
[[nodiscard]] std::optional<Date> ParseDate(std::string_view text);

// The same instant in another form, with fractions of a second cut off (extended: as .000). For
// kRfc850 and kAsctime, which OSS does not take, it is empty.
[[nodiscard]] std::string FormatDate(std::chrono::sys_time<std::chrono::milliseconds> time,
                                     DateFormat format);

}  // namespace osslens::oss
