#include "store/sqlite/transaction.h"

#include <gtest/gtest.h>

#include <utility>

#include "tests/unit/store/store_support.h"

namespace osslens::sqlite {
namespace {

using store::Must;
using store::TempDirectory;

class TransactionTest : public testing::Test {
 protected:
  TransactionTest() : database_(Must(Database::Open(directory_ / "test.db", Access::kCreate))) {
    Must(database_.Execute("set up", "CREATE TABLE t (a)"));
  }

  void Insert() { Must(database_.Execute("insert", "INSERT INTO t VALUES (1)")); }
  int64_t Rows() { return Must(database_.QueryNumber("count", "SELECT count(*) FROM t")); }

  TempDirectory directory_;
  Database database_;
};

TEST_F(TransactionTest, KeepsWhatWasCommitted) {
  auto transaction = Must(Transaction::Begin(database_, Transaction::Kind::kWrite));
  Insert();
  Must(transaction.Commit());
  EXPECT_FALSE(database_.is_in_transaction());
  EXPECT_EQ(Rows(), 1);
}

TEST_F(TransactionTest, RollsBackWhatWasNot) {
  {
    const auto transaction = Must(Transaction::Begin(database_, Transaction::Kind::kWrite));
    Insert();
  }
  EXPECT_FALSE(database_.is_in_transaction());
  EXPECT_EQ(Rows(), 0);
}

TEST_F(TransactionTest, MovesItsDuty) {
  {
    auto first = Must(Transaction::Begin(database_, Transaction::Kind::kWrite));
    Insert();
    const Transaction second = std::move(first);
    EXPECT_TRUE(database_.is_in_transaction());
  }
  EXPECT_EQ(Rows(), 0);
}

TEST_F(TransactionTest, SurvivesARollbackThatSqliteMadeItself) {
  {
    const auto transaction = Must(Transaction::Begin(database_, Transaction::Kind::kWrite));
    Must(database_.Execute("roll back", "ROLLBACK"));
  }
  Insert();
  EXPECT_EQ(Rows(), 1);
}

TEST_F(TransactionTest, AWriterLocksAtOnceAndAReaderDoesNot) {
  Database other = Must(Database::Open(directory_ / "test.db", Access::kReadWrite));
  const auto reading = Must(Transaction::Begin(other, Transaction::Kind::kRead));
  const auto writing = Must(Transaction::Begin(database_, Transaction::Kind::kWrite));
  Database third = Must(Database::Open(directory_ / "test.db", Access::kReadWrite));
  const auto refused = Transaction::Begin(third, Transaction::Kind::kWrite);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace osslens::sqlite
