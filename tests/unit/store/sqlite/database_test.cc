#include "store/sqlite/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/preparer.h"
#include "tests/unit/store/store_support.h"

namespace osslens::sqlite {
namespace {

using store::Must;
using store::TempDirectory;
using testing::HasSubstr;

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() : database_(Must(Database::Open(File(), Access::kCreate))) {
    Must(database_.Execute("set up", "CREATE TABLE t (a INTEGER PRIMARY KEY, b)"));
  }

  [[nodiscard]] std::filesystem::path File() const { return directory_ / "test.db"; }

  TempDirectory directory_;
  Database database_;
};

bool SameLength(std::string_view a, std::string_view b) noexcept { return a.size() == b.size(); }

TEST_F(DatabaseTest, PredicatesSeeEveryByteAndSkipNull) {
  Must(database_.AddPredicate("same_length", &SameLength));
  const auto ask = [this](const std::string& sql) {
    return Must(database_.QueryText("ask", "SELECT coalesce(" + sql + ", 'null')"));
  };
  EXPECT_EQ(ask("same_length(x'610062', 'abc')"), "1");
  EXPECT_EQ(ask("same_length('', 'abc')"), "0");
  EXPECT_EQ(ask("same_length(NULL, 'abc')"), "null");
  EXPECT_EQ(ask("same_length('abc', NULL)"), "null");
}

TEST_F(DatabaseTest, CountsThePagesInItsLog) {
  Must(database_.Execute("set up", "PRAGMA journal_mode = WAL"));
  Must(database_.Execute("insert", "INSERT INTO t (b) VALUES (zeroblob(100000))"));
  EXPECT_GE(database_.log_pages(), 25);
  const LogPages log = Must(database_.RunCheckpoint(Checkpoint::kPassive));
  EXPECT_EQ(log.in_log, database_.log_pages());
  EXPECT_EQ(log.checkpointed, log.in_log);
  Must(database_.Execute("insert", "INSERT INTO t (b) VALUES (1)"));
  EXPECT_LT(database_.log_pages(), 5);
}

TEST_F(DatabaseTest, PreparerKeepsTheFirstFailure) {
  Preparer prepare(database_);
  Statement good = prepare("good", "SELECT 1");
  EXPECT_FALSE(prepare.error().has_value());
  static_cast<void>(prepare("first", "SELECT nothing"));
  static_cast<void>(prepare("second", "SELECT nothing"));
  ASSERT_TRUE(prepare.error().has_value());
  EXPECT_THAT(prepare.error()->message, HasSubstr("cannot first in"));
}

}  // namespace
}  // namespace osslens::sqlite
