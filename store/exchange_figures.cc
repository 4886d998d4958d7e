#include "store/exchange_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "store/sqlite/for_each_row.h"

namespace osslens::store {
namespace {

using sqlite::ForEachRow;
using sqlite::RowReader;
using sqlite::Statement;

constexpr const char* kValuesSql = R"sql(
SELECT CAST({0} AS TEXT), count(DISTINCT e.id)
FROM exchange AS e{1}
WHERE {2} AND e.id > (SELECT max(id) FROM exchange) - ? AND {0} IS NOT NULL AND {0} <> ''
  AND osslens_contains(CAST({0} AS TEXT), ?)
GROUP BY {0} ORDER BY 2 DESC, 1 LIMIT ?)sql";

constexpr const char* kBinsSql = R"sql(
SELECT (e.started_at - ?) / ?, sum(e.failed AND NOT e.job_healed),
       sum(e.failed AND e.job_healed AND NOT {1}), sum(NOT e.failed OR (e.job_healed AND {1}))
FROM exchange AS e WHERE {0} GROUP BY 1)sql";

constexpr const char* kOperationsSql = R"sql(
SELECT coalesce(e.operation, ''), e.failed AND NOT e.job_healed, e.duration, e.request_bytes + e.response_bytes
FROM exchange AS e
WHERE {} AND e.id > (SELECT max(id) FROM exchange) - ?)sql";

struct Span {
  int64_t first = 0;
  int64_t last = 0;
  int64_t count = 0;
};

Result<Span> SpanOf(sqlite::Database& database, const Filter& filter) {
  auto statement = database.Prepare(
      "read the first and the last time",
      fmt::format(
          "SELECT min(e.started_at), max(e.started_at), count(*) FROM exchange AS e WHERE {}",
          filter.sql));
  if (!statement) return tl::unexpected(statement.error());
  BindValues(filter, *statement);
  Span span;
  auto read = ForEachRow(*statement, [&span](const Statement& row) {
    span = Span{row.Number(0), row.Number(1), row.Number(2)};
  });
  if (!read) return tl::unexpected(read.error());
  return span;
}

// The value below which `percent` of the sorted values lie, by nearest rank.
int64_t Percentile(std::span<const int64_t> sorted, size_t percent) {
  const size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<size_t>(rank, 1) - 1];
}

Spread SpreadOf(std::vector<int64_t>& values, std::span<const int64_t> edges) {
  std::ranges::sort(values);
  Spread spread;
  spread.median = Percentile(values, 50);
  spread.p90 = Percentile(values, 90);
  spread.max = values.back();
  spread.bins.resize(edges.size() + 1);
  for (const int64_t value : values) {
    ++spread.bins[static_cast<size_t>(std::ranges::upper_bound(edges, value) - edges.begin())];
  }
  return spread;
}

struct Collected {
  int64_t failed = 0;
  std::vector<int64_t> durations, sizes;
};

}  // namespace

Result<std::vector<ValueCount>> ExchangeFigures::Values(const Filter& filter, std::string_view key,
                                                        std::string_view text, int64_t limit) {
  const auto column = ValueColumn(key);
  if (!column) return tl::unexpected(column.error());
  const bool is_of_finding = column->starts_with("f.");
  auto statement = database_.Prepare(
      "list the values of a key",
      fmt::format(kValuesSql, *column,
                  is_of_finding ? " JOIN finding AS f ON f.exchange_id = e.id" : "", filter.sql));
  if (!statement) return tl::unexpected(statement.error());
  int parameter = BindValues(filter, *statement);
  statement->Bind(parameter++, newest_);
  statement->BindText(parameter++, text);
  statement->Bind(parameter, limit);
  std::vector<ValueCount> values;
  auto read = ForEachRow(*statement, [&values](const Statement& row) {
    values.push_back({std::string(row.Bytes(0)), row.Number(1)});
  });
  if (!read) return tl::unexpected(read.error());
  return values;
}

Result<Timeline> ExchangeFigures::TimelineOf(const Filter& filter, int64_t bins) {
  const int64_t count = std::clamp<int64_t>(bins, 1, 1000);
  const auto span = SpanOf(database_, filter);
  if (!span) return tl::unexpected(span.error());
  Timeline timeline;
  if (span->count == 0) return timeline;
  timeline.from = WallTime(Microseconds(span->first));
  // Rounded up, so that the last exchange falls into the last bin and not behind it.
  timeline.width = Microseconds((span->last - span->first) / count + 1);
  timeline.bins.resize(static_cast<size_t>(count));
  auto statement = database_.Prepare("count exchanges over time",
                                     fmt::format(kBinsSql, filter.sql, kIsCheckSql));
  if (!statement) return tl::unexpected(statement.error());
  statement->Bind(1, span->first);
  statement->Bind(2, timeline.width.count());
  BindValues(filter, *statement, 3);
  auto read = ForEachRow(*statement, [&timeline, count](const Statement& row) {
    // Exchanges may have come since the span was read; they belong to the next answer.
    const int64_t bin = row.Number(0);
    if (bin < 0 || bin >= count) return;
    timeline.bins[static_cast<size_t>(bin)] = {row.Number(1), row.Number(2), row.Number(3)};
  });
  if (!read) return tl::unexpected(read.error());
  return timeline;
}

Result<std::vector<OperationFigures>> ExchangeFigures::Operations(const Filter& filter) {
  auto statement =
      database_.Prepare("read the figures of operations", fmt::format(kOperationsSql, filter.sql));
  if (!statement) return tl::unexpected(statement.error());
  statement->Bind(BindValues(filter, *statement), newest_);
  std::map<std::string, Collected, std::less<>> collected;
  auto read = ForEachRow(*statement, [&collected](const Statement& row) {
    auto found = collected.find(row.Bytes(0));
    if (found == collected.end()) found = collected.emplace(row.Bytes(0), Collected{}).first;
    found->second.failed += row.Number(1);
    found->second.durations.push_back(row.Number(2));
    found->second.sizes.push_back(row.Number(3));
  });
  if (!read) return tl::unexpected(read.error());
  std::vector<OperationFigures> figures;
  for (auto& [operation, of] : collected) {
    figures.push_back({operation, static_cast<int64_t>(of.sizes.size()), of.failed,
                       SpreadOf(of.durations, kDurationEdges), SpreadOf(of.sizes, kSizeEdges)});
  }
  std::ranges::stable_sort(figures, std::ranges::greater(), &OperationFigures::count);
  return figures;
}

}  // namespace osslens::store
