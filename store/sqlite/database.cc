#include "store/sqlite/database.h"

#include <sqlite3.h>

#include <utility>

#include "store/sqlite/error.h"

namespace osslens::sqlite {
namespace {

// A checkpoint can be made later; who asks for it should not stand still for a slow reader.
constexpr int kCheckpointPatience = 100;  // milliseconds

int FlagsOf(Access access) {
  switch (access) {
    case Access::kReadOnly:
      return SQLITE_OPEN_READONLY;
    case Access::kReadWrite:
      return SQLITE_OPEN_READWRITE;
    case Access::kCreate:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}

std::string_view ArgumentOf(sqlite3_value* value) {
  // As a blob, so that bytes after a NUL count too.
  const void* bytes = sqlite3_value_blob(value);
  const int count = sqlite3_value_bytes(value);
  if (bytes == nullptr || count <= 0) return {};
  return {static_cast<const char*>(bytes), static_cast<size_t>(count)};
}

void CallPredicate(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL ||
      sqlite3_value_type(arguments[1]) == SQLITE_NULL) {
    sqlite3_result_null(context);
    return;
  }
  const auto predicate = reinterpret_cast<Predicate>(sqlite3_user_data(context));
  sqlite3_result_int(context, predicate(ArgumentOf(arguments[0]), ArgumentOf(arguments[1])));
}

int NoteLogPages(void* log_pages, sqlite3*, const char*, int pages) noexcept {
  *static_cast<int64_t*>(log_pages) = pages;
  return SQLITE_OK;
}

}  // namespace

Database::Database(sqlite3* connection)
    : log_pages_(std::make_unique<int64_t>(0)), connection_(connection) {}

void CloseConnection::operator()(sqlite3* connection) const noexcept {
  // The v2 form waits for statements that are finalized later, so the order of destruction does not
  // matter.
  sqlite3_close_v2(connection);
}

Result<Database> Database::Open(const std::filesystem::path& file, Access access) {
  sqlite3* connection = nullptr;
  // One connection, one thread: SQLite's own mutex would only cost.
  const int code =
      sqlite3_open_v2(file.c_str(), &connection, FlagsOf(access) | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(connection);
  if (code != SQLITE_OK) {
    return tl::unexpected(ErrorOf(connection, sqlite3_extended_errcode(connection),
                                  "open the database", file.native()));
  }
  sqlite3_extended_result_codes(connection, 1);
  // In place of SQLite's own automatic checkpoint: the owner decides when there is time for one.
  sqlite3_wal_hook(connection, NoteLogPages, database.log_pages_.get());
  return database;
}

void Database::set_busy_timeout(std::chrono::milliseconds timeout) noexcept {
  busy_timeout_ = timeout;
  sqlite3_busy_timeout(connection_.get(), static_cast<int>(timeout.count()));
}

Result<Statement> Database::Prepare(std::string_view action, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(ErrorOf(connection_.get(), code, action));
  return Statement(statement, action);
}

Result<void> Database::Execute(std::string_view action, const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(ErrorOf(connection_.get(), code, action));
  return {};
}

Result<int64_t> Database::QueryNumber(std::string_view action, std::string_view sql) {
  Result<Statement> statement = Prepare(action, sql);
  if (!statement) return tl::unexpected(statement.error());
  const Result<bool> row = statement->Step();
  if (!row) return tl::unexpected(row.error());
  return *row ? statement->Number(0) : 0;
}

Result<std::string> Database::QueryText(std::string_view action, std::string_view sql) {
  Result<Statement> statement = Prepare(action, sql);
  if (!statement) return tl::unexpected(statement.error());
  const Result<bool> row = statement->Step();
  if (!row) return tl::unexpected(row.error());
  return *row ? std::string(statement->Bytes(0)) : std::string();
}

Result<void> Database::AddPredicate(const char* name, Predicate predicate) {
  const int code = sqlite3_create_function_v2(
      connection_.get(), name, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
      reinterpret_cast<void*>(predicate), CallPredicate, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(ErrorOf(connection_.get(), code, "add a function"));
  return {};
}

Result<LogPages> Database::RunCheckpoint(Checkpoint mode) {
  int in_log = 0, checkpointed = 0;
  const bool waits = mode == Checkpoint::kTruncate;
  if (waits) sqlite3_busy_timeout(connection_.get(), kCheckpointPatience);
  const int code = sqlite3_wal_checkpoint_v2(
      connection_.get(), "main", waits ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
      &in_log, &checkpointed);
  if (waits) set_busy_timeout(busy_timeout_);
  if (code != SQLITE_OK) {
    return tl::unexpected(ErrorOf(connection_.get(), code, "checkpoint the log"));
  }
  return LogPages{in_log, checkpointed};
}

int64_t Database::last_insert_id() const noexcept {
  return sqlite3_last_insert_rowid(connection_.get());
}

int64_t Database::changed_rows() const noexcept { return sqlite3_changes64(connection_.get()); }

bool Database::is_in_transaction() const noexcept {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

}  // namespace osslens::sqlite
