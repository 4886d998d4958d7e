#pragma once

#include "base/result.h"
#include "store/sqlite/database.h"

namespace osslens::sqlite {

// A transaction that is rolled back unless it was committed. kWrite takes the writer's lock at
// once, so that a busy database is reported before any work is done. The database must outlive it.
class Transaction {
 public:
  enum class Kind { kRead, kWrite };

  [[nodiscard]] static Result<Transaction> Begin(Database& database, Kind kind);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // After a failure the transaction is still open and will be rolled back.
  [[nodiscard]] Result<void> Commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_;  // null once committed or moved from
};

}  // namespace osslens::sqlite
