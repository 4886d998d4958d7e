#include "web/server/router.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace osslens::web {
namespace {

bool ParseId(std::string_view text, int64_t& id) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc{} && end == text.data() + text.size() && id > 0;
}

bool MatchPath(std::string_view pattern, std::string_view path, PathValues& values) {
  const auto expected = Split(pattern, '/');
  const auto parts = Split(path, '/');
  if (expected.size() != parts.size()) return false;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool fits =
        expected[i] == "{id}" ? ParseId(parts[i], values.id) : expected[i] == parts[i];
    if (!fits) return false;
  }
  return true;
}

bool MatchMethod(std::string_view expected, std::string_view method) {
  return method == expected || (method == "HEAD" && expected == "GET");
}

}  // namespace

RouteMatch FindRoute(std::span<const Route> routes, const Request& request) {
  RouteMatch match;
  std::string allowed;
  for (const Route& route : routes) {
    if (!MatchPath(route.pattern, request.path, match.path)) continue;
    if (MatchMethod(route.method, request.method)) {
      match.route = &route;
      return match;
    }
    allowed += allowed.empty() ? "" : ", ";
    allowed += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  if (allowed.empty()) {
    match.refusal =
        ErrorResponse(404, fmt::format("there is nothing at {}; the calls of the API stand in the "
                                       "documentation",
                                       request.path));
  } else {
    match.refusal = ErrorResponse(
        405, fmt::format("{} is not possible here; allowed: {}", request.method, allowed));
    match.refusal.fields.emplace_back("Allow", allowed);
  }
  return match;
}

}  // namespace osslens::web
