#include "store/sqlite/error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <string>

namespace osslens::sqlite {
namespace {

bool is_disk_full(sqlite3* connection, int code) {
  if ((code & 0xFF) == SQLITE_FULL) return true;
  if ((code & 0xFF) != SQLITE_IOERR) return false;
  // The write-ahead log's index is grown outside of the calls that SQLite maps to SQLITE_FULL.
  const int system_error = sqlite3_system_errno(connection);
  return system_error == ENOSPC || system_error == EDQUOT;
}

ErrorKind KindOf(sqlite3* connection, int code) {
  if (is_disk_full(connection, code)) return ErrorKind::kUnavailable;
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::kUnavailable;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_TOOBIG:
      return ErrorKind::kInvalid;
    default:
      return ErrorKind::kIo;
  }
}

const char* AdviceOf(sqlite3* connection, int code) {
  if (is_disk_full(connection, code)) return "; free some space on that disk";
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "; another process is using it, try again";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "; the file is damaged or not a database, move it away";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return "; check that it exists and who may read and write it";
    default:
      return "";
  }
}

}  // namespace

Error ErrorOf(sqlite3* connection, int code, std::string_view action, std::string_view file) {
  if (file.empty() && connection != nullptr) {
    const char* name = sqlite3_db_filename(connection, "main");
    file = name == nullptr || *name == '\0' ? "memory" : name;
  }
  const char* text = connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection);
  return Error{KindOf(connection, code),
               fmt::format("cannot {} in {}: {} (SQLite error {}){}", action, file, text, code,
                           AdviceOf(connection, code))};
}

}  // namespace osslens::sqlite
