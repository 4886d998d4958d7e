#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3_stmt;

namespace osslens::sqlite {

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept;
};

// One prepared statement, made by Database::Prepare and used on its database's thread only.
// Parameters count from 1, columns from 0, as in SQLite.
//
// Bound texts and blobs are not copied: they must live until Reset. Views of columns are valid
// until the next Step or Reset. A bind that fails is reported by the next Step.
class Statement {
 public:
  // `action` completes "cannot ..." in errors and must outlive the statement; a literal does.
  Statement(sqlite3_stmt* statement, std::string_view action)
      : statement_(statement), action_(action) {}

  void Bind(int parameter, int64_t value) noexcept;
  void BindText(int parameter, std::string_view text) noexcept;
  void BindBlob(int parameter, std::string_view bytes) noexcept;
  void BindNull(int parameter) noexcept;

  // True when a row is ready, false at the end.
  [[nodiscard]] Result<bool> Step();
  // For statements without rows: runs to the end, then resets.
  [[nodiscard]] Result<void> Run();
  // Ends the run, releases its locks and forgets what was bound.
  void Reset() noexcept;

  [[nodiscard]] bool is_null(int column) const noexcept;
  [[nodiscard]] int64_t Number(int column) const noexcept;
  // Text or blob, whichever it is: the bytes as stored, which need not be valid UTF-8.
  [[nodiscard]] std::string_view Bytes(int column) const noexcept;

 private:
  void Note(int code) noexcept;

  std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement_;
  std::string_view action_;
  int bind_error_ = 0;
};

// Resets a statement at the end of a scope, so that no read lock outlives the function that read.
class ScopedReset {
 public:
  explicit ScopedReset(Statement& statement) : statement_(statement) {}
  ~ScopedReset() { statement_.Reset(); }
  ScopedReset(const ScopedReset&) = delete;
  ScopedReset& operator=(const ScopedReset&) = delete;

 private:
  Statement& statement_;
};

// Binds parameters one after another, so that a long list stands in the order of its columns.
class Binder {
 public:
  explicit Binder(Statement& statement, int first_parameter = 1)
      : statement_(statement), next_(first_parameter) {}

  Binder& Number(int64_t value);
  Binder& Text(std::string_view text);
  // An empty text becomes NULL, which indexes leave out and comparisons never match.
  Binder& TextOrNull(std::string_view text);
  Binder& BlobOrNull(std::string_view bytes);
  Binder& Null();

 private:
  Statement& statement_;
  int next_;
};

// Reads columns one after another; NULL is 0 or an empty text.
class RowReader {
 public:
  explicit RowReader(const Statement& statement) : statement_(statement) {}

  [[nodiscard]] bool is_null() const { return statement_.is_null(next_); }
  [[nodiscard]] int64_t Number() { return statement_.Number(next_++); }
  [[nodiscard]] bool Flag() { return Number() != 0; }
  [[nodiscard]] std::string_view View() { return statement_.Bytes(next_++); }
  [[nodiscard]] std::string Text() { return std::string(View()); }

 private:
  const Statement& statement_;
  int next_ = 0;
};

}  // namespace osslens::sqlite
