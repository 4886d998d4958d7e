#include "store/callback_links.h"

#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

class CallbackLinksTest : public testing::Test {
 protected:
  // Gives its id.
  template <class Change>
  int64_t Add(ExchangeKind kind, Change change) {
    auto exchange = MakeExchange();
    exchange->kind = kind;
    change(*exchange);
    Must(WriteOne(writer_, std::move(exchange)));
    return Must(reader_.NewestId());
  }
  std::string LinksOf(int64_t id) {
    std::string text;
    for (const CallbackLink& link : Must(FindCallbackLinks(reader_, *Must(reader_.Find(id))))) {
      text += (text.empty() ? "" : ", ") + std::to_string(link.id) + " " + ToWord(link.kind) + " " +
              ToWord(link.by);
    }
    return text;
  }

  TempDirectory directory_;
  ExchangeWriter writer_ = Must(ExchangeWriter::Open(directory_ / "exchanges.db"));
  ExchangeReader reader_ = Must(ExchangeReader::Open(directory_ / "exchanges.db"));
};

constexpr auto kAsItIs = [](Exchange&) {};

TEST_F(CallbackLinksTest, JoinsByTheRequestIdBothWays) {
  const int64_t call = Add(ExchangeKind::kCallback, kAsItIs);
  const int64_t upload = Add(ExchangeKind::kForward, kAsItIs);
  Add(ExchangeKind::kCallback, [](Exchange& exchange) { exchange.request_id = "other"; });
  EXPECT_EQ(LinksOf(upload), std::to_string(call) + " callback request-id");
  EXPECT_EQ(LinksOf(call), std::to_string(upload) + " forward request-id");
}

TEST_F(CallbackLinksTest, ListsTheCallsToSeveralUrlsByTheirNumber) {
  Add(ExchangeKind::kCallback, kAsItIs);
  Add(ExchangeKind::kCallback, kAsItIs);
  const int64_t upload = Add(ExchangeKind::kIntercept, kAsItIs);
  EXPECT_EQ(LinksOf(upload), "1 callback request-id, 2 callback request-id");
}

// An upload whose answer never came names no request.
TEST_F(CallbackLinksTest, JoinsByObjectAndTimeWhereARequestIdIsMissing) {
  const int64_t upload = Add(ExchangeKind::kForward, [](Exchange& exchange) {
    exchange.request_id.clear();
    exchange.duration = Microseconds{2'000'000};
  });
  const int64_t call = Add(ExchangeKind::kCallback, [](Exchange& exchange) {
    exchange.started_at += Microseconds{1'500'000};
  });
  EXPECT_EQ(LinksOf(upload), std::to_string(call) + " callback object");
  EXPECT_EQ(LinksOf(call), std::to_string(upload) + " forward object");
}

TEST_F(CallbackLinksTest, DoesNotJoinByObjectWhatNamesAnotherRequest) {
  const int64_t upload = Add(ExchangeKind::kForward, kAsItIs);
  Add(ExchangeKind::kCallback, [](Exchange& exchange) { exchange.request_id = "other"; });
  EXPECT_EQ(LinksOf(upload), "");
}

TEST_F(CallbackLinksTest, DoesNotJoinAnotherObjectOrTime) {
  const int64_t upload =
      Add(ExchangeKind::kForward, [](Exchange& exchange) { exchange.request_id.clear(); });
  Add(ExchangeKind::kCallback, [](Exchange& exchange) { exchange.object = "other"; });
  Add(ExchangeKind::kCallback,
      [](Exchange& exchange) { exchange.started_at += Microseconds{60'000'000}; });
  Add(ExchangeKind::kCallback,
      [](Exchange& exchange) { exchange.started_at -= Microseconds{1'000'000}; });
  EXPECT_EQ(LinksOf(upload), "");
}

}  // namespace
}  // namespace osslens::store
