#include "analyzers/oss/dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace osslens::oss {
namespace {

using std::chrono::milliseconds;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct Fields {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0;
};

std::optional<Date> Make(const Fields& f, DateFormat format) {
  const std::chrono::year_month_day date{std::chrono::year(f.year),
                                         std::chrono::month(static_cast<unsigned>(f.month)),
                                         std::chrono::day(static_cast<unsigned>(f.day))};
  // A leap second (60) is written by some clocks.
  if (!date.ok() || f.hour > 23 || f.minute > 59 || f.second > 60) return std::nullopt;
  return Date{std::chrono::sys_days(date) + std::chrono::hours(f.hour) +
                  std::chrono::minutes(f.minute) + std::chrono::seconds(f.second) +
                  milliseconds(f.millisecond),
              format};
}

// Matches `text` with a pattern: a letter stands for one digit of that field, "~" for any letter,
// everything else for itself. Returns the number of characters matched, 0 when it does not match.
size_t Match(std::string_view text, std::string_view pattern, Fields& fields) {
  if (text.size() < pattern.size()) return 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = text[i];
    int* field = nullptr;
    switch (pattern[i]) {
      case 'y':
        field = &fields.year;
        break;
      case 'o':
        field = &fields.month;
        break;
      case 'd':
        field = &fields.day;
        break;
      case 'h':
        field = &fields.hour;
        break;
      case 'm':
        field = &fields.minute;
        break;
      case 's':
        field = &fields.second;
        break;
      default:
        break;
    }
    if (field != nullptr) {
      if (!IsDigit(c)) return 0;
      *field = *field * 10 + (c - '0');
    } else if (pattern[i] != '~' && pattern[i] != c) {
      return 0;
    }
  }
  return pattern.size();
}

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// From Sunday, as std::chrono counts.
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

// 1 to 12, or 0.
int MonthOf(std::string_view name) {
  const auto* month = std::ranges::find(kMonths, name);
  return month == kMonths.end() ? 0 : static_cast<int>(month - kMonths.begin()) + 1;
}

std::optional<Date> ParseRfc1123(std::string_view text) {
  constexpr std::string_view kPattern = "~~~, dd ~~~ yyyy hh:mm:ss GMT";
  Fields fields;
  if (text.size() != kPattern.size() || Match(text, kPattern, fields) == 0) return std::nullopt;
  fields.month = MonthOf(text.substr(8, 3));
  return Make(fields, DateFormat::kRfc1123);
}

// The two other forms that RFC 9110, section 5.6.7, asks recipients to read.
std::optional<Date> ParseRfc850(std::string_view text) {
  const size_t comma = text.find(',');
  if (comma == std::string_view::npos ||
      std::ranges::find(kDays, text.substr(0, comma)) == kDays.end()) {
    return std::nullopt;
  }
  constexpr std::string_view kPattern = ", dd-~~~-yy hh:mm:ss GMT";
  const std::string_view rest = text.substr(comma);
  Fields fields;
  if (rest.size() != kPattern.size() || Match(rest, kPattern, fields) == 0) return std::nullopt;
  fields.month = MonthOf(rest.substr(5, 3));
  // Two digits: of this century, since there was no OSS in another.
  fields.year += 2000;
  return Make(fields, DateFormat::kRfc850);
}

std::optional<Date> ParseAsctime(std::string_view text) {
  constexpr std::string_view kPattern = "~~~ ~~~ dd hh:mm:ss yyyy";
  constexpr std::string_view kShortDay = "~~~ ~~~  d hh:mm:ss yyyy";
  Fields fields;
  if (text.size() != kPattern.size()) return std::nullopt;
  const std::string_view pattern = text[8] == ' ' ? kShortDay : kPattern;
  if (Match(text, pattern, fields) == 0) return std::nullopt;
  fields.month = MonthOf(text.substr(4, 3));
  return Make(fields, DateFormat::kAsctime);
}

std::optional<Date> ParseIsoBasic(std::string_view text) {
  Fields fields;
  if (text.size() != 16 || Match(text, "yyyyoodd~hhmmss~", fields) == 0 || text[8] != 'T' ||
      text[15] != 'Z') {
    return std::nullopt;
  }
  return Make(fields, DateFormat::kIsoBasic);
}

std::optional<Date> ParseIsoExtended(std::string_view text) {
  Fields fields;
  const size_t matched = Match(text, "yyyy-oo-ddThh:mm:ss", fields);
  if (matched == 0 || !text.ends_with('Z')) return std::nullopt;
  std::string_view fraction = text.substr(matched, text.size() - matched - 1);
  if (!fraction.empty()) {
    if (!fraction.starts_with('.') || fraction.size() < 2) return std::nullopt;
    fraction.remove_prefix(1);
    int scale = 100;
    for (const char c : fraction) {
      if (!IsDigit(c)) return std::nullopt;
      fields.millisecond += (c - '0') * scale;
      scale /= 10;
    }
  }
  return Make(fields, DateFormat::kIsoExtended);
}

std::optional<Date> ParseEpoch(std::string_view text) {
  // Twelve digits reach past the year 30000; more would not fit the type.
  if (text.empty() || text.size() > 12) return std::nullopt;
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return Date{std::chrono::sys_seconds(std::chrono::seconds(seconds)), DateFormat::kEpoch};
}

}  // namespace

std::optional<Date> ParseDate(std::string_view text) {
  for (const auto parse : {&ParseRfc1123, &ParseIsoBasic, &ParseIsoExtended, &ParseEpoch,
                           &ParseRfc850, &ParseAsctime}) {
    if (std::optional<Date> date = parse(text)) return date;
  }
  return std::nullopt;
}

std::string FormatDate(std::chrono::sys_time<milliseconds> time, DateFormat format) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto midnight = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(seconds - midnight);
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month());
  const auto day = static_cast<unsigned>(date.day());
  const auto hour = clock.hours().count(), minute = clock.minutes().count();
  const auto second = clock.seconds().count();
  switch (format) {
    case DateFormat::kRfc1123:
      return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                         kDays.at(std::chrono::weekday(midnight).c_encoding()).substr(0, 3), day,
                         kMonths.at(month - 1), year, hour, minute, second);
    case DateFormat::kIsoBasic:
      return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", year, month, day, hour, minute,
                         second);
    case DateFormat::kIsoExtended:
      return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.000Z", year, month, day, hour, minute,
                         second);
    case DateFormat::kEpoch:
      return fmt::format("{}", seconds.time_since_epoch().count());
    case DateFormat::kRfc850:
    case DateFormat::kAsctime:
      break;
  }
  return {};
}

}  // namespace osslens::oss
