#include "store/time_span.h"

#include "base/clock.h"

namespace osslens::store {
namespace {

// Filters are shared and stored, so there is one way to write an instant: in UTC, no finer than what is stored.
std::optional<int64_t> ParseInstant(std::string_view text) {
  constexpr std::string_view kLongest = "2024-05-15T08:30:12.123456Z";
  if (text.size() > kLongest.size() || !text.ends_with('Z') || text.find('T') != 10)
    return std::nullopt;
  const std::optional<WallTime> instant = ParseRfc3339(text);
  if (!instant) return std::nullopt;
  return instant->time_since_epoch().count();
}

}  // namespace

std::optional<TimeSpan> ParseTimeSpan(std::string_view text) {
  const size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto from = text.substr(0, dots);
  const auto before = text.substr(dots + 2);
  TimeSpan span;
  if (!from.empty() && !(span.from = ParseInstant(from))) return std::nullopt;
  if (!before.empty() && !(span.before = ParseInstant(before))) return std::nullopt;
  if (!span.from && !span.before) return std::nullopt;
  if (span.from && span.before && *span.before < *span.from) return std::nullopt;
  return span;
}

}  // namespace osslens::store
