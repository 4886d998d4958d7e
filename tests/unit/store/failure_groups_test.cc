#include "store/failure_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "store/exchange_reader.h"
#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;

class FailureGroupsTest : public testing::Test {
 protected:
  void Add(std::unique_ptr<Exchange> exchange) { Must(WriteOne(writer_, std::move(exchange))); }
  void AddFrom(const std::string& address, const std::string& agent) {
    auto refused = MakeRefused();
    refused->client_address = address;
    refused->request.head =
        "GET / HTTP/1.1\r\n" + (agent.empty() ? "" : "User-Agent: " + agent + "\r\n") + "\r\n";
    Add(std::move(refused));
  }
  std::vector<FailureGroup> Groups() { return Must(reader_.Groups(Filter{}, 10)); }

  TempDirectory directory_;
  ExchangeWriter writer_ = Must(ExchangeWriter::Open(directory_ / "test.db"));
  ExchangeReader reader_ = Must(ExchangeReader::Open(directory_ / "test.db"));
};

TEST_F(FailureGroupsTest, LeaveOutWhatHealed) {
  Add(MakeRefused());
  auto healed = MakeRefused();
  healed->job = Job{.kind = "retry", .id = "1", .healed = true};
  Add(std::move(healed));
  const auto groups = Must(reader_.Groups(Filter{}, 10));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].count, 1);
  EXPECT_EQ(groups[0].over_time.front(), 1);
}

TEST_F(FailureGroupsTest, TellTheirCourse) {
  const auto add = [this](Microseconds age, const char* bucket) {
    auto exchange = MakeRefused();
    exchange->started_at = kNoon + age;
    exchange->bucket = bucket;
    Add(std::move(exchange));
  };
  add(0s, "logs");
  add(1s, "logs");
  add(48s, "photos");
  add(48s, "logs");
  const auto groups = Must(reader_.Groups(Filter{}, 10));
  ASSERT_EQ(groups.size(), 2U);
  ASSERT_EQ(groups[0].over_time.size(), static_cast<size_t>(kGroupBins));
  EXPECT_EQ(groups[0].over_time.front(), 2);
  EXPECT_EQ(groups[0].over_time.back(), 1);
  EXPECT_EQ(groups[1].over_time.front(), 0);
  EXPECT_EQ(groups[1].over_time.back(), 1);
}

TEST_F(FailureGroupsTest, AreOfOneRuleAndBucket) {
  Add(MakeExchange());
  for (int i = 0; i < 7; ++i) {
    auto refused = MakeRefused();
    refused->started_at = kNoon + i * 1s;
    Add(std::move(refused));
  }
  auto elsewhere = MakeRefused();
  elsewhere->bucket = "other";
  Add(std::move(elsewhere));
  auto unexplained = MakeRefused();
  unexplained->findings.clear();
  unexplained->bucket.clear();
  Add(std::move(unexplained));

  const auto groups = Must(reader_.Groups(Filter{}, 10));
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].rule, "wrong-secret");
  EXPECT_EQ(groups[0].bucket, "logs");
  EXPECT_EQ(groups[0].host, "logs.oss-cn-hangzhou.aliyuncs.com");
  EXPECT_EQ(groups[0].count, 7);
  EXPECT_EQ(groups[0].first_at, kNoon);
  EXPECT_EQ(groups[0].last_at, kNoon + 6s);
  EXPECT_THAT(groups[0].sample_ids, ElementsAre(8, 7, 6, 5, 4));
  EXPECT_EQ(groups[1].rule, "");
  EXPECT_EQ(groups[1].bucket, "");
  EXPECT_EQ(groups[2].bucket, "other");
  EXPECT_EQ(Must(reader_.Groups(Must(ParseFilter("bucket:other", kNoon)), 10)).size(), 1U);
  EXPECT_EQ(Must(reader_.Groups(Filter{}, 1)).size(), 1U);
}

TEST_F(FailureGroupsTest, GoByTheStrongestFindingOnly) {
  auto refused = MakeRefused();
  refused->findings.push_back(refused->findings[0]);
  refused->findings[1].rule = "clock-skew";
  Add(std::move(refused));
  const auto groups = Must(reader_.Groups(Filter{}, 10));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].rule, "wrong-secret");
}

