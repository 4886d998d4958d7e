#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace osslens::store {

// Microseconds since 1970 UTC; a side that is left out is open.
struct TimeSpan {
  std::optional<int64_t> from;    // belongs to it
  std::optional<int64_t> before;  // does not
};

// FROM..BEFORE, each an instant in UTC as RFC 3339 writes it (section 5.6), with up to six digits of
// fraction: 2024-05-15T08:30:12Z..2024-05-15T08:31:00.5Z. nullopt when it is anything else, when both
// are left out, and when it ends before it begins.
[[nodiscard]] std::optional<TimeSpan> ParseTimeSpan(std::string_view text);

}  // namespace osslens::store
