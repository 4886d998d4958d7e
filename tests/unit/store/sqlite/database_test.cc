#include "store/sqlite/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/preparer.h"
#include "tests/unit/store/store_support.h"

namespace osslens::sqlite {
namespace {

using namespace std::string_literals;
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

TEST_F(DatabaseTest, BytesComeBackAsTheyWereBound) {
  const std::string bytes = "\0a\xff\xc3"s;
  Statement insert = Must(database_.Prepare("insert", "INSERT INTO t (b) VALUES (?)"));
  for (const bool as_text : {true, false}) {
    if (as_text) {
      insert.BindText(1, bytes);
    } else {
      insert.BindBlob(1, bytes);
    }
    Must(insert.Run());
  }
  Statement select = Must(database_.Prepare("select", "SELECT b, typeof(b) FROM t ORDER BY a"));
  for (const char* type : {"text", "blob"}) {
    ASSERT_TRUE(Must(select.Step()));
    EXPECT_EQ(select.Bytes(0), bytes);
    EXPECT_EQ(select.Bytes(1), type);
  }
  EXPECT_FALSE(Must(select.Step()));
}

TEST_F(DatabaseTest, EmptyTextIsNotNull) {
  Statement insert = Must(database_.Prepare("insert", "INSERT INTO t (a, b) VALUES (?, ?)"));
  insert.Bind(1, 1);
  insert.BindText(2, std::string_view());
  Must(insert.Run());
  Binder(insert).Number(2).TextOrNull("");
  Must(insert.Run());
  EXPECT_EQ(Must(database_.QueryNumber("count", "SELECT count(*) FROM t WHERE b IS NULL")), 1);
  EXPECT_EQ(Must(database_.QueryNumber("count", "SELECT count(*) FROM t WHERE b = ''")), 1);
}

TEST_F(DatabaseTest, ResetForgetsWhatWasBound) {
  Statement insert = Must(database_.Prepare("insert", "INSERT INTO t (b) VALUES (?)"));
  insert.BindText(1, "old");
  Must(insert.Run());
  Must(insert.Run());
  EXPECT_EQ(Must(database_.QueryNumber("count", "SELECT count(*) FROM t WHERE b IS NULL")), 1);
}

TEST_F(DatabaseTest, RowsAreReadInOrder) {
  Must(database_.Execute("insert", "INSERT INTO t VALUES (7, NULL), (8, 'x')"));
  Statement select = Must(database_.Prepare("select", "SELECT a, b, a = 8 FROM t ORDER BY a"));
  ASSERT_TRUE(Must(select.Step()));
  RowReader first(select);
  EXPECT_EQ(first.Number(), 7);
  EXPECT_TRUE(first.is_null());
  EXPECT_EQ(first.Text(), "");
  EXPECT_FALSE(first.Flag());
  ASSERT_TRUE(Must(select.Step()));
  RowReader second(select);
  EXPECT_EQ(second.Number(), 8);
  EXPECT_EQ(second.View(), "x");
  EXPECT_TRUE(second.Flag());
}

TEST_F(DatabaseTest, ErrorsNameTheActionTheFileAndTheExtendedCode) {
  Must(database_.Execute("insert", "INSERT INTO t VALUES (7, NULL)"));
  const auto failed = database_.Execute("insert a row", "INSERT INTO t VALUES (7, 'secret')");
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().kind, ErrorKind::kIo);
  // 1555 is SQLITE_CONSTRAINT_PRIMARYKEY; the plain code would be 19.
  EXPECT_EQ(failed.error().message, "cannot insert a row in " + File().native() +
                                        ": UNIQUE constraint failed: t.a (SQLite error 1555)");
}

TEST_F(DatabaseTest, ABadBindIsReportedByTheNextStep) {
  Statement insert = Must(database_.Prepare("insert a row", "INSERT INTO t (b) VALUES (?)"));
  insert.Bind(2, 1);
  const auto failed = insert.Run();
  ASSERT_FALSE(failed.has_value());
  EXPECT_THAT(failed.error().message, HasSubstr("SQLite error 25"));
  EXPECT_TRUE(insert.Run().has_value());
}

TEST_F(DatabaseTest, AMissingFileIsNamed) {
  const auto missing = Database::Open(directory_ / "none.db", Access::kReadOnly);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, ErrorKind::kIo);
  EXPECT_EQ(missing.error().message, "cannot open the database in " +
                                         (directory_ / "none.db").native() +
                                         ": unable to open database file (SQLite error 14); "
                                         "check that it exists and who may read and write it");
}

TEST_F(DatabaseTest, ALockedFileIsUnavailable) {
  Must(database_.Execute("lock", "BEGIN IMMEDIATE"));
  Database other = Must(Database::Open(File(), Access::kReadWrite));
  const auto busy = other.Execute("begin", "BEGIN IMMEDIATE");
  ASSERT_FALSE(busy.has_value());
  EXPECT_EQ(busy.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(busy.error().message, HasSubstr("another process is using it, try again"));
}

TEST_F(DatabaseTest, AFullFileIsUnavailable) {
  Must(database_.Execute("limit", "PRAGMA max_page_count = 4"));
  const auto full = database_.Execute("insert", "INSERT INTO t (b) VALUES (zeroblob(100000))");
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(full.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(full.error().message, HasSubstr("(SQLite error 13); free some space on that disk"));
}

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