TEST_F(FailureGroupsTest, KeepTheVariantsOfARuleApart) {
  for (const char* variant : {"", "other", "other"}) {
    auto refused = MakeRefused();
    refused->findings[0].variant = variant;
    Add(std::move(refused));
  }
  const auto groups = Must(reader_.Groups(Filter{}, 10));
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].rule, "wrong-secret");
  EXPECT_EQ(groups[0].cause, "other");
  EXPECT_THAT(groups[0].sample_ids, ElementsAre(3, 2));
  EXPECT_EQ(groups[1].rule, "wrong-secret");
  EXPECT_EQ(groups[1].cause, "");
  EXPECT_THAT(groups[1].sample_ids, ElementsAre(1));
}

TEST_F(FailureGroupsTest, KeepOperationsApartAndPutEndpointsOfABucketTogether) {
  for (const char* host : {"logs.oss-cn-hangzhou-internal.aliyuncs.com", "logs.oss.example"}) {
    auto refused = MakeRefused();
    refused->host = host;
    Add(std::move(refused));
  }
  auto put = MakeRefused();
  put->operation = "PutObject";
  Add(std::move(put));
  const auto groups = Groups();
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_EQ(groups[0].operation, "GetObject");
  EXPECT_EQ(groups[0].host, "logs.oss.example") << "that of the newest";
  EXPECT_THAT(groups[0].hosts,
              ElementsAre("logs.oss-cn-hangzhou-internal.aliyuncs.com", "logs.oss.example"));
  EXPECT_EQ(groups[1].operation, "PutObject");
}

TEST_F(FailureGroupsTest, AreOfOneHostWhereNoBucketIsKnown) {
  for (const char* host : {"a.example", "b.example", "a.example"}) {
    auto refused = MakeRefused();
    refused->bucket.clear();
    refused->host = host;
    Add(std::move(refused));
  }
  const auto groups = Groups();
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_EQ(groups[0].place(), "a.example");
  EXPECT_EQ(groups[0].count, 2);
  EXPECT_EQ(groups[1].place(), "b.example");
}

TEST_F(FailureGroupsTest, SayOnWhichSideTheNewestFailureLies) {
  for (const Side side : {Side::kOss, Side::kApp, Side::kNetwork}) {
    auto refused = MakeRefused();
    refused->findings[0].side = side;
    Add(std::move(refused));
  }
  EXPECT_EQ(Groups().at(0).side, "network");
}

TEST_F(FailureGroupsTest, GoByWhatAFailureSaysOfItselfWhereNoRuleKnowsIt) {
  const auto add = [this](const char* code, int status, bool broken) {
    auto failed = MakeRefused();
    failed->findings.clear();
    failed->oss_code = code;
    failed->status = status;
    if (broken) failed->failure = Failure{FailureKind::kTimeout, "no answer"};
    Add(std::move(failed));
  };
  add("Oops", 400, false);
  add("", 502, false);
  add("", 0, true);
  std::vector<std::string> causes;
  for (const FailureGroup& group : Groups()) causes.push_back(group.cause);
  EXPECT_THAT(causes, ElementsAre("timeout", "502", "Oops")) << "the newest first among equals";
  EXPECT_EQ(Groups().at(0).side, "");
}

TEST_F(FailureGroupsTest, CountClientsByAddressAndUserAgent) {
  AddFrom("10.0.0.1:1000", "sdk/1");
  AddFrom("10.0.0.1:2000", "sdk/1");
  AddFrom("10.0.0.1:3000", "sdk/2");
  AddFrom("[::1]:4000", "");
  const auto groups = Groups();
  ASSERT_THAT(groups, SizeIs(1));
  EXPECT_EQ(groups[0].client_count, 3);
  EXPECT_THAT(groups[0].clients, ElementsAre("10.0.0.1 sdk/1", "10.0.0.1 sdk/2", "[::1]"));
}

TEST_F(FailureGroupsTest, NameALimitedNumberOfClients) {
  for (int i = 0; i < 25; ++i) AddFrom("10.0.0." + std::to_string(i) + ":1", "sdk");
  EXPECT_EQ(Groups().at(0).client_count, 25);
  EXPECT_THAT(Groups().at(0).clients, SizeIs(kGroupClients));
}

TEST_F(FailureGroupsTest, AskOnlyTheNewestFailuresForTheirClients) {
  AddFrom("10.0.0.1:1", "oldest");
  for (int64_t i = 0; i < kGroupClientsAsked; ++i) AddFrom("10.0.0.2:1", "sdk");
  EXPECT_THAT(Groups().at(0).clients, ElementsAre("10.0.0.2 sdk"));
}

}  // namespace
}  // namespace osslens::store
