#include "store/exchange_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace osslens::store {
namespace {

struct Column {
  std::string_view name;
  std::string_view expression;
};

// Rows without a value stand at the end of the smallest. The finding is the strongest one's rule.
constexpr std::array<Column, 10> kColumns{{
    {"bucket", "coalesce(e.bucket, '')"},
    {"code", "coalesce(e.oss_code, '')"},
    {"duration", "e.duration"},
    {"finding",
     "coalesce((SELECT f.rule FROM finding AS f WHERE f.exchange_id = e.id AND f.place = 0), '')"},
    {"method", "e.method"},
    {"object", "coalesce(e.object, '')"},
    {"operation", "coalesce(e.operation, '')"},
    {"size", "(e.request_bytes + e.response_bytes)"},
    {"status", "coalesce(e.status, 0)"},
    {"time", "e.started_at"},
}};

}  // namespace

Result<ExchangeOrder> ParseOrder(std::string_view text) {
  const bool is_descending = text.starts_with('-');
  const std::string_view name = text.substr(is_descending ? 1 : 0);
  const auto column = std::ranges::find(kColumns, name, &Column::name);
  if (column != kColumns.end())
    return ExchangeOrder{std::string(column->expression), is_descending};
  std::string names;
  for (const Column& known : kColumns)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
  return Fail(ErrorKind::kInvalid,
              fmt::format("sort takes one of {}, with - before it for the largest first", names));
}

}  // namespace osslens::store
