#include "store/exchange_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::ElementsAre;

class ExchangeReaderTest : public testing::Test {
 protected:
  void Add(std::unique_ptr<Exchange> exchange) { Must(WriteOne(writer_, std::move(exchange))); }
  void Add(int count) {
    for (int i = 0; i < count; ++i) Add(MakeExchange());
  }
  static std::vector<int64_t> IdsOf(const std::vector<std::unique_ptr<Exchange>>& exchanges) {
    std::vector<int64_t> ids;
    for (const auto& exchange : exchanges) ids.push_back(exchange->id);
    return ids;
  }
  std::vector<int64_t> Ids(const PageRequest& page) {
    return IdsOf(Must(reader_.List(Filter{}, page)).exchanges);
  }

  TempDirectory directory_;
  ExchangeWriter writer_ = Must(ExchangeWriter::Open(directory_ / "test.db"));
  ExchangeReader reader_ = Must(ExchangeReader::Open(directory_ / "test.db"));
};

TEST_F(ExchangeReaderTest, ListsTheNewestFirst) {
  Add(3);
  EXPECT_THAT(Ids({}), ElementsAre(3, 2, 1));
  EXPECT_FALSE(Must(reader_.List(Filter{}, {})).next.has_value());
}

TEST_F(ExchangeReaderTest, PagesEndWithTheBeginningOfTheNext) {
  Add(5);
  const ExchangePage first = Must(reader_.List(Filter{}, {.limit = 2}));
  EXPECT_THAT(IdsOf(first.exchanges), ElementsAre(5, 4));
  EXPECT_EQ(first.next, 4);
  const ExchangePage last = Must(reader_.List(Filter{}, {.limit = 3, .before = 4}));
  EXPECT_THAT(IdsOf(last.exchanges), ElementsAre(3, 2, 1));
  EXPECT_FALSE(last.next.has_value());
}

TEST_F(ExchangeReaderTest, FindsTheReplaysOfAnExchange) {
  Add(2);
  for (const int64_t of : {1, 2, 1}) {
    auto exchange = MakeExchange();
    exchange->replay_of = of;
    Add(std::move(exchange));
  }
  EXPECT_THAT(Must(reader_.Find(1))->replays, ElementsAre(3, 5));
  EXPECT_THAT(Must(reader_.Find(2))->replays, ElementsAre(4));
  EXPECT_THAT(Must(reader_.Find(3))->replays, ElementsAre());
  EXPECT_EQ(Must(reader_.Find(3))->replay_of, 1);
  EXPECT_EQ(Must(reader_.Find(1))->replay_of, 0);
}

TEST_F(ExchangeReaderTest, SortsByAColumnAPageAtATime) {
  for (const auto duration : {30us, 10us, 20us, 10us, 20us}) {
    auto exchange = MakeExchange();
    exchange->duration = duration;
    Add(std::move(exchange));
  }
  const auto largest = Must(ParseOrder("-duration"));
  const ExchangePage first = Must(reader_.List(Filter{}, {.limit = 2, .order = largest}));
  EXPECT_THAT(IdsOf(first.exchanges), ElementsAre(1, 5));
  EXPECT_EQ(first.next, 5);
  EXPECT_THAT(Ids({.limit = 2, .before = 5, .order = largest}), ElementsAre(3, 4));
  EXPECT_THAT(Ids({.limit = 2, .before = 4, .order = largest}), ElementsAre(2));
  const auto smallest = Must(ParseOrder("duration"));
  EXPECT_THAT(Ids({.limit = 3, .order = smallest}), ElementsAre(2, 4, 3));
  EXPECT_THAT(Ids({.limit = 3, .before = 3, .order = smallest}), ElementsAre(5, 1));
}

TEST_F(ExchangeReaderTest, SortsRowsWithoutAValueAsTheSmallest) {
  Add(1);
  auto none = MakeExchange();
  none->status = 0;
  none->bucket.clear();
  Add(std::move(none));
  Add(MakeRefused());
  for (const char* column : {"status", "finding"}) {
    EXPECT_EQ(Ids({.limit = 1, .order = Must(ParseOrder("-" + std::string(column)))}).at(0), 3);
  }
  EXPECT_THAT(Ids({.order = Must(ParseOrder("status"))}), ElementsAre(2, 1, 3));
  EXPECT_THAT(Ids({.order = Must(ParseOrder("bucket"))}), ElementsAre(2, 1, 3));
}

TEST_F(ExchangeReaderTest, EveryOrderIsGoodSql) {
  Add(MakeRefused());
  Add(1);
  for (const char* column : {"bucket", "code", "duration", "finding", "method", "object",
                             "operation", "size", "status", "time"}) {
    EXPECT_EQ(Ids({.order = Must(ParseOrder(column))}).size(), 2U) << column;
  }
}

TEST_F(ExchangeReaderTest, CannotGoOnBehindASortedRowThatIsGone) {
  Add(2);
  Must(writer_.DeleteStep(Must(ParseFilter("id:2", kNoon))));
  const auto page = reader_.List(Filter{}, {.before = 2, .order = Must(ParseOrder("-size"))});
  EXPECT_EQ(page.error().kind, ErrorKind::kNotFound);
}

