#include "analyzers/job_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace osslens::analyzers {
namespace {

using namespace std::chrono_literals;
using store::Exchange;
using testing::IsEmpty;

constexpr WallTime kNoon{std::chrono::sys_days{std::chrono::year{2024} / 5 / 15} + 12h};

class JobTrackerTest : public testing::Test {
 protected:
  // A GetObject that began `after` noon and took a second.
  Exchange& Call(Microseconds after, int status) {
    Exchange& exchange = exchanges_.emplace_back();
    exchange.started_at = kNoon + after;
    exchange.duration = 1s;
    exchange.client_address = "192.0.2.1:" + std::to_string(40'000 + exchanges_.size());
    exchange.method = "GET";
    exchange.operation = "GetObject";
    exchange.bucket = "logs";
    exchange.object = "one.txt";
    exchange.url = "http://logs.oss-cn-hangzhou.aliyuncs.com/one.txt";
    exchange.request.head = "GET /one.txt HTTP/1.1\r\n\r\n";
    exchange.status = status;
    return exchange;
  }
  Exchange& Follow(Exchange& exchange) {
    tracker_.Follow(exchange);
    return exchange;
  }
  void Settle(Exchange& exchange, int64_t id) {
    exchange.id = id;
    tracker_.Settle();
  }
  // A call that failed with 503 and then one 2 s later, as `change` makes it.
  template <class Change>
  bool HealsWhen(Change change) {
    Exchange& refused = Follow(Call(0s, 503));
    Exchange& next = Call(2s, 200);
    change(next);
    Follow(next);
    return refused.job && refused.job->healed;
  }

  std::deque<Exchange> exchanges_;  // they stay where they are
  JobTracker tracker_;
};

TEST_F(JobTrackerTest, HealsAFailureThatWasRepeatedWithSuccess) {
  Exchange& first = Follow(Call(0s, 503));
  EXPECT_FALSE(first.job);
  Exchange& second = Follow(Call(2s, 200));
  ASSERT_TRUE(first.job && second.job);
  EXPECT_EQ(first.job->kind, "retry");
  EXPECT_TRUE(first.job->healed);
  EXPECT_FALSE(second.job->healed) << "it did not fail";
  EXPECT_EQ(first.job->id, second.job->id);
  EXPECT_THAT(tracker_.TakeChanges(), IsEmpty()) << "neither was stored yet";
  EXPECT_EQ(tracker_.remembered(), 0U);
}

TEST_F(JobTrackerTest, IsNotHealedByAReplayOfTheUsers) {
  EXPECT_FALSE(HealsWhen([](Exchange& next) { next.replay_of = 1; }));
  EXPECT_TRUE(HealsWhen([](Exchange&) {}));
}

TEST_F(JobTrackerTest, HealsAllRepetitionsBeforeTheSuccess) {
  Exchange& first = Follow(Call(0s, 503));
  Exchange& second = Follow(Call(2s, 429));
  ASSERT_TRUE(first.job && second.job);
  EXPECT_FALSE(first.job->healed);
  Follow(Call(4s, 200));
  EXPECT_TRUE(first.job->healed);
  EXPECT_TRUE(second.job->healed);
}

TEST_F(JobTrackerTest, TellsWhatBecameOfStoredExchanges) {
  Settle(Follow(Call(0s, 500)), 7);
  Follow(Call(2s, 200));
  const auto changes = tracker_.TakeChanges();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].exchange_id, 7);
  EXPECT_TRUE(changes[0].job.healed);
  EXPECT_THAT(tracker_.TakeChanges(), IsEmpty());
}

TEST_F(JobTrackerTest, ForgetsAnExchangeThatWasNotStored) {
  Settle(Follow(Call(0s, 500)), 0);
  Follow(Call(2s, 200));
  EXPECT_THAT(tracker_.TakeChanges(), IsEmpty());
}

TEST_F(JobTrackerTest, LeavesRepetitionsThatNeverSucceededFailed) {
  Exchange& first = Follow(Call(0s, 503));
  Follow(Call(2s, 503));
  Exchange& last = Follow(Call(4s, 404));
  EXPECT_FALSE(first.job->healed);
  ASSERT_TRUE(last.job);
  EXPECT_EQ(last.job->id, first.job->id);
  EXPECT_FALSE(Follow(Call(6s, 200)).job) << "404 was an answer; this is a new call";
}

TEST_F(JobTrackerTest, HealsARefusalForAWrongClock) {
  Exchange& refused = Call(0s, 403);
  refused.oss_code = "RequestTimeTooSkewed";
  Follow(refused);
  Follow(Call(1s, 200));
  ASSERT_TRUE(refused.job);
  EXPECT_TRUE(refused.job->healed);
}

TEST_F(JobTrackerTest, HealsACallThatWasSentToTheRightEndpointNext) {
  Exchange& refused = Call(0s, 403);
  refused.oss_code = "AccessDenied";
  refused.findings.emplace_back().rule = "wrong-endpoint";
  Follow(refused);
  Exchange& repeated = Call(1s, 200);
  repeated.url = "http://logs.oss-cn-shanghai.aliyuncs.com/one.txt?Expires=1&Signature=new";
  Follow(repeated);
  ASSERT_TRUE(refused.job);
  EXPECT_TRUE(refused.job->healed);
}

