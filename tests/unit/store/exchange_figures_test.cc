#include "store/exchange_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/schema.h"
#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class ExchangeFiguresTest : public testing::Test {
 protected:
  template <class Change>
  void Add(Change change) {
    auto exchange = MakeExchange();
    change(*exchange);
    Must(WriteOne(writer_, std::move(exchange)));
  }
  void AddTo(const std::string& bucket) {
    Add([&](Exchange& exchange) { exchange.bucket = bucket; });
  }
  void AddAt(Microseconds age, int status) {
    Add([&](Exchange& exchange) {
      exchange.started_at = kNoon + age;
      exchange.status = status;
    });
  }
  std::vector<std::string> Values(std::string_view key, std::string_view text = "",
                                  const char* filter = "") {
    std::vector<std::string> shown;
    const auto parsed = Must(ParseFilter(filter, kNoon));
    for (const auto& [value, count] : Must(reader_.figures().Values(parsed, key, text, 3))) {
      shown.push_back(value + " " + std::to_string(count));
    }
    return shown;
  }

  TempDirectory directory_;
  ExchangeWriter writer_ = Must(ExchangeWriter::Open(directory_ / "test.db"));
  ExchangeReader reader_ = Must(ExchangeReader::Open(directory_ / "test.db"));
};

TEST_F(ExchangeFiguresTest, ListsTheMostFrequentValuesFirst) {
  for (const char* bucket : {"a", "b", "b", "c", "c", "c", "d", ""}) AddTo(bucket);
  EXPECT_THAT(Values("bucket"), ElementsAre("c 3", "b 2", "a 1"));
}

TEST_F(ExchangeFiguresTest, ListsValuesThatContainTheText) {
  for (const char* bucket : {"logs-2024", "Old-Logs", "photos"}) AddTo(bucket);
  EXPECT_THAT(Values("bucket", "logs"), ElementsAre("Old-Logs 1", "logs-2024 1"));
  EXPECT_THAT(Values("bucket", "none"), IsEmpty());
}

TEST_F(ExchangeFiguresTest, ListsValuesOfWhatTheFilterHoldsFor) {
  AddTo("logs");
  Must(WriteOne(writer_, MakeRefused()));
  EXPECT_THAT(Values("bucket", "", "is:failed"), ElementsAre("logs 1"));
  EXPECT_THAT(Values("status"), ElementsAre("200 1", "403 1"));
  EXPECT_THAT(Values("status", "40"), ElementsAre("403 1"));
}

TEST_F(ExchangeFiguresTest, ListsRulesWithTheExchangesThatHaveThem) {
  Must(WriteOne(writer_, MakeRefused()));
  auto twice = MakeRefused();
  twice->findings.push_back(twice->findings.front());
  Must(WriteOne(writer_, std::move(twice)));
  EXPECT_THAT(Values("rule", "", "rule:wrong-secret"), ElementsAre("wrong-secret 2"));
}

TEST_F(ExchangeFiguresTest, NamesTheKeysWhoseValuesCanBeTold) {
  EXPECT_EQ(reader_.figures().Values(Filter{}, "dur", "", 3).error().message,
            "key must be one of bucket, code, confidence, ec, host, key, kind, method, object, op, "
            "region, "
            "request, rule, status");
}

TEST_F(ExchangeFiguresTest, LooksAtTheNewestOnly) {
  for (const char* bucket : {"old", "new", "new"}) AddTo(bucket);
  auto database = Must(OpenForReading(directory_ / "test.db", SchemaSteps()));
  ExchangeFigures figures(database, 2);
  const auto values = Must(figures.Values(Filter{}, "bucket", "", 3));
  ASSERT_EQ(values.size(), 1U);
  EXPECT_EQ(values[0].value, "new");
  EXPECT_EQ(Must(figures.Operations(Filter{})).at(0).count, 2);
}

TEST_F(ExchangeFiguresTest, CountsOverTimeByOutcome) {
  AddAt(0s, 200);
  AddAt(1s, 403);
  AddAt(9s, 403);
  AddAt(10s, 200);
  Add([](Exchange& exchange) {
    exchange.started_at = kNoon + 10s;
    exchange.status = 503;
    exchange.job = Job{.kind = "retry", .id = "1", .healed = true};
  });
  Add([](Exchange& exchange) {
    exchange.started_at = kNoon + 10s;
    exchange.status = 404;
    exchange.job = Job{.kind = "check", .id = "2", .healed = true};
  });
  const Timeline timeline = Must(reader_.figures().TimelineOf(Filter{}, 2));
  EXPECT_EQ(timeline.from, kNoon);
  EXPECT_EQ(timeline.width, 5s + 1us);
  ASSERT_EQ(timeline.bins.size(), 2U);
  EXPECT_EQ(timeline.bins[0].fine, 1);
  EXPECT_EQ(timeline.bins[0].failed, 1);
  EXPECT_EQ(timeline.bins[1].failed, 1);
  EXPECT_EQ(timeline.bins[1].healed, 1);
  EXPECT_EQ(timeline.bins[1].fine, 2) << "a question that was answered with no is one";
  EXPECT_EQ(Must(reader_.figures().Operations(Filter{})).at(0).failed, 2) << "one of three healed";
}

TEST_F(ExchangeFiguresTest, HasNoBinsWithoutExchanges) {
  EXPECT_THAT(Must(reader_.figures().TimelineOf(Filter{}, 10)).bins, IsEmpty());
  EXPECT_THAT(Must(reader_.figures().Operations(Filter{})), IsEmpty());
  EXPECT_THAT(Values("bucket"), IsEmpty());
}

TEST_F(ExchangeFiguresTest, PutsAllExchangesOfOneMomentIntoTheFirstBin) {
  AddAt(0s, 200);
  AddAt(0s, 200);
  EXPECT_EQ(Must(reader_.figures().TimelineOf(Filter{}, 1000)).bins.at(0).fine, 2);
}

TEST_F(ExchangeFiguresTest, SpreadsDurationsAndSizesByOperation) {
  for (const auto duration : {999us, 1000us, 70'000'000us}) {
    Add([duration](Exchange& exchange) {
      exchange.duration = duration;
      exchange.request_bytes = 1000;
      exchange.response_bytes = 24;
    });
  }
  Add([](Exchange& exchange) {
    exchange.operation.clear();
    exchange.status = 500;
  });
  const auto figures = Must(reader_.figures().Operations(Filter{}));
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].operation, "GetObject");
  EXPECT_EQ(figures[0].count, 3);
  EXPECT_EQ(figures[0].failed, 0);
  EXPECT_EQ(figures[0].duration.median, 1000);
  EXPECT_EQ(figures[0].duration.p90, 70'000'000);
  EXPECT_EQ(figures[0].duration.max, 70'000'000);
  EXPECT_THAT(figures[0].duration.bins, ElementsAre(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
  EXPECT_THAT(figures[0].size.bins, ElementsAre(0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_EQ(figures[1].operation, "");
  EXPECT_EQ(figures[1].failed, 1);
}

}  // namespace
}  // namespace osslens::store
