#include "store/exchange_reader.h"

#include <fmt/format.h>

#include <utility>

#include "store/exchange_rows.h"
#include "store/schema.h"
#include "store/sqlite/for_each_row.h"
#include "store/sqlite/preparer.h"
#include "store/sqlite/transaction.h"
#include "store/stored_json.h"

namespace osslens::store {
namespace {

using sqlite::ForEachRow;
using sqlite::Statement;
using sqlite::Transaction;

constexpr const char* kListAction = "list exchanges";
// `<` and DESC for the largest first. Among equals, the newer is the larger.
std::string PageSql(const Filter& filter, const PageRequest& page) {
  if (!page.order) {
    return fmt::format("SELECT {} FROM exchange AS e WHERE {}{}{} ORDER BY e.id DESC LIMIT ?",
                       kExchangeColumns, filter.sql, page.before ? " AND e.id < ?" : "",
                       page.after ? " AND e.id > ?" : "");
  }
  const std::string& expression = page.order->expression;
  const char* direction = page.order->is_descending ? "DESC" : "ASC";
  const std::string from =
      page.before
          ? fmt::format(" AND ({0}, e.id) {1} ((SELECT {0} FROM exchange AS e WHERE e.id = ?), ?)",
                        expression, page.order->is_descending ? "<" : ">")
          : "";
  return fmt::format(
      "SELECT {0} FROM exchange AS e WHERE {1}{2} ORDER BY {3} {4}, e.id {4} LIMIT ?",
      kExchangeColumns, filter.sql, from, expression, direction);
}

}  // namespace

ExchangeReader::ExchangeReader(std::unique_ptr<sqlite::Database> database, Statements statements)
    : database_(std::move(database)), statements_(std::move(statements)) {}

Result<ExchangeReader> ExchangeReader::Open(const std::filesystem::path& file) {
  auto opened = OpenForReading(file, SchemaSteps());
  if (!opened) return tl::unexpected(opened.error());
  auto database = std::make_unique<sqlite::Database>(*std::move(opened));
  sqlite::Preparer prepare(*database);
  Statements statements{
      prepare("read an exchange",
              fmt::format("SELECT {} FROM exchange AS e WHERE e.id = ?", kExchangeColumns)),
      prepare("read an exchange's heads", kSelectDetail),
      prepare("read a request body", "SELECT bytes FROM request_body WHERE exchange_id = ?"),
      prepare("read a response body", "SELECT bytes FROM response_body WHERE exchange_id = ?"),
      prepare("read the outline of a form", "SELECT outline FROM form WHERE exchange_id = ?"),
      prepare("read the newest id", "SELECT max(id) FROM exchange"),
      prepare("read the replays of an exchange",
              "SELECT id FROM exchange WHERE replay_of = ? ORDER BY id"),
  };
  if (prepare.error()) return tl::unexpected(*prepare.error());
  return ExchangeReader(std::move(database), std::move(statements));
}

Result<std::unique_ptr<Exchange>> ExchangeReader::Find(int64_t id) {
  // One transaction over the five tables: a deletion in between would leave half an exchange.
  const auto snapshot = Transaction::Begin(*database_, Transaction::Kind::kRead);
  if (!snapshot) return tl::unexpected(snapshot.error());
  std::unique_ptr<Exchange> exchange;
  statements_.find.Bind(1, id);
  auto found =
      ForEachRow(statements_.find, [&](const Statement& row) { exchange = ReadExchange(row); });
  if (!found) return tl::unexpected(found.error());
  if (exchange == nullptr) return tl::unexpected(NoSuchExchange(id));
  if (auto rest = ReadRest(*exchange); !rest) return tl::unexpected(rest.error());
  return exchange;
}

Result<void> ExchangeReader::ReadRest(Exchange& exchange) {
  statements_.detail.Bind(1, exchange.id);
  auto detail =
      ForEachRow(statements_.detail, [&](const Statement& row) { ReadDetail(row, exchange); });
  if (!detail) return detail;
  auto request_body = BodyBytes(exchange.id, Direction::kRequest);
  if (!request_body) return tl::unexpected(request_body.error());
  exchange.request.body.bytes = *std::move(request_body);
  auto response_body = BodyBytes(exchange.id, Direction::kResponse);
  if (!response_body) return tl::unexpected(response_body.error());
  exchange.response.body.bytes = *std::move(response_body);
  statements_.form.Bind(1, exchange.id);
  auto form = ForEachRow(statements_.form, [&](const Statement& row) {
    exchange.form = DecodeForm(sqlite::RowReader(row).View());
  });
  if (!form) return form;
  statements_.replays.Bind(1, exchange.id);
  return ForEachRow(statements_.replays,
                    [&](const Statement& row) { exchange.replays.push_back(row.Number(0)); });
}

Result<std::string> ExchangeReader::BodyBytes(int64_t id, Direction direction) {
  Statement& statement =
      direction == Direction::kRequest ? statements_.request_body : statements_.response_body;
  std::string bytes;
  statement.Bind(1, id);
  auto read = ForEachRow(statement, [&](const Statement& row) { bytes = row.Bytes(0); });
  if (!read) return tl::unexpected(read.error());
  return bytes;
}

Result<std::string> ExchangeReader::Body(int64_t id, Direction direction) {
  const auto snapshot = Transaction::Begin(*database_, Transaction::Kind::kRead);
  if (!snapshot) return tl::unexpected(snapshot.error());
  const auto is_there = Has(id);
  if (!is_there) return tl::unexpected(is_there.error());
  if (!*is_there) return tl::unexpected(NoSuchExchange(id));
  return BodyBytes(id, direction);
}

Result<bool> ExchangeReader::Has(int64_t id) {
  bool is_there = false;
  statements_.find.Bind(1, id);
  auto found = ForEachRow(statements_.find, [&](const Statement&) { is_there = true; });
  if (!found) return tl::unexpected(found.error());
  return is_there;
}

Result<ExchangePage> ExchangeReader::List(const Filter& filter, const PageRequest& page) {
  const auto snapshot = Transaction::Begin(*database_, Transaction::Kind::kRead);
  if (!snapshot) return tl::unexpected(snapshot.error());
  if (page.order && page.before) {
    // Without that row nothing tells where the page begins.
    const auto is_there = Has(*page.before);
    if (!is_there) return tl::unexpected(is_there.error());
    if (!*is_there) return tl::unexpected(NoSuchExchange(*page.before));
  }
  auto statement = database_->Prepare(kListAction, PageSql(filter, page));
  if (!statement) return tl::unexpected(statement.error());
  int parameter = BindValues(filter, *statement);
  if (page.before) statement->Bind(parameter++, *page.before);
  if (page.order && page.before) statement->Bind(parameter++, *page.before);
  if (page.after && !page.order) statement->Bind(parameter++, *page.after);
  // One more than asked for tells whether there is a next page.
  const int64_t limit = std::clamp<int64_t>(page.limit, 1, INT32_MAX);
  statement->Bind(parameter, limit + 1);
  ExchangePage result;
  auto read = ForEachRow(
      *statement, [&](const Statement& row) { result.exchanges.push_back(ReadExchange(row)); });
  if (!read) return tl::unexpected(read.error());
  if (std::cmp_greater(result.exchanges.size(), limit)) {
    result.exchanges.pop_back();
    result.next = result.exchanges.back()->id;
  }
  return result;
}

Result<std::vector<std::unique_ptr<Exchange>>> ExchangeReader::Next(const Filter& filter,
                                                                    int64_t after, int64_t limit) {
  const auto snapshot = Transaction::Begin(*database_, Transaction::Kind::kRead);
  if (!snapshot) return tl::unexpected(snapshot.error());
  auto statement = database_->Prepare(
      kListAction, fmt::format("SELECT {} FROM exchange AS e WHERE {} AND e.id > ?"
                               " ORDER BY e.id LIMIT ?",
                               kExchangeColumns, filter.sql));
  if (!statement) return tl::unexpected(statement.error());
  const int parameter = BindValues(filter, *statement);
  statement->Bind(parameter, after);
  statement->Bind(parameter + 1, limit);
  std::vector<std::unique_ptr<Exchange>> exchanges;
  auto read =
      ForEachRow(*statement, [&](const Statement& row) { exchanges.push_back(ReadExchange(row)); });
  if (!read) return tl::unexpected(read.error());
  for (const auto& exchange : exchanges) {
    if (auto rest = ReadRest(*exchange); !rest) return tl::unexpected(rest.error());
  }
  return exchanges;
}

Result<int64_t> ExchangeReader::Count(const Filter& filter) {
  auto statement = database_->Prepare(
      "count exchanges", fmt::format("SELECT count(*) FROM exchange AS e WHERE {}", filter.sql));
  if (!statement) return tl::unexpected(statement.error());
  BindValues(filter, *statement);
  int64_t count = 0;
  auto read = ForEachRow(*statement, [&](const Statement& row) { count = row.Number(0); });
  if (!read) return tl::unexpected(read.error());
  return count;
}

Result<std::vector<FailureGroup>> ExchangeReader::Groups(const Filter& filter, int64_t limit) {
  return ReadFailureGroups(*database_, filter, limit);
}

Result<int64_t> ExchangeReader::NewestId() {
  int64_t newest = 0;
  auto read = ForEachRow(statements_.newest, [&](const Statement& row) { newest = row.Number(0); });
  if (!read) return tl::unexpected(read.error());
  return newest;
}

}  // namespace osslens::store
