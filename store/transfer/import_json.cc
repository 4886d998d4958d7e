#include "store/transfer/import_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "store/record/mark.h"

namespace osslens::store {

using nlohmann::json;

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
  exchange.is_from_har = FlagOf(summary, "from_har");
  exchange.starred = FlagOf(summary, "starred");
  exchange.note = BoundedNote(TextOf(summary, "note"));
  const json& failure = Member(summary, "error");
  FailureKind kind = FailureKind::kProtocol;
  if (failure.is_object() && FromWord(TextOf(failure, "kind"), kind)) {
    exchange.failure = Failure{kind, TextOf(failure, "message")};
  }
}

}  // namespace osslens::store
