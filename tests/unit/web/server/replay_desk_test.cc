#include "web/server/replay_desk.h"

#include <gmock/gmock.h>

#include <optional>
#include <thread>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;

class ReplayDeskTest : public net::LoopTest {
 protected:
  void SetUp() override { Open(); }
  void TearDown() override {
    desk_.reset();
    LoopTest::TearDown();
  }
  void Open(size_t max_waiting = 4) {
    desk_.emplace(
        *loop_,
        [this](const ReplayOrder& order, uint64_t ticket) {
          sent_.emplace_back(order.of, ticket);
          return is_sending_;
        },
        max_waiting);
  }
  Result<uint64_t> Begin(int64_t of) {
    ReplayOrder order;
    order.of = of;
    return desk_->Begin(std::move(order), [this, of](const Result<int64_t>& id) {
      told_ += std::to_string(of) +
               (id ? " is " + std::to_string(*id) : ": " + id.error().message) + '\n';
      loop_->Stop();
    });
  }

  std::optional<ReplayDesk> desk_;
  std::vector<std::pair<int64_t, uint64_t>> sent_;
  bool is_sending_ = true;
  std::string told_;
};

TEST_F(ReplayDeskTest, TellsWhichExchangeCameOfWhich) {
  ASSERT_TRUE(Begin(7));
  ASSERT_TRUE(Begin(8));
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_NE(sent_[0].second, sent_[1].second);
  std::thread([&] { desk_->Stored(sent_[1].second, 41); }).join();
  EXPECT_EQ(told_, "") << "on the loop only";
  RunUntilStopped();
  EXPECT_EQ(told_, "8 is 41\n");
  desk_->Stored(sent_[1].second, 42);  // nobody waits for it any more
  desk_->Stored(sent_[0].second, 43);
  RunUntilStopped();
  EXPECT_EQ(told_, "8 is 41\n7 is 43\n");
}

TEST_F(ReplayDeskTest, SaysNothingToWhoHasGone) {
  const auto gone = Begin(7);
  ASSERT_TRUE(gone && Begin(8));
  desk_->Forget(*gone);
  desk_->Stored(*gone, 41);
  desk_->Abandon("capture was paused");
  RunUntilStopped();
  EXPECT_EQ(told_, "8: capture was paused\n");
}

TEST_F(ReplayDeskTest, HasABound) {
  Open(2);
  const auto first = Begin(1);
  ASSERT_TRUE(first && Begin(2));
  const auto third = Begin(3);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(sent_.size(), 2U) << "it was not sent";
  desk_->Forget(*first);
  EXPECT_TRUE(Begin(3));
}

TEST_F(ReplayDeskTest, SaysThatNothingIsSentAnyMore) {
  is_sending_ = false;
  const auto refused = Begin(1);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("is being stopped"));
}

}  // namespace
}  // namespace osslens::web
