#include "store/exchange_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/schema.h"
#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ExchangeWriterTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path File() const { return directory_ / "test.db"; }
  ExchangeReader Reader() { return Must(ExchangeReader::Open(File())); }
  int64_t Count(std::string_view filter = "") {
    return Must(Reader().Count(Must(ParseFilter(filter, kNoon))));
  }

  static std::vector<std::unique_ptr<Exchange>> Batch(size_t count) {
    std::vector<std::unique_ptr<Exchange>> batch;
    for (size_t i = 0; i < count; ++i) batch.push_back(MakeExchange());
    return batch;
  }

  TempDirectory directory_;
  ExchangeWriter writer_ = Must(ExchangeWriter::Open(directory_ / "test.db"));
};

TEST_F(ExchangeWriterTest, GivesIdsInTheOrderOfTheBatch) {
  const auto batch = Batch(3);
  Must(writer_.Write(batch));
  EXPECT_THAT((std::vector{batch[0]->id, batch[1]->id, batch[2]->id}), ElementsAre(1, 2, 3));
}

TEST_F(ExchangeWriterTest, NeverGivesAnIdTwice) {
  const auto batch = Batch(2);
  Must(writer_.Write(batch));
  Must(writer_.DeleteStep(Filter{}));
  writer_ = Must(ExchangeWriter::Open(File()));
  const auto later = Batch(1);
  Must(writer_.Write(later));
  EXPECT_EQ(later[0]->id, 3);
}

TEST_F(ExchangeWriterTest, KeepsTheOutlineOfAFormWhoseBodyIsNotKeptWhole) {
  auto batch = Batch(3);
  for (auto& exchange : batch) exchange->form.emplace().part_count = 7;
  batch[0]->request.body.truncated = true;
  batch[1]->request.body.truncated = false;
  batch[1]->request.body.dropped = true;
  batch[2]->request.body.truncated = batch[2]->request.body.dropped = false;
  Must(writer_.Write(batch));
  auto reader = Reader();
  for (const int64_t id : {1, 2}) {
    const auto found = Must(reader.Find(id));
    ASSERT_TRUE(found->form) << id;
    EXPECT_EQ(found->form->part_count, 7U);
  }
  // It is read anew from the bytes that are there.
  EXPECT_FALSE(Must(reader.Find(3))->form);
  Must(writer_.DeleteStep(Filter{}));
  auto database = Must(OpenForReading(File(), SchemaSteps()));
  EXPECT_EQ(Must(database.QueryNumber("count", "SELECT count(*) FROM form")), 0);
}

TEST_F(ExchangeWriterTest, AnEmptyBatchIsNothing) {
  Must(writer_.Write({}));
  EXPECT_EQ(Count(), 0);
}

TEST_F(ExchangeWriterTest, ChangesTheJobsOfStoredExchanges) {
  const auto batch = Batch(2);
  Must(writer_.Write(batch));
  const JobChange changes[] = {{1, {.kind = "retry", .id = "a", .healed = true}},
                               {99, {.kind = "retry", .id = "a", .healed = true}}};
  Must(writer_.Write({}, changes));
  auto reader = Reader();
  const auto changed = Must(reader.Find(1));
  ASSERT_TRUE(changed->job);
  EXPECT_EQ(changed->job->kind, "retry");
  EXPECT_EQ(changed->job->id, "a");
  EXPECT_TRUE(changed->job->healed);
  EXPECT_FALSE(Must(reader.Find(2))->job);
  EXPECT_EQ(Count(), 2) << "99 is gone, or never was";
}

TEST_F(ExchangeWriterTest, ChangesMarksAndLeavesWhatHasNoValue) {
  Must(writer_.Write(Batch(2)));
  Mark mark = Must(writer_.SetMark({.exchange_id = 1, .starred = true, .note = "seen"}));
  EXPECT_EQ(mark.exchange_id, 1);
  EXPECT_TRUE(mark.starred);
  EXPECT_EQ(mark.note, "seen");
  mark = Must(writer_.SetMark({.exchange_id = 1, .starred = false}));
  EXPECT_FALSE(mark.starred);
  EXPECT_EQ(mark.note, "seen");
  mark = Must(writer_.SetMark({.exchange_id = 1, .note = ""}));
  EXPECT_EQ(mark.note, "");
  const auto missing = writer_.SetMark({.exchange_id = 3, .starred = true});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
}

TEST_F(ExchangeWriterTest, AnExchangeThatHasAnIdKeepsIt) {
  auto batch = Batch(2);
  batch[0]->id = 40;
  Must(writer_.Write(batch));
  EXPECT_EQ(batch[0]->id, 40);
  EXPECT_EQ(batch[1]->id, 41);
  auto taken = Batch(1);
  taken[0]->id = 40;
  EXPECT_FALSE(writer_.Write(taken));
  EXPECT_EQ(Count(), 2);
}

TEST_F(ExchangeWriterTest, WhatIsWrittenIsSeenByOthersAtOnce) {
  auto reader = Reader();
  const auto batch = Batch(2);
  Must(writer_.Write(batch));
  EXPECT_EQ(Must(reader.Count(Filter{})), 2);
}

