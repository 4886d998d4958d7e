#include "store/sqlite/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/database.h"
#include "tests/unit/store/store_support.h"

namespace osslens::sqlite {
namespace {

using store::Must;
using store::TempDirectory;
using testing::HasSubstr;

class ErrorTest : public testing::Test {
 protected:
  ErrorTest() : database_(Must(Database::Open(File(), Access::kCreate))) {
    Must(database_.Execute("set up", "CREATE TABLE t (a INTEGER PRIMARY KEY, b)"));
  }

  [[nodiscard]] std::filesystem::path File() const { return directory_ / "test.db"; }

  TempDirectory directory_;
  Database database_;
};

TEST_F(ErrorTest, ErrorsNameTheActionTheFileAndTheExtendedCode) {
  Must(database_.Execute("insert", "INSERT INTO t VALUES (7, NULL)"));
  const auto failed = database_.Execute("insert a row", "INSERT INTO t VALUES (7, 'secret')");
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().kind, ErrorKind::kIo);
  // 1555 is SQLITE_CONSTRAINT_PRIMARYKEY; the plain code would be 19.
  EXPECT_EQ(failed.error().message, "cannot insert a row in " + File().native() +
                                        ": UNIQUE constraint failed: t.a (SQLite error 1555)");
}

TEST_F(ErrorTest, AMissingFileIsNamed) {
  const auto missing = Database::Open(directory_ / "none.db", Access::kReadOnly);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, ErrorKind::kIo);
  EXPECT_EQ(missing.error().message, "cannot open the database in " +
                                         (directory_ / "none.db").native() +
                                         ": unable to open database file (SQLite error 14); "
                                         "check that it exists and who may read and write it");
}

TEST_F(ErrorTest, ALockedFileIsUnavailable) {
  Must(database_.Execute("lock", "BEGIN IMMEDIATE"));
  Database other = Must(Database::Open(File(), Access::kReadWrite));
  const auto busy = other.Execute("begin", "BEGIN IMMEDIATE");
  ASSERT_FALSE(busy.has_value());
  EXPECT_EQ(busy.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(busy.error().message, HasSubstr("another process is using it, try again"));
}

TEST_F(ErrorTest, AFullFileIsUnavailable) {
  Must(database_.Execute("limit", "PRAGMA max_page_count = 4"));
  const auto full = database_.Execute("insert", "INSERT INTO t (b) VALUES (zeroblob(100000))");
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(full.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(full.error().message, HasSubstr("(SQLite error 13); free some space on that disk"));
}

}  // namespace
}  // namespace osslens::sqlite
