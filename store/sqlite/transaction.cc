#include "store/sqlite/transaction.h"

#include <utility>

namespace osslens::sqlite {

Result<Transaction> Transaction::Begin(Database& database, Kind kind) {
  const Result<void> begun =
      database.Execute("begin a transaction", kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
  if (!begun) return tl::unexpected(begun.error());
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  // SQLite has rolled back by itself after some failures (a full disk among them); then there is
  // nothing left to do.
  if (database_ == nullptr || !database_->is_in_transaction()) return;
  // When even this fails, the next BEGIN says so.
  static_cast<void>(database_->Execute("roll back a transaction", "ROLLBACK"));
}

Result<void> Transaction::Commit() {
  Result<void> committed = database_->Execute("commit a transaction", "COMMIT");
  if (committed) database_ = nullptr;
  return committed;
}

}  // namespace osslens::sqlite
