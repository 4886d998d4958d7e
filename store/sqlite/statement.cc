#include "store/sqlite/statement.h"

#include <sqlite3.h>

#include "store/sqlite/error.h"

namespace osslens::sqlite {
namespace {

// A null pointer would bind NULL; an empty view may carry one.
const char* DataOf(std::string_view text) { return text.empty() ? "" : text.data(); }

}  // namespace

void FinalizeStatement::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

void Statement::Note(int code) noexcept {
  if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
}

void Statement::Bind(int parameter, int64_t value) noexcept {
  Note(sqlite3_bind_int64(statement_.get(), parameter, value));
}

void Statement::BindText(int parameter, std::string_view text) noexcept {
  Note(sqlite3_bind_text64(statement_.get(), parameter, DataOf(text), text.size(), SQLITE_STATIC,
                           SQLITE_UTF8));
}

void Statement::BindBlob(int parameter, std::string_view bytes) noexcept {
  Note(
      sqlite3_bind_blob64(statement_.get(), parameter, DataOf(bytes), bytes.size(), SQLITE_STATIC));
}

void Statement::BindNull(int parameter) noexcept {
  Note(sqlite3_bind_null(statement_.get(), parameter));
}

Result<bool> Statement::Step() {
  sqlite3* connection = sqlite3_db_handle(statement_.get());
  if (bind_error_ != SQLITE_OK) {
    return tl::unexpected(ErrorOf(connection, bind_error_, action_));
  }
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return tl::unexpected(ErrorOf(connection, code, action_));
}

Result<void> Statement::Run() {
  const ScopedReset reset(*this);
  for (;;) {
    const Result<bool> row = Step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return {};
  }
}

void Statement::Reset() noexcept {
  // The code that sqlite3_reset returns is the one that Step has reported already.
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  bind_error_ = SQLITE_OK;
}

bool Statement::is_null(int column) const noexcept {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

int64_t Statement::Number(int column) const noexcept {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::Bytes(int column) const noexcept {
  // The blob call leaves a text as it is; its length must be asked for after it (SQLite manual,
  // "Result Values From A Query").
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int count = sqlite3_column_bytes(statement_.get(), column);
  if (bytes == nullptr || count <= 0) return {};
  return {static_cast<const char*>(bytes), static_cast<size_t>(count)};
}

Binder& Binder::Number(int64_t value) {
  statement_.Bind(next_++, value);
  return *this;
}

Binder& Binder::Text(std::string_view text) {
  statement_.BindText(next_++, text);
  return *this;
}

Binder& Binder::TextOrNull(std::string_view text) { return text.empty() ? Null() : Text(text); }

Binder& Binder::BlobOrNull(std::string_view bytes) {
  if (bytes.empty()) return Null();
  statement_.BindBlob(next_++, bytes);
  return *this;
}

Binder& Binder::Null() {
  statement_.BindNull(next_++);
  return *this;
}

}  // namespace osslens::sqlite
