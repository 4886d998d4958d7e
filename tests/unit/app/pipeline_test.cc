#include "app/pipeline.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>

#include "store/exchange_reader.h"

namespace osslens::app {
namespace {

std::unique_ptr<store::Exchange> MakeExchange(size_t body_bytes = 0) {
  auto exchange = std::make_unique<store::Exchange>();
  exchange->started_at = WallNow();
  exchange->method = "GET";
  exchange->url = "http://bucket.oss-cn-hangzhou.aliyuncs.com/key";
  exchange->status = 200;
  exchange->response.body.bytes.assign(body_bytes, 'x');
  exchange->response.body.total_bytes = body_bytes;
  return exchange;
}

class PipelineTest : public testing::Test, public Pipeline::Listener {
 protected:
  PipelineTest() {
    directory_ = testing::TempDir() + "osslens-pipeline-" +
                 testing::UnitTest::GetInstance()->current_test_info()->name() + "-" +
                 std::to_string(getpid());
    std::filesystem::create_directories(directory_);
  }
  ~PipelineTest() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path file() const { return directory_ / "exchanges.db"; }

  void MakePipeline(const PipelineOptions& options) {
    auto writer = store::ExchangeWriter::Open(file());
    ASSERT_TRUE(writer) << writer.error().message;
    pipeline_ = std::make_unique<Pipeline>(std::move(*writer), *catalogue_, options, *this);
  }

  int64_t Stored() {
    auto reader = store::ExchangeReader::Open(file());
    return reader->Count({}).value();
  }

  void OnStored(std::vector<std::unique_ptr<store::Exchange>> batch) override {
    published_ += batch.size();
  }
  void OnJobsChanged(std::vector<store::JobChange> changes) override {
    job_changes_.insert(job_changes_.end(), changes.begin(), changes.end());
  }
  void OnMarked(const store::Mark& mark) override { marks_.push_back(mark); }
  void OnPauseChanged() override { ++pause_changes_; }

