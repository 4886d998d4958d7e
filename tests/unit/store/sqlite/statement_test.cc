#include "store/sqlite/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/database.h"
#include "tests/unit/store/store_support.h"

namespace osslens::sqlite {
namespace {

using namespace std::string_literals;
using store::Must;
using store::TempDirectory;
using testing::HasSubstr;

class StatementTest : public testing::Test {
 protected:
  StatementTest() : database_(Must(Database::Open(File(), Access::kCreate))) {
    Must(database_.Execute("set up", "CREATE TABLE t (a INTEGER PRIMARY KEY, b)"));
  }

  [[nodiscard]] std::filesystem::path File() const { return directory_ / "test.db"; }

  TempDirectory directory_;
  Database database_;
};

TEST_F(StatementTest, BytesComeBackAsTheyWereBound) {
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

TEST_F(StatementTest, EmptyTextIsNotNull) {
  Statement insert = Must(database_.Prepare("insert", "INSERT INTO t (a, b) VALUES (?, ?)"));
  insert.Bind(1, 1);
  insert.BindText(2, std::string_view());
  Must(insert.Run());
  Binder(insert).Number(2).TextOrNull("");
  Must(insert.Run());
  EXPECT_EQ(Must(database_.QueryNumber("count", "SELECT count(*) FROM t WHERE b IS NULL")), 1);
  EXPECT_EQ(Must(database_.QueryNumber("count", "SELECT count(*) FROM t WHERE b = ''")), 1);
}

TEST_F(StatementTest, ResetForgetsWhatWasBound) {
  Statement insert = Must(database_.Prepare("insert", "INSERT INTO t (b) VALUES (?)"));
  insert.BindText(1, "old");
  Must(insert.Run());
  Must(insert.Run());
  EXPECT_EQ(Must(database_.QueryNumber("count", "SELECT count(*) FROM t WHERE b IS NULL")), 1);
}

TEST_F(StatementTest, RowsAreReadInOrder) {
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

TEST_F(StatementTest, ABadBindIsReportedByTheNextStep) {
  Statement insert = Must(database_.Prepare("insert a row", "INSERT INTO t (b) VALUES (?)"));
  insert.Bind(2, 1);
  const auto failed = insert.Run();
  ASSERT_FALSE(failed.has_value());
  EXPECT_THAT(failed.error().message, HasSubstr("SQLite error 25"));
  EXPECT_TRUE(insert.Run().has_value());
}

}  // namespace
}  // namespace osslens::sqlite