TEST_F(JobTrackerTest, HealsAnAbortedUploadOfTheSameLength) {
  for (const char* length : {"5", "6"}) {
    Exchange& aborted = Call(0s, 0);
    aborted.failure = store::Failure{store::FailureKind::kReset, "reset"};
    aborted.request.head = "PUT /one.txt HTTP/1.1\r\nContent-Length: 5\r\n\r\n";
    Follow(aborted);
    Exchange& next = Call(2s, 200);
    next.request.head =
        "PUT /one.txt HTTP/1.1\r\nContent-Length: " + std::string(length) + "\r\n\r\n";
    Follow(next);
    EXPECT_EQ(aborted.job.has_value(), *length == '5');
  }
}

TEST_F(JobTrackerTest, DoesNotHealWhatIsRefusedForGood) {
  Exchange& refused = Call(0s, 403);
  refused.oss_code = "AccessDenied";
  Follow(refused);
  EXPECT_FALSE(Follow(Call(2s, 200)).job);
  EXPECT_FALSE(refused.job);
  EXPECT_EQ(tracker_.remembered(), 0U);
}

TEST_F(JobTrackerTest, TellsARepetitionFromAnotherCall) {
  EXPECT_TRUE(HealsWhen([](Exchange&) {}));
  EXPECT_FALSE(HealsWhen([](Exchange& next) { next.client_address = "192.0.2.2:40000"; }));
  EXPECT_FALSE(HealsWhen([](Exchange& next) { next.object = "two.txt"; }));
  EXPECT_FALSE(HealsWhen([](Exchange& next) { next.url += "?x-oss-process=image/info"; }));
  EXPECT_FALSE(HealsWhen([](Exchange& next) { next.method = "HEAD"; }));
  EXPECT_FALSE(HealsWhen([](Exchange& next) { next.started_at = kNoon; })) << "at the same time";
  EXPECT_FALSE(HealsWhen([](Exchange& next) { next.started_at += 3min; })) << "much later";
}

TEST_F(JobTrackerTest, TiesAMultipartUploadByItsId) {
  Exchange& initiate = Call(0s, 200);
  initiate.operation = "InitiateMultipartUpload";
  initiate.response.body.bytes = "<R><Bucket>logs</Bucket><UploadId>0004B9</UploadId></R>";
  Follow(initiate);
  Exchange& part = Call(2s, 200);
  part.operation = "UploadPart";
  part.url += "?partNumber=1&uploadId=0004B9";
  Follow(part);
  for (const Exchange* exchange : {&initiate, &part}) {
    ASSERT_TRUE(exchange->job);
    EXPECT_EQ(exchange->job->kind, "multipart");
    EXPECT_EQ(exchange->job->id, "0004B9");
  }
  initiate.response.body.bytes = "<R><Bucket>logs</Bucket><UploadId>0004";
  EXPECT_FALSE(Follow(initiate).job) << "its id was not captured whole";
}

TEST_F(JobTrackerTest, HealsAPartWithinItsUpload) {
  Exchange& refused = Call(0s, 500);
  Exchange& repeated = Call(2s, 200);
  for (Exchange* part : {&refused, &repeated}) {
    part->operation = "UploadPart";
    part->url += "?partNumber=1&uploadId=0004B9";
    Follow(*part);
  }
  EXPECT_EQ(refused.job->kind, "multipart");
  EXPECT_TRUE(refused.job->healed);
}

TEST_F(JobTrackerTest, TiesTheRangesOfOneDownload) {
  const auto range = [this](Microseconds after, const char* object) -> Exchange& {
    Exchange& exchange = Call(after, 206);
    exchange.object = object;
    exchange.request.head = "GET / HTTP/1.1\r\nRange: bytes=0-99\r\n\r\n";
    return Follow(exchange);
  };
  const Exchange& first = range(0s, "one.txt");
  ASSERT_TRUE(first.job);
  EXPECT_EQ(first.job->kind, "range");
  EXPECT_EQ(range(0s, "one.txt").job->id, first.job->id);
  EXPECT_NE(range(2s, "two.txt").job->id, first.job->id);
  EXPECT_NE(range(20min, "one.txt").job->id, first.job->id) << "a later download";
  EXPECT_FALSE(Follow(Call(0s, 200)).job);
}

TEST_F(JobTrackerTest, TiesThePagesOfOneListing) {
  const auto page = [this](Microseconds after, const std::string& query, bool more) -> Exchange& {
    Exchange& exchange = Call(after, 200);
    exchange.operation = "ListObjectsV2";
    exchange.url = "http://logs.oss-cn-hangzhou.aliyuncs.com/?list-type=2&" + query;
    exchange.response.body.bytes =
        more ? "<R><IsTruncated>true</IsTruncated>" : "<R><IsTruncated>false</IsTruncated>";
    return Follow(exchange);
  };
  const Exchange& first = page(0s, "prefix=a", true);
  ASSERT_TRUE(first.job);
  EXPECT_EQ(first.job->kind, "list");
  EXPECT_EQ(page(2s, "prefix=a&continuation-token=x", false).job->id, first.job->id);
  EXPECT_NE(page(2s, "prefix=b&continuation-token=x", false).job->id, first.job->id);
  EXPECT_NE(page(4s, "prefix=a", true).job->id, first.job->id) << "listed anew";
  EXPECT_FALSE(page(6s, "prefix=a", false).job) << "one page is no job";
}

