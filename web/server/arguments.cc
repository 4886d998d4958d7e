#include "web/server/arguments.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace osslens::web {
namespace {

constexpr int64_t kDefaultLimit = 100;
constexpr int64_t kMaxLimit = 1000;

Result<std::optional<int64_t>> IdOf(const Request& request, std::string_view name) {
  const auto text = request.Parameter(name);
  if (!text || text->empty()) return std::nullopt;
  const auto id = ParseNumber(*text, 0, INT64_MAX);
  if (!id)
    return Fail(ErrorKind::kInvalid,
                fmt::format("{} must be the id of an exchange, a number", name));
  return id;
}

}  // namespace

std::optional<int64_t> ParseNumber(std::string_view text, int64_t min, int64_t max) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (number < min || number > max) return std::nullopt;
  return number;
}

Result<store::Language> LanguageOf(const Request& request) {
  const auto text = request.Parameter("lang").value_or("en");
  if (text == "en" || text.empty()) return store::Language::kEnglish;
  if (text == "zh") return store::Language::kChinese;
  return Fail(ErrorKind::kInvalid, "lang must be en or zh");
}

Result<store::Filter> FilterOf(const Request& request, WallTime now) {
  return store::ParseFilter(request.Parameter("filter").value_or(""), now,
                            LanguageOf(request).value_or(store::Language::kEnglish));
}

Result<store::PageRequest> PageOf(const Request& request) {
  store::PageRequest page{.limit = kDefaultLimit};
  if (const auto text = request.Parameter("limit"); text && !text->empty()) {
    const auto limit = ParseNumber(*text, 1, kMaxLimit);
    if (!limit) {
      return Fail(ErrorKind::kInvalid,
                  fmt::format("limit must be a number from 1 to {}", kMaxLimit));
    }
    page.limit = *limit;
  }
  const auto before = IdOf(request, "before");
  if (!before) return tl::unexpected(before.error());
  const auto after = IdOf(request, "after");
  if (!after) return tl::unexpected(after.error());
  page.before = *before;
  page.after = *after;
  if (const auto text = request.Parameter("sort"); text && !text->empty()) {
    auto order = store::ParseOrder(*text);
    if (!order) return tl::unexpected(order.error());
    if (page.after)
      return Fail(ErrorKind::kInvalid, "after goes with the order of arrival, not with sort");
    page.order = *std::move(order);
  }
  return page;
}

Result<bool> FlagOf(const Request& request, std::string_view name) {
  const auto text = request.Parameter(name).value_or("0");
  if (text == "1") return true;
  if (text == "0" || text.empty()) return false;
  return Fail(ErrorKind::kInvalid, fmt::format("{} must be 1 or 0", name));
}

}  // namespace osslens::web
