#include "store/retention.h"

#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using namespace std::chrono_literals;

class RetentionTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path File() const { return directory_ / "test.db"; }
  ExchangeReader Reader() { return Must(ExchangeReader::Open(File())); }
  int64_t Count() { return Must(Reader().Count(Filter{})); }
  int64_t OldestId() { return Must(Reader().Next(Filter{}, 0, 1)).at(0)->id; }

  void Add(WallTime started_at, size_t body_bytes = 0) {
    auto exchange = MakeExchange();
    exchange->started_at = started_at;
    exchange->response.body.bytes.assign(body_bytes, 'x');
    Must(WriteOne(writer_, std::move(exchange)));
  }

  // Steps until there is no more to do; the number of steps.
  int StepToTheEnd(const RetentionLimits& retention, const StepLimits& limits = {}) {
    for (int steps = 1; steps < 1000; ++steps) {
      if (!Must(writer_.RetentionStep(retention, kNoon, limits)).has_more) return steps;
    }
    ADD_FAILURE() << "retention finds more work for ever";
    return 0;
  }

  uint64_t BytesOnDisk() {
    uint64_t bytes = 0;
    for (const char* name : {"test.db", "test.db-wal"}) {
      bytes += std::filesystem::file_size(directory_ / name);
    }
    return bytes;
  }

  TempDirectory directory_;
  ExchangeWriter writer_ = Must(ExchangeWriter::Open(directory_ / "test.db"));
};

TEST_F(RetentionTest, WithoutLimitsNothingHappens) {
  Add(kNoon - 100000h);
  EXPECT_EQ(StepToTheEnd({}), 1);
  EXPECT_EQ(Count(), 1);
}

TEST_F(RetentionTest, RemovesWhatIsOlderThanTheLimitAndNotWhatIsAsOld) {
  Add(kNoon - 2h);
  Add(kNoon - 1h - 1us);
  Add(kNoon - 1h);
  Add(kNoon);
  RetentionLimits retention;
  retention.max_age = 1h;
  StepToTheEnd(retention);
  EXPECT_EQ(Count(), 2);
  EXPECT_EQ(OldestId(), 3);
}

TEST_F(RetentionTest, AgeCountsFromTheStartWhateverTheId) {
  Add(kNoon);
  Add(kNoon - 2h);  // a tunnel that ended just now
  RetentionLimits retention;
  retention.max_age = 1h;
  StepToTheEnd(retention);
  EXPECT_EQ(Count(), 1);
  EXPECT_EQ(OldestId(), 1);
}

TEST_F(RetentionTest, AnExpiredStepTakesAtMostItsRows) {
  for (int i = 0; i < 5; ++i) Add(kNoon - 2h);
  RetentionLimits retention;
  retention.max_age = 1h;
  StepLimits limits;
  limits.rows = 2;
  const StepProgress first = Must(writer_.RetentionStep(retention, kNoon, limits));
  EXPECT_EQ(first.deleted, 2);
  EXPECT_TRUE(first.has_more);
  EXPECT_EQ(Count(), 3);
  EXPECT_EQ(StepToTheEnd(retention, limits), 3);
  EXPECT_EQ(Count(), 0);
}

TEST_F(RetentionTest, MarkedExchangesAreNeverTooOld) {
  for (int i = 0; i < 4; ++i) Add(kNoon - 2h);
  Must(writer_.SetMark({.exchange_id = 1, .starred = true}));
  Must(writer_.SetMark({.exchange_id = 3, .note = "to be shown to support"}));
  RetentionLimits retention;
  retention.max_age = 1h;
  EXPECT_EQ(StepToTheEnd(retention), 2);
  EXPECT_EQ(Must(Reader().Count(Must(ParseFilter("is:starred id:1", kNoon)))), 1);
  EXPECT_EQ(Must(Reader().Count(Must(ParseFilter("is:noted id:3", kNoon)))), 1);
  EXPECT_EQ(Count(), 2);
  Must(writer_.SetMark({.exchange_id = 1, .starred = false}));
  Must(writer_.SetMark({.exchange_id = 3, .note = ""}));
  StepToTheEnd(retention);
  EXPECT_EQ(Count(), 0);
}