TEST_F(JobTrackerTest, PassesTunnelsAndCallbacksOver) {
  for (const auto kind : {store::ExchangeKind::kTunnel, store::ExchangeKind::kCallback}) {
    Exchange& exchange = Call(0s, 503);
    exchange.kind = kind;
    Follow(exchange);
  }
  EXPECT_EQ(tracker_.remembered(), 0U);
}

TEST_F(JobTrackerTest, RemembersALimitedNumberOfCalls) {
  JobTracker tracker(2);
  const auto fail = [&](const std::string& object) -> Exchange& {
    Exchange& exchange = Call(0s, 503);
    exchange.object = object;
    tracker.Follow(exchange);
    return exchange;
  };
  Exchange& forgotten = fail("a");
  fail("b");
  fail("c");
  EXPECT_EQ(tracker.remembered(), 2U);
  Exchange& repeated = Call(2s, 200);
  repeated.object = "a";
  tracker.Follow(repeated);
  EXPECT_FALSE(forgotten.job);
}

TEST_F(JobTrackerTest, RemembersALimitedNumberOfRepetitions) {
  for (int i = 0; i < 20; ++i) Follow(Call(i * 2s, 503));
  Follow(Call(40s, 200));
  EXPECT_TRUE(exchanges_[15].job->healed);
  EXPECT_FALSE(exchanges_[16].job->healed);
}

// OSS knows no such object.
Exchange& Missing(Exchange& exchange) {
  exchange.status = 404;
  exchange.findings.emplace_back().rule = "no-such-key";
  return exchange;
}

TEST_F(JobTrackerTest, AQuestionThatOssAnsweredIsNoFailure) {
  Exchange& asked = Missing(Call(0s, 404));
  asked.method = "HEAD";
  asked.operation = "HeadObject";
  Follow(asked);
  ASSERT_TRUE(asked.job);
  EXPECT_EQ(asked.job->kind, "check");
  EXPECT_TRUE(asked.job->healed);
  EXPECT_EQ(tracker_.remembered(), 0U);
}

class ReadBeforeWrite : public JobTrackerTest {
 protected:
  // A read of what is not there, and an upload 2 s later, as `change` makes it.
  template <class Change>
  bool IsACheckWhen(Change change) {
    Exchange& read = Follow(Missing(Call(0s, 404)));
    EXPECT_FALSE(read.job);
    Exchange& upload = Call(2s, 200);
    upload.method = "PUT";
    upload.operation = "PutObject";
    change(upload);
    Follow(upload);
    return read.job && read.job->kind == "check" && read.job->healed;
  }
};

TEST_F(ReadBeforeWrite, IsAnExistenceCheck) {
  EXPECT_TRUE(IsACheckWhen([](Exchange&) {}));
  EXPECT_EQ(tracker_.remembered(), 0U);
}

TEST_F(ReadBeforeWrite, StaysAFailureWhenTheUploadFails) {
  EXPECT_FALSE(IsACheckWhen([](Exchange& upload) { upload.status = 403; }));
}

TEST_F(ReadBeforeWrite, StaysAFailureWhenAnotherAppUploads) {
  EXPECT_FALSE(IsACheckWhen([](Exchange& upload) {
    upload.request.head = "PUT /one.txt HTTP/1.1\r\nUser-Agent: other\r\n\r\n";
  }));
  EXPECT_FALSE(IsACheckWhen([](Exchange& upload) { upload.client_address = "192.0.2.2:1"; }));
}

TEST_F(ReadBeforeWrite, StaysAFailureWhenAnotherObjectIsUploaded) {
  EXPECT_FALSE(IsACheckWhen([](Exchange& upload) { upload.object = "two.txt"; }));
}

TEST_F(ReadBeforeWrite, StaysAFailureWhenTheUploadCameBeforeOrMuchLater) {
  EXPECT_FALSE(IsACheckWhen([](Exchange& upload) { upload.started_at = kNoon - 5s; }));
  EXPECT_FALSE(IsACheckWhen([](Exchange& upload) { upload.started_at = kNoon + 1h; }));
}

TEST_F(ReadBeforeWrite, IsToldOfReadsThatAreStoredAlready) {
  Exchange& read = Follow(Missing(Call(0s, 404)));
  Settle(read, 7);
  Exchange& upload = Call(2s, 200);
  upload.operation = "PutObject";
  Follow(upload);
  const auto changes = tracker_.TakeChanges();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].exchange_id, 7);
  EXPECT_EQ(changes[0].job.kind, "check");
}

}  // namespace
}  // namespace osslens::analyzers
