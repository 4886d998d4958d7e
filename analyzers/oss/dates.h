#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace osslens::oss {

enum class DateFormat {
  kRfc1123,      // Wed, 15 May 2024 08:30:12 GMT
  kIsoBasic,     // 20240515T083012Z
  kIsoExtended,  // 2024-05-15T08:30:12.000Z, the fraction may be missing
  kEpoch,        // 1715761812, seconds
};

struct Date {
  std::chrono::sys_time<std::chrono::milliseconds> time;
  DateFormat format = DateFormat::kRfc1123;
};

// Reads a date in any of the forms that OSS requests and answers use, all UTC. Anything else, a day
// that does not exist included, is nullopt.
[[nodiscard]] std::optional<Date> ParseDate(std::string_view text);

}  // namespace osslens::oss
