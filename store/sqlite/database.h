#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sqlite/statement.h"

struct sqlite3;

namespace osslens::sqlite {

enum class Access { kReadOnly, kReadWrite, kCreate };

// How hard a checkpoint tries: kPassive copies what no reader needs and never waits; kTruncate
// waits for readers (up to the busy timeout) and leaves an empty log.
enum class Checkpoint { kPassive, kTruncate };

struct LogPages {
  int64_t in_log = 0;        // pages in the write-ahead log
  int64_t checkpointed = 0;  // of these, copied into the database file
};

// A function of SQL over two texts. It must not throw and must depend on its arguments only.
using Predicate = bool (*)(std::string_view, std::string_view) noexcept;

struct CloseConnection {
  void operator()(sqlite3* connection) const noexcept;
};

// One connection. It belongs to one thread at a time; statements made from it must not outlive it
// by use, but may be destroyed after it.
class Database {
 public:
  [[nodiscard]] static Result<Database> Open(const std::filesystem::path& file, Access access);

  // Waits that long for a lock that another connection holds before giving up with kUnavailable.
  void set_busy_timeout(std::chrono::milliseconds timeout) noexcept;

  // `action` completes "cannot ..." in errors and must outlive the statement; a literal does.
  [[nodiscard]] Result<Statement> Prepare(std::string_view action, std::string_view sql);
  // Runs statements without parameters; rows are ignored.
  [[nodiscard]] Result<void> Execute(std::string_view action, const std::string& sql);
  // The first column of the first row; 0 or an empty text when there is none.
  [[nodiscard]] Result<int64_t> QueryNumber(std::string_view action, std::string_view sql);
  [[nodiscard]] Result<std::string> QueryText(std::string_view action, std::string_view sql);

  // Makes `predicate` callable from SQL as NAME(a, b). NULL arguments give NULL.
  [[nodiscard]] Result<void> AddPredicate(const char* name, Predicate predicate);

  [[nodiscard]] Result<LogPages> RunCheckpoint(Checkpoint mode);

  // Pages in the write-ahead log after the last commit of this connection. It falls back to a few
  // once the log was copied whole and is written from its beginning again.
  [[nodiscard]] int64_t log_pages() const noexcept { return *log_pages_; }

  [[nodiscard]] int64_t last_insert_id() const noexcept;
  // Rows that the last INSERT, UPDATE or DELETE changed, those of triggers not counted.
  [[nodiscard]] int64_t changed_rows() const noexcept;
  [[nodiscard]] bool is_in_transaction() const noexcept;

 private:
  explicit Database(sqlite3* connection);

  std::unique_ptr<int64_t>
      log_pages_;  // at a fixed address, for SQLite's hook; outlives the connection
  std::unique_ptr<sqlite3, CloseConnection> connection_;
  std::chrono::milliseconds busy_timeout_{0};
};

}  // namespace osslens::sqlite
