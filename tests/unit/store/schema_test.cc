#include "store/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <vector>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using sqlite::Access;
using sqlite::Database;
using testing::HasSubstr;

class SchemaTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path File() const { return directory_ / "test.db"; }

  // A database made by hand, not by the code under test.
  void MakeByHand(const std::string& sql) {
    auto database = Must(Database::Open(File(), Access::kCreate));
    Must(database.Execute("set up", sql));
  }

  TempDirectory directory_;
  const std::vector<const char*> one_step_{"CREATE TABLE a (x)"};
  const std::vector<const char*> two_steps_{"CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"};
};

mode_t ModeOf(const std::filesystem::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

TEST_F(SchemaTest, ANewFileIsPrivateWithItsLogAndIndex) {
  const mode_t before = ::umask(0);
  auto database = Must(OpenForWriting(File(), SchemaSteps()));
  Must(database.Execute("write", "DELETE FROM finding"));
  ::umask(before);
  EXPECT_EQ(ModeOf(File()), 0600U);
  EXPECT_EQ(ModeOf(directory_ / "test.db-wal"), 0600U);
  EXPECT_EQ(ModeOf(directory_ / "test.db-shm"), 0600U);
}

TEST_F(SchemaTest, AnOpenFileIsClosedToOthers) {
  { const auto database = Must(OpenForWriting(File(), SchemaSteps())); }
  ASSERT_EQ(::chmod(File().c_str(), 0644), 0);
  const auto database = Must(OpenForWriting(File(), SchemaSteps()));
  EXPECT_EQ(ModeOf(File()), 0600U);
}

TEST_F(SchemaTest, ANewFileIsSetUpForItsWork) {
  auto database = Must(OpenForWriting(File(), SchemaSteps()));
  const auto ask = [&](const char* sql) { return Must(database.QueryText("ask", sql)); };
  EXPECT_EQ(ask("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(ask("PRAGMA synchronous"), "1");
  EXPECT_EQ(ask("PRAGMA auto_vacuum"), "2");
  EXPECT_EQ(ask("PRAGMA application_id"), "1330860876");
  EXPECT_EQ(ask("PRAGMA user_version"), std::to_string(SchemaSteps().size()));
}

TEST_F(SchemaTest, AnOlderFileIsBroughtUpToDateWithItsRows) {
  {
    auto database = Must(OpenForWriting(File(), one_step_));
    Must(database.Execute("write", "INSERT INTO a VALUES (7)"));
  }
  auto database = Must(OpenForWriting(File(), two_steps_));
  EXPECT_EQ(Must(database.QueryNumber("ask", "PRAGMA user_version")), 2);
  EXPECT_EQ(Must(database.QueryNumber("ask", "SELECT x FROM a WHERE y IS NULL")), 7);
}

TEST_F(SchemaTest, AStepThatFailsLeavesTheOlderVersion) {
  { const auto database = Must(OpenForWriting(File(), one_step_)); }
  const std::vector<const char*> broken{one_step_[0], "CREATE TABLE b (x); CREATE TABLE a (x)"};
  const auto refused = OpenForWriting(File(), broken);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("cannot bring the tables up to date in"));
  auto database = Must(OpenForWriting(File(), one_step_));
  EXPECT_EQ(Must(database.QueryNumber("ask", "PRAGMA user_version")), 1);
  EXPECT_EQ(Must(database.QueryNumber("ask", "SELECT count(*) FROM sqlite_schema")), 1);
}

TEST_F(SchemaTest, ANewerFileIsNotSupported) {
  { const auto database = Must(OpenForWriting(File(), two_steps_)); }
  for (const bool for_writing : {true, false}) {
    const auto refused =
        for_writing ? OpenForWriting(File(), one_step_) : OpenForReading(File(), one_step_);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::kUnsupported);
    EXPECT_EQ(refused.error().message,
              File().native() +
                  " was written by a newer osslens (schema 2, this one knows 1); "
                  "use that version or choose another directory with --data-dir");
  }
}

TEST_F(SchemaTest, AReaderDoesNotChangeAnOlderFile) {
  { const auto database = Must(OpenForWriting(File(), one_step_)); }
  const auto refused = OpenForReading(File(), two_steps_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(refused.error().message, HasSubstr("was written by an older osslens (schema 1"));
}

TEST_F(SchemaTest, AForeignDatabaseIsRefusedAndLeftAlone) {
  MakeByHand("CREATE TABLE theirs (x); PRAGMA user_version = 1");
  ASSERT_EQ(::chmod(File().c_str(), 0644), 0);
  const std::string before = ReadFile(File());
  for (const bool for_writing : {true, false}) {
    const auto refused =
        for_writing ? OpenForWriting(File(), SchemaSteps()) : OpenForReading(File(), SchemaSteps());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(refused.error().message, File().native() +
                                           " is a database of another program; "
                                           "choose another directory with --data-dir");
  }
  EXPECT_EQ(ReadFile(File()), before);
  EXPECT_EQ(ModeOf(File()), 0644U);
}

TEST_F(SchemaTest, AFileThatIsNoDatabaseIsRefused) {
  const std::string text(5000, 'x');
  WriteFile(File(), text);
  const auto refused = OpenForWriting(File(), SchemaSteps());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(refused.error().message,
              HasSubstr("file is not a database (SQLite error 26); the file is damaged or not a "
                        "database, move it away"));
  EXPECT_EQ(ReadFile(File()), text);
}

TEST_F(SchemaTest, ADamagedFileIsRefused) {
  { const auto database = Must(OpenForWriting(File(), SchemaSteps())); }
  std::string bytes = ReadFile(File());
  // Behind the header: the b-tree page of the schema itself.
  bytes.replace(100, 3000, std::string(3000, '\x5a'));
  WriteFile(File(), bytes);
  const auto refused = OpenForWriting(File(), SchemaSteps());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(refused.error().message, HasSubstr("move it away"));
}

TEST_F(SchemaTest, AReaderNeedsAFile) {
  const auto refused = OpenForReading(File(), SchemaSteps());
  ASSERT_FALSE(refused.has_value());
  EXPECT_FALSE(std::filesystem::exists(File()));
}

TEST_F(SchemaTest, AWriterNeedsADirectory) {
  const auto refused = OpenForWriting(directory_ / "none/test.db", SchemaSteps());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kIo);
  EXPECT_EQ(refused.error().message,
            "cannot open " + (directory_ / "none/test.db").native() +
                " for writing: No such file or directory; check who may write there");
}

// A released step is never edited: the file of its version was written when it was released.
TEST_F(SchemaTest, ReleasedStepsAreAsTheyWereReleased) {
  const std::vector<const char*> steps(SchemaSteps().begin(), SchemaSteps().end());
  for (size_t version = 1; version <= steps.size(); ++version) {
    const auto file = std::filesystem::path(OSSLENS_SCHEMA_FILES) /
                      ("schema_" + std::to_string(version) + ".sql");
    EXPECT_EQ(std::string(steps[version - 1]), "\n" + ReadFile(file)) << file;
  }
}

TEST_F(SchemaTest, AFileOfEveryVersionCanBeOpened) {
  for (size_t version = 1; version <= SchemaSteps().size(); ++version) {
    TempDirectory directory;
    { const auto old = Must(OpenForWriting(directory / "old.db", SchemaSteps().first(version))); }
    auto database = Must(OpenForWriting(directory / "old.db", SchemaSteps()));
    EXPECT_EQ(Must(database.QueryNumber("ask", "SELECT count(*) FROM exchange")), 0);
  }
}

TEST_F(SchemaTest, ExchangesOfOlderFilesHaveNeitherStarNorNote) {
  {
    auto old = Must(OpenForWriting(File(), SchemaSteps().first(2)));
    Must(old.Execute("write", R"sql(
      INSERT INTO exchange VALUES (7, 1, 1, 'forward', 'GET', 'http://a/', 'a', 80, 200, 0, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, 0, 0, 0,
        NULL, 0))sql"));
  }
  auto writer = Must(ExchangeWriter::Open(File()));
  auto reader = Must(ExchangeReader::Open(File()));
  const auto before = Must(reader.Find(7));
  EXPECT_FALSE(before->starred);
  EXPECT_EQ(before->note, "");
  Must(writer.SetMark({.exchange_id = 7, .starred = true, .note = "old"}));
  const auto after = Must(reader.Find(7));
  EXPECT_TRUE(after->starred);
  EXPECT_EQ(after->note, "old");
  EXPECT_EQ(after->url, "http://a/");
}

}  // namespace
}  // namespace osslens::store