TEST_F(ExchangeReaderTest, PagesDoNotShiftWhenExchangesComeAndGo) {
  Add(6);
  const ExchangePage first = Must(reader_.List(Filter{}, {.limit = 2}));
  Add(3);
  Must(writer_.DeleteStep(Must(ParseFilter("id:5", kNoon))));
  EXPECT_THAT(Ids({.limit = 2, .before = first.next}), ElementsAre(4, 3));
}

TEST_F(ExchangeReaderTest, ListsBetweenTwoIds) {
  Add(5);
  EXPECT_THAT(Ids({.after = 3}), ElementsAre(5, 4));
  EXPECT_THAT(Ids({.before = 5, .after = 2}), ElementsAre(4, 3));
  EXPECT_THAT(Ids({.after = 5}), ElementsAre());
}

TEST_F(ExchangeReaderTest, AFilterAppliesToPagesAndCounts) {
  Add(2);
  Add(MakeRefused());
  Add(1);
  const Filter failed = Must(ParseFilter("is:failed", kNoon));
  EXPECT_THAT(IdsOf(Must(reader_.List(failed, {})).exchanges), ElementsAre(3));
  EXPECT_EQ(Must(reader_.Count(failed)), 1);
  EXPECT_EQ(Must(reader_.Count(Filter{})), 4);
}

TEST_F(ExchangeReaderTest, SummariesLeaveHeadsAndBodiesOut) {
  Add(MakeRefused());
  const ExchangePage page = Must(reader_.List(Filter{}, {}));
  const Exchange& summary = *page.exchanges.at(0);
  EXPECT_EQ(summary.oss_code, "SignatureDoesNotMatch");
  EXPECT_EQ(summary.findings.at(0).rule, "wrong-secret");
  EXPECT_EQ(summary.response.body.total_bytes, 5U);
  EXPECT_EQ(summary.request.head + summary.response.head + summary.response.body.bytes, "");
}

TEST_F(ExchangeReaderTest, FindsBodies) {
  auto exchange = MakeExchange();
  exchange->request.body.bytes = "\0\xff"s;
  Add(std::move(exchange));
  EXPECT_EQ(Must(reader_.Body(1, Direction::kRequest)), "\0\xff"s);
  EXPECT_EQ(Must(reader_.Body(1, Direction::kResponse)), "hello");
}

TEST_F(ExchangeReaderTest, ABodyThatWasNotKeptIsEmpty) {
  Add(1);
  EXPECT_EQ(Must(reader_.Body(1, Direction::kRequest)), "");
}

TEST_F(ExchangeReaderTest, SaysThatAnExchangeDoesNotExist) {
  for (const auto& error :
       {reader_.Find(7).error(), reader_.Body(7, Direction::kResponse).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::kNotFound);
    EXPECT_EQ(error.message,
              "there is no exchange 7; it may have been removed by --max-size, --max-age or a "
              "deletion");
  }
}

TEST_F(ExchangeReaderTest, ExportsInPagesFromTheOldest) {
  Add(5);
  const auto first = Must(reader_.Next(Filter{}, 0, 2));
  EXPECT_THAT(IdsOf(first), ElementsAre(1, 2));
  EXPECT_EQ(first[0]->response.body.bytes, "hello");
  EXPECT_EQ(first[0]->request.head, MakeExchange()->request.head);
  EXPECT_THAT(IdsOf(Must(reader_.Next(Filter{}, 2, 10))), ElementsAre(3, 4, 5));
  EXPECT_TRUE(Must(reader_.Next(Filter{}, 5, 10)).empty());
}

TEST_F(ExchangeReaderTest, KnowsTheNewestId) {
  EXPECT_EQ(Must(reader_.NewestId()), 0);
  Add(2);
  EXPECT_EQ(Must(reader_.NewestId()), 2);
}

TEST_F(ExchangeReaderTest, ReadsAFileWhoseWriterIsGone) {
  Add(2);
  { const ExchangeWriter gone = std::move(writer_); }
  auto reader = Must(ExchangeReader::Open(directory_ / "test.db"));
  EXPECT_EQ(Must(reader.Count(Filter{})), 2);
}

TEST_F(ExchangeReaderTest, SeesWholeBatchesWhileTheWriterWrites) {
  constexpr int kBatches = 50, kEach = 10;
  std::atomic<bool> is_done = false;
  std::thread writing([&] {
    for (int i = 0; i < kBatches; ++i) {
      std::vector<std::unique_ptr<Exchange>> batch;
      for (int k = 0; k < kEach; ++k) batch.push_back(MakeExchange());
      Must(writer_.Write(batch));
    }
    is_done = true;
  });
  int64_t last = 0;
  while (!is_done) {
    const int64_t count = Must(reader_.Count(Filter{}));
    EXPECT_EQ(count % kEach, 0);
    EXPECT_GE(count, last);
    last = count;
  }
  writing.join();
  EXPECT_EQ(Must(reader_.Count(Filter{})), kBatches * kEach);
}

}  // namespace
}  // namespace osslens::store