  const Result<analyzers::Catalogue> catalogue_ = analyzers::Catalogue::Load();
  std::filesystem::path directory_;
  std::atomic<size_t> pause_changes_{0};
  std::atomic<size_t> published_{0};
  std::vector<store::JobChange> job_changes_;  // look at them after Stop()
  std::vector<store::Mark> marks_;             // the same
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(PipelineTest, StoresAllThatWasOfferedBeforeStop) {
  MakePipeline({});
  pipeline_->Start();
  for (int i = 0; i < 2000; ++i) pipeline_->Offer(MakeExchange());
  pipeline_->Stop();
  EXPECT_EQ(Stored(), 2000);
  EXPECT_EQ(published_, 2000U);
  EXPECT_EQ(pipeline_->status().exchanges_stored, 2000U);
  EXPECT_EQ(pipeline_->status().exchanges_lost, 0U);
}

std::optional<analyzers::Diagnosis> Throw(const analyzers::Facts&) {
  throw std::runtime_error("broken rule");
}

TEST_F(PipelineTest, StoresExchangesOverWhichARuleBreaksAndNamesTheRule) {
  const std::array<analyzers::Rule, 1> rules = {{{.id = "wrong-secret", .check = &Throw}}};
  PipelineOptions options;
  options.rules = rules;
  MakePipeline(options);
  pipeline_->Start();
  for (int i = 0; i < 6; ++i) {
    auto exchange = MakeExchange();
    exchange->host = "bucket.oss-cn-hangzhou.aliyuncs.com";
    exchange->status = 403;
    exchange->request.head =
        "GET /key HTTP/1.1\r\nHost: bucket.oss-cn-hangzhou.aliyuncs.com\r\n\r\n";
    exchange->response.head = "HTTP/1.1 403 X\r\nServer: AliyunOSS\r\n\r\n";
    exchange->response.body.bytes = "<Error><Code>SignatureDoesNotMatch</Code></Error>";
    pipeline_->Offer(std::move(exchange));
  }
  pipeline_->Stop();
  EXPECT_EQ(Stored(), 6);
  const std::vector<analyzers::RuleTrouble> troubles = pipeline_->status().rule_troubles;
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_EQ(troubles[0].rule, "wrong-secret");
  EXPECT_EQ(troubles[0].failed, 4U);
  EXPECT_TRUE(troubles[0].cut_off);
  EXPECT_EQ(troubles[0].last_failure, "broken rule");
}

TEST_F(PipelineTest, TellsOfFailuresThatALaterBatchHealed) {
  MakePipeline({});
  pipeline_->Start();
  auto refused = MakeExchange();
  refused->host = "bucket.oss-cn-hangzhou.aliyuncs.com";
  refused->request.head = "GET /key HTTP/1.1\r\nHost: bucket.oss-cn-hangzhou.aliyuncs.com\r\n\r\n";
  refused->status = 503;
  auto repeated = MakeExchange();
  repeated->host = refused->host;
  repeated->request.head = refused->request.head;
  pipeline_->Offer(std::move(refused));
  while (published_ == 0) std::this_thread::yield();
  pipeline_->Offer(std::move(repeated));
  pipeline_->Stop();
  ASSERT_EQ(job_changes_.size(), 1U);
  EXPECT_EQ(job_changes_[0].exchange_id, 1);
  EXPECT_TRUE(job_changes_[0].job.healed);
  auto reader = store::ExchangeReader::Open(file());
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->Count(*store::ParseFilter("is:failed", WallNow())).value(), 0);
  EXPECT_EQ(reader->Count(*store::ParseFilter("is:healed", WallNow())).value(), 1);
}

TEST_F(PipelineTest, GivesUpBodiesBeforeRecordsWhenTheQueueIsFull) {
  MakePipeline({64 * 1024, {}});
  for (int i = 0; i < 10; ++i) pipeline_->Offer(MakeExchange(20'000));
  EXPECT_GT(pipeline_->status().bodies_dropped, 0U);
  EXPECT_EQ(pipeline_->status().queue_length, 10U);
  pipeline_->Start();
  pipeline_->Stop();
  EXPECT_EQ(Stored(), 10);
}

TEST_F(PipelineTest, IsCongestedWhileMoreWaitsThanTheQueueHolds) {
  MakePipeline({8 * 1024, {}});
  EXPECT_FALSE(pipeline_->congested());
  for (int i = 0; i < 20; ++i) pipeline_->Offer(MakeExchange());
  EXPECT_TRUE(pipeline_->congested());
  pipeline_->Start();
  pipeline_->Stop();
  EXPECT_FALSE(pipeline_->congested());
}

TEST_F(PipelineTest, DeletesBetweenBatches) {
  MakePipeline({});
  pipeline_->Start();
  for (int i = 0; i < 100; ++i) pipeline_->Offer(MakeExchange());
  while (pipeline_->status().exchanges_stored < 100) std::this_thread::yield();
  const auto deleted = pipeline_->Delete({}).get();
  ASSERT_TRUE(deleted) << deleted.error().message;
  EXPECT_EQ(*deleted, 100U);
  pipeline_->Stop();
  EXPECT_EQ(Stored(), 0);
}

TEST_F(PipelineTest, MarksBetweenBatchesAndTellsOfIt) {
  MakePipeline({});
  pipeline_->Start();
  pipeline_->Offer(MakeExchange());
  while (pipeline_->status().exchanges_stored < 1) std::this_thread::yield();
  const auto mark = pipeline_->SetMark({.exchange_id = 1, .starred = true, .note = "seen"}).get();
  ASSERT_TRUE(mark) << mark.error().message;
  EXPECT_TRUE(mark->starred);
  const auto missing = pipeline_->SetMark({.exchange_id = 2, .starred = true}).get();
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  pipeline_->Stop();
  ASSERT_EQ(marks_.size(), 1U);
  EXPECT_EQ(marks_[0].note, "seen");
  EXPECT_EQ(store::ExchangeReader::Open(file())->Find(1).value()->note, "seen");
}

TEST_F(PipelineTest, RefusesDeletionsOnceItHasStopped) {
  MakePipeline({});
  auto early = pipeline_->Delete({});  // before there is a thread, and then there never is one
  pipeline_->Stop();
  auto late = pipeline_->Delete({});
  for (auto* outcome : {&early, &late}) {
    ASSERT_EQ(outcome->wait_for(std::chrono::seconds(0)), std::future_status::ready);
    const Result<uint64_t> deleted = outcome->get();
    ASSERT_FALSE(deleted);
    EXPECT_EQ(deleted.error().kind, ErrorKind::kUnavailable);
  }
}

TEST_F(PipelineTest, DeletesWhileTheStoreIsFull) {
  auto writer = store::ExchangeWriter::Open(file());
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->LimitPages(1));
  pipeline_ = std::make_unique<Pipeline>(std::move(*writer), *catalogue_, PipelineOptions{}, *this);
  pipeline_->Start();
  pipeline_->Offer(MakeExchange(200'000));
  while (!pipeline_->status().paused) std::this_thread::yield();
  const auto deleted = pipeline_->Delete({}).get();
  ASSERT_TRUE(deleted) << deleted.error().message;
  EXPECT_EQ(*deleted, 0U);
}

TEST_F(PipelineTest, PausesWhileTheStoreIsFullAndGoesOnByItself) {
  auto writer = store::ExchangeWriter::Open(file());
  ASSERT_TRUE(writer);
  // A page limit stands in for a full disk; another connection that holds the write lock would only be waited for.
  ASSERT_TRUE(writer->LimitPages(1));
  pipeline_ = std::make_unique<Pipeline>(std::move(*writer), *catalogue_, PipelineOptions{}, *this);
  pipeline_->Start();
  pipeline_->Offer(MakeExchange(200'000));
  while (!pipeline_->status().paused) std::this_thread::yield();
  EXPECT_FALSE(pipeline_->status().pause_reason.empty());
  EXPECT_FALSE(pipeline_->congested());
}

}  // namespace
}  // namespace osslens::app