TEST_F(RetentionTest, OthersMakeRoomForMarkedExchanges) {
  RetentionLimits retention;
  retention.max_size_bytes = 8 << 20;
  for (int i = 0; i < 60; ++i) {
    Add(kNoon, 1 << 18);
    if (i < 5) Must(writer_.SetMark({.exchange_id = i + 1, .starred = true}));
    StepToTheEnd(retention);
    ASSERT_LE(Must(writer_.SizeOnDisk()), retention.max_size_bytes) << i;
  }
  EXPECT_EQ(Must(Reader().Count(Must(ParseFilter("is:starred", kNoon)))), 5);
  EXPECT_EQ(Must(Reader().Count(Must(ParseFilter("id:6", kNoon)))), 0);
  EXPECT_EQ(Must(Reader().Count(Must(ParseFilter("id:60", kNoon)))), 1);
}

TEST_F(RetentionTest, MarkedExchangesTakeNoMoreThanHalfOfTheRoom) {
  RetentionLimits retention;
  retention.max_size_bytes = 8 << 20;
  for (int i = 0; i < 60; ++i) {
    Add(kNoon, 1 << 18);
    Must(writer_.SetMark({.exchange_id = i + 1, .starred = true}));
    StepToTheEnd(retention);
    ASSERT_LE(Must(writer_.SizeOnDisk()), retention.max_size_bytes) << i;
  }
  Add(kNoon, 1 << 18);
  StepToTheEnd(retention);
  EXPECT_EQ(Must(Reader().Count(Must(ParseFilter("id:61", kNoon)))), 1) << "capture goes on";
  EXPECT_GT(OldestId(), 30) << "the oldest of the marked ones go";
  EXPECT_GT(Count(), 10);
}

TEST_F(RetentionTest, HoldsTheSizeOnDiskByRemovingTheOldest) {
  RetentionLimits retention;
  retention.max_size_bytes = 8 << 20;
  for (int i = 0; i < 100; ++i) {
    Add(kNoon, 1 << 18);
    StepToTheEnd(retention);
    ASSERT_LE(Must(writer_.SizeOnDisk()), retention.max_size_bytes) << i;
  }
  ASSERT_LE(BytesOnDisk(), retention.max_size_bytes);
  EXPECT_GT(Count(), 15);
  EXPECT_EQ(OldestId(), 100 - Count() + 1);
}

TEST_F(RetentionTest, GivesSpaceBackToTheDiskWhenTheLimitFalls) {
  for (int i = 0; i < 40; ++i) Add(kNoon, 1 << 18);
  ASSERT_GT(BytesOnDisk(), 10U << 20);
  RetentionLimits retention;
  retention.max_size_bytes = 4 << 20;
  StepToTheEnd(retention);
  EXPECT_LE(Must(writer_.SizeOnDisk()), 4U << 20);
  EXPECT_LE(BytesOnDisk(), 4U << 20);
  EXPECT_GT(Count(), 5);
}

TEST_F(RetentionTest, AStepGivesBackAtMostItsPages) {
  for (int i = 0; i < 40; ++i) Add(kNoon, 1 << 18);
  while (Must(writer_.DeleteStep(Filter{})).has_more) {
  }
  RetentionLimits retention;
  retention.max_size_bytes = 1 << 20;
  StepLimits limits;
  limits.pages = 25;
  // 10 MiB are 640 pages of 16 KiB.
  EXPECT_GT(StepToTheEnd(retention, limits), 20);
}

TEST_F(RetentionTest, ALimitThatNothingFitsEndsWithAnEmptyStore) {
  for (int i = 0; i < 10; ++i) Add(kNoon);
  RetentionLimits retention;
  retention.max_size_bytes = 1;
  StepToTheEnd(retention);
  EXPECT_EQ(Count(), 0);
}

TEST_F(RetentionTest, DoesNotRemoveMuchMoreThanNeeded) {
  for (int i = 0; i < 400; ++i) Add(kNoon, 8000);
  RetentionLimits retention;
  retention.max_size_bytes = 4 << 20;
  StepToTheEnd(retention);
  // 3 MiB of the 4 are for exchanges of about 12 KiB.
  EXPECT_GT(Count(), 200);
}

}  // namespace
}  // namespace osslens::store