// What a killed process leaves behind: the file and its log, and nobody to close them.
TEST_F(ExchangeWriterTest, WhatIsWrittenSurvivesAProcessThatIsKilled) {
  const auto batch = Batch(2);
  Must(writer_.Write(batch));
  TempDirectory other;
  std::filesystem::copy_file(File(), other / "test.db");
  std::filesystem::copy_file(directory_ / "test.db-wal", other / "test.db-wal");
  auto reader = Must(ExchangeReader::Open(other / "test.db"));
  EXPECT_EQ(Must(reader.Find(2))->url, batch[1]->url);
  auto writer = Must(ExchangeWriter::Open(other / "test.db"));
  const auto later = Batch(1);
  Must(writer.Write(later));
  EXPECT_EQ(later[0]->id, 3);
}

TEST_F(ExchangeWriterTest, AFullDiskLeavesNothingHalfWrittenAndMayPass) {
  const auto first = Batch(1);
  Must(writer_.Write(first));
  Must(writer_.LimitPages(1));
  auto batch = Batch(3);
  batch[2]->response.body.bytes.assign(1 << 20, 'x');
  const auto full = writer_.Write(batch);
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(full.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(full.error().message, HasSubstr("database or disk is full (SQLite error 13)"));
  EXPECT_THAT((std::vector{batch[0]->id, batch[1]->id, batch[2]->id}), ElementsAre(0, 0, 0));
  EXPECT_EQ(Count(), 1);

  Must(writer_.LimitPages(1 << 20));
  Must(writer_.Write(batch));
  EXPECT_EQ(Count(), 4);
  EXPECT_EQ(Must(Reader().Find(batch[2]->id))->response.body.bytes.size(), size_t{1} << 20);
}

TEST_F(ExchangeWriterTest, ALockedFileIsUnavailable) {
  auto other = Must(sqlite::Database::Open(File(), sqlite::Access::kReadWrite));
  Must(other.Execute("lock", "BEGIN IMMEDIATE"));
  const auto batch = Batch(1);
  const auto busy = writer_.Write(batch);
  ASSERT_FALSE(busy.has_value());
  EXPECT_EQ(busy.error().kind, ErrorKind::kUnavailable);
  Must(other.Execute("unlock", "ROLLBACK"));
  Must(writer_.Write(batch));
  EXPECT_EQ(Count(), 1);
}

TEST_F(ExchangeWriterTest, DeletesWhatTheFilterHoldsForOldestFirst) {
  Must(writer_.Write(Batch(4)));
  Must(WriteOne(writer_, MakeRefused()));
  StepLimits limits;
  limits.rows = 3;
  const Filter succeeded = Must(ParseFilter("status:200", kNoon));
  const StepProgress first = Must(writer_.DeleteStep(succeeded, limits));
  EXPECT_EQ(first.deleted, 3);
  EXPECT_TRUE(first.has_more);
  EXPECT_EQ(Count("id:<=3"), 0);
  const StepProgress second = Must(writer_.DeleteStep(succeeded, limits));
  EXPECT_EQ(second.deleted, 1);
  EXPECT_FALSE(second.has_more);
  EXPECT_EQ(Count(), 1);
}

TEST_F(ExchangeWriterTest, DeletesEverythingThatBelongsToAnExchange) {
  auto exchange = MakeRefused();
  exchange->request.body.bytes = "body";
  Must(WriteOne(writer_, std::move(exchange)));
  Must(writer_.DeleteStep(Filter{}));
  auto database = Must(sqlite::Database::Open(File(), sqlite::Access::kReadOnly));
  for (const char* table :
       {"exchange", "exchange_detail", "request_body", "response_body", "finding"}) {
    EXPECT_EQ(Must(database.QueryNumber("count", std::string("SELECT count(*) FROM ") + table)), 0)
        << table;
  }
}

TEST_F(ExchangeWriterTest, AStepStopsAtItsLimitOfBodyBytes) {
  auto batch = Batch(4);
  for (auto& exchange : batch) exchange->response.body.bytes.assign(1000, 'x');
  Must(writer_.Write(batch));
  StepLimits limits;
  limits.body_bytes = 2000;
  EXPECT_EQ(Must(writer_.DeleteStep(Filter{}, limits)).deleted, 2);
  limits.body_bytes = 1;
  const StepProgress one = Must(writer_.DeleteStep(Filter{}, limits));
  EXPECT_EQ(one.deleted, 1);
  EXPECT_TRUE(one.has_more);
}

TEST_F(ExchangeWriterTest, TheLogDoesNotGrowWithoutEnd) {
  for (int i = 0; i < 100; ++i) {
    auto batch = Batch(1);
    batch[0]->response.body.bytes.assign(1 << 19, 'x');
    Must(writer_.Write(batch));
  }
  // 50 MiB went through a log that is copied at 4 MiB.
  EXPECT_LT(std::filesystem::file_size(directory_ / "test.db-wal"), 6U << 20);
}

TEST_F(ExchangeWriterTest, TheLogStartsAgainAfterAReaderHeldIt) {
  auto holder = Must(sqlite::Database::Open(File(), sqlite::Access::kReadOnly));
  Must(holder.Execute("hold", "BEGIN; SELECT count(*) FROM exchange"));
  const auto write_some = [this] {
    for (int i = 0; i < 40; ++i) {
      auto batch = Batch(1);
      batch[0]->response.body.bytes.assign(1 << 19, 'x');
      Must(writer_.Write(batch));
    }
  };
  write_some();
  EXPECT_GT(std::filesystem::file_size(directory_ / "test.db-wal"), 18U << 20);
  Must(holder.Execute("let go", "ROLLBACK"));
  write_some();
  EXPECT_LT(std::filesystem::file_size(directory_ / "test.db-wal"), 6U << 20);
}

}  // namespace
}  // namespace osslens::store
