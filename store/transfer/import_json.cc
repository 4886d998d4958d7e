#include "store/transfer/import_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace osslens::store {
namespace {

using nlohmann::json;

// Reads exactly `digits` digits and takes them off the front.
std::optional<int> TakeNumber(std::string_view& text, size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc{} || end != text.data() + digits || number < 0) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool Take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// ".123" of any length; what is finer than a microsecond is left out.
Microseconds TakeFraction(std::string_view& text) {
  int64_t fraction = 0, unit = 1'000'000;
  if (!Take(text, '.')) return Microseconds(0);
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    unit /= 10;
    fraction += (text.front() - '0') * unit;
    text.remove_prefix(1);
  }
  return Microseconds(fraction);
}

// "Z" or "+08:00", to be taken off the local time.
std::optional<std::chrono::minutes> TakeOffset(std::string_view& text) {
  if (Take(text, 'Z') || Take(text, 'z')) return std::chrono::minutes(0);
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return std::nullopt;
  text.remove_prefix(1);
  const std::optional<int> hours = TakeNumber(text, 2);
  Take(text, ':');
  const std::optional<int> minutes = TakeNumber(text, 2);
  if (!hours || !minutes) return std::nullopt;
  const std::chrono::minutes offset(*hours * 60 + *minutes);
  return west ? -offset : offset;
}

}  // namespace

Result<json> ParseJson(std::string_view text) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& error) {
    const size_t at = std::min<size_t>(error.byte, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(at), '\n');
    return Fail(ErrorKind::kInvalid,
                fmt::format("line {} is not JSON, from byte {} of the text on", line, error.byte));
  }
}

const json& Member(const json& object, const char* name) {
  static const json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(name);
  return found == object.end() ? kNull : *found;
}

std::string TextOf(const json& object, const char* name) {
  const json& member = Member(object, name);
  return member.is_string() ? member.get<std::string>() : std::string{};
}

std::optional<double> NumberOf(const json& object, const char* name) {
  const json& member = Member(object, name);
  if (!member.is_number()) return std::nullopt;
  const auto number = member.get<double>();
  if (!std::isfinite(number) || number < 0) return std::nullopt;
  return number;
}

uint64_t CountOf(const json& object, const char* name) {
  const json& member = Member(object, name);
  return member.is_number_unsigned() ? member.get<uint64_t>() : 0;
}

bool FlagOf(const json& object, const char* name) {
  const json& member = Member(object, name);
  return member.is_boolean() && member.get<bool>();
}

std::optional<Microseconds> MillisecondsOf(const json& object, const char* name) {
  const std::optional<double> number = NumberOf(object, name);
  constexpr double kMostMilliseconds = 1e12;  // thirty years
  if (!number || *number > kMostMilliseconds) return std::nullopt;
  return Microseconds(std::llround(*number * 1000));
}

std::optional<WallTime> ParseRfc3339(std::string_view text) {
  const std::optional<int> year = TakeNumber(text, 4);
  if (!year || !Take(text, '-')) return std::nullopt;
  const std::optional<int> month = TakeNumber(text, 2);
  if (!month || !Take(text, '-')) return std::nullopt;
  const std::optional<int> day = TakeNumber(text, 2);
  if (!day || !(Take(text, 'T') || Take(text, 't') || Take(text, ' '))) return std::nullopt;
  const std::optional<int> hour = TakeNumber(text, 2);
  if (!hour || !Take(text, ':')) return std::nullopt;
  const std::optional<int> minute = TakeNumber(text, 2);
  if (!minute || !Take(text, ':')) return std::nullopt;
  const std::optional<int> second = TakeNumber(text, 2);
  if (!second) return std::nullopt;
  const Microseconds fraction = TakeFraction(text);
  const auto offset = TakeOffset(text);
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60 || !offset || !text.empty()) {
    return std::nullopt;
  }
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
         std::chrono::minutes(*minute) + std::chrono::seconds(*second) + fraction - *offset;
}

void ReadSummary(const json& summary, Exchange& exchange) {
  // A word of a later version leaves the kind as it is.
  static_cast<void>(FromWord(TextOf(summary, "kind"), exchange.kind));
  exchange.method = TextOf(summary, "method");
  exchange.url = TextOf(summary, "url");
  exchange.host = TextOf(summary, "host");
  const uint64_t port = CountOf(summary, "port");
  if (port <= std::numeric_limits<uint16_t>::max()) exchange.port = static_cast<uint16_t>(port);
  exchange.request_bytes = CountOf(summary, "request_bytes");
  exchange.response_bytes = CountOf(summary, "response_bytes");
  exchange.answered_by_proxy = FlagOf(summary, "answered_by_proxy");
  exchange.reused_connection = FlagOf(summary, "reused");
  exchange.retried = FlagOf(summary, "retried");
  const json& failure = Member(summary, "error");
  FailureKind kind = FailureKind::kProtocol;
  if (failure.is_object() && FromWord(TextOf(failure, "kind"), kind)) {
    exchange.failure = Failure{kind, TextOf(failure, "message")};
  }
}

}  // namespace osslens::store
