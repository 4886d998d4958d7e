#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace osslens {

using Microseconds = std::chrono::microseconds;

// Wall-clock instants of records: UTC, microseconds.
using WallTime = std::chrono::sys_time<Microseconds>;

// Instants for measuring durations and for timers; never shown.
using SteadyTime = std::chrono::steady_clock::time_point;

[[nodiscard]] WallTime WallNow() noexcept;
[[nodiscard]] SteadyTime SteadyNow() noexcept;

// RFC 3339 in UTC with six digits of fraction: 2024-05-15T08:30:12.000000Z.
[[nodiscard]] std::string FormatRfc3339(WallTime time);
// Reads a time of RFC 3339 (section 5.6), in UTC or with an offset, with or without a fraction. nullopt for anything else.
[[nodiscard]] std::optional<WallTime> ParseRfc3339(std::string_view text);

}  // namespace osslens
