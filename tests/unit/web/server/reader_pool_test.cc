#include "web/server/reader_pool.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <vector>

#include "tests/unit/proxy/net/net_fixture.h"
#include "tests/unit/store/store_support.h"

namespace osslens::web {
namespace {

class ReaderPoolOnLoop : public net::LoopTest {
 protected:
  void SetUp() override { store::Must(store::ExchangeWriter::Open(file_)); }
  void TearDown() override {
    pool_.reset();
    LoopTest::TearDown();
  }
  void MakePool(size_t max_readers) {
    pool_ = std::make_unique<ReaderPool>(
        *loop_,
        [this] {
          ++opened_;
          return store::ExchangeReader::Open(file_);
        },
        max_readers);
  }

  store::TempDirectory directory_;
  std::filesystem::path file_ = directory_ / "exchanges.db";
  std::atomic<int> opened_ = 0;
  std::unique_ptr<ReaderPool> pool_;
};

Result<void> Nothing(store::ExchangeReader&) { return {}; }

TEST_F(ReaderPoolOnLoop, GivesEachJobAReaderAndReportsOnTheLoop) {
  MakePool(1);
  int64_t newest = -1;
  bool done = false;
  const auto ticket = pool_->Run(
      [&](store::ExchangeReader& reader) -> Result<void> {
        newest = reader.NewestId().value();
        return {};
      },
      [&](const Result<void>& outcome) { done = outcome.has_value(); });
  loop_->Run();
  EXPECT_TRUE(done);
  EXPECT_EQ(newest, 0);
}

TEST_F(ReaderPoolOnLoop, RunsNoMoreJobsAtOnceThanItHasReaders) {
  MakePool(2);
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  int done = 0;
  std::vector<ReaderPool::Ticket> tickets;
  for (int i = 0; i < 20; ++i) {
    tickets.push_back(pool_->Run(
        [&](store::ExchangeReader&) -> Result<void> {
          const int now = ++running;
          for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
          --running;
          return {};
        },
        [&](const Result<void>&) { ++done; }));
  }
  loop_->Run();
  EXPECT_EQ(done, 20);
  EXPECT_LE(most, 2);
  EXPECT_LE(opened_, 2);
}

TEST_F(ReaderPoolOnLoop, OpensAReaderAnewAfterAFailureOfTheFile) {
  MakePool(1);
  const auto fails = [](store::ExchangeReader&) -> Result<void> {
    return Fail(ErrorKind::kIo, "broken");
  };
  std::string message;
  const auto first =
      pool_->Run(fails, [&](const Result<void>& outcome) { message = outcome.error().message; });
  const auto second = pool_->Run(&Nothing, [](const Result<void>&) {});
  const auto third = pool_->Run(&Nothing, [](const Result<void>&) {});
  loop_->Run();
  EXPECT_EQ(message, "broken");
  EXPECT_EQ(opened_, 2);
}

TEST_F(ReaderPoolOnLoop, ReportsThatNoReaderCanBeOpened) {
  file_ = directory_ / "missing.db";
  MakePool(1);
  bool failed = false;
  const auto ticket = pool_->Run(
      [](store::ExchangeReader&) -> Result<void> {
        ADD_FAILURE() << "there is no reader";
        return {};
      },
      [&](const Result<void>& outcome) { failed = !outcome; });
  loop_->Run();
  EXPECT_TRUE(failed);
}

TEST_F(ReaderPoolOnLoop, GoesOnAfterAJobThatNobodyWaitsForAnyMore) {
  MakePool(1);
  std::latch begun(1);
  std::latch go_on(1);
  auto dropped = pool_->Run(
      [&](store::ExchangeReader&) -> Result<void> {
        begun.count_down();
        go_on.wait();
        return {};
      },
      [](const Result<void>&) { FAIL(); });
  bool done = false;
  const auto next = pool_->Run(&Nothing, [&](const Result<void>&) { done = true; });
  begun.wait();
  dropped.reset();
  go_on.count_down();
  loop_->Run();
  EXPECT_TRUE(done);
  EXPECT_EQ(opened_, 1);
}

TEST_F(ReaderPoolOnLoop, SkipsJobsThatWaitWhenTheirTicketGoes) {
  MakePool(1);
  const auto first = pool_->Run(&Nothing, [](const Result<void>&) {});
  auto second = pool_->Run(
      [](store::ExchangeReader&) -> Result<void> {
        ADD_FAILURE() << "nobody waits for it";
        return {};
      },
      [](const Result<void>&) { FAIL(); });
  second.reset();
  loop_->Run();
}

TEST_F(ReaderPoolOnLoop, MayBeDestroyedWhileJobsRunAndWait) {
  MakePool(1);
  std::latch begun(1);
  std::latch go_on(1);
  const auto running = pool_->Run(
      [&](store::ExchangeReader&) -> Result<void> {
        begun.count_down();
        go_on.wait();
        return {};
      },
      [](const Result<void>&) { FAIL(); });
  const auto waiting = pool_->Run(&Nothing, [](const Result<void>&) { FAIL(); });
  begun.wait();
  pool_.reset();
  go_on.count_down();
  loop_->Run();
}

TEST_F(ReaderPoolOnLoop, MayBeDestroyedByAReport) {
  MakePool(1);
  const auto first = pool_->Run(&Nothing, [&](const Result<void>&) { pool_.reset(); });
  const auto second = pool_->Run(&Nothing, [](const Result<void>&) { FAIL(); });
  loop_->Run();
  EXPECT_EQ(pool_, nullptr);
}

}  // namespace
}  // namespace osslens::web
