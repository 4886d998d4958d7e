#include "web/server/event_hub.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/unit/proxy/net/net_fixture.h"
#include "tests/unit/web/server/web_parts.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(EncodeEvent, WritesNameIdAndData) {
  EXPECT_EQ(EncodeEvent("exchange", "{}", 7), "event: exchange\nid: 7\ndata: {}\n\n");
  EXPECT_EQ(EncodeEvent("status", "{}"), "event: status\ndata: {}\n\n");
}

class Follower final : public EventSubscriber {
 public:
  explicit Follower(store::Language language) : language_(language) {}
  [[nodiscard]] store::Language language() const override { return language_; }
  void Deliver(std::string_view event, int64_t id) override {
    events += event;
    last_id = id;
    if (on_event) on_event();
  }
  void DeliverGap() override {
    events += "gap";
    if (on_event) on_event();
  }
  void DeliverKeepAlive() override {}

  std::string events;
  int64_t last_id = 0;
  std::function<void()> on_event;

 private:
  store::Language language_;
};

class EventHubOnLoop : public net::LoopTest {
 protected:
  void TearDown() override {
    hub_.reset();
    LoopTest::TearDown();
  }
  static EventHub::Exchanges Batch(int64_t first_id, size_t count) {
    EventHub::Exchanges batch;
    for (size_t i = 0; i < count; ++i) {
      batch.push_back(store::MakeRefused());
      batch.back()->id = first_id + static_cast<int64_t>(i);
    }
    return batch;
  }

  analyzers::Catalogue catalogue_ = TestCatalogue();
  FixedStatus status_;
  std::unique_ptr<EventHub> hub_ = std::make_unique<EventHub>(*loop_, catalogue_, status_);
  Follower follower_{store::Language::kEnglish};
};

TEST_F(EventHubOnLoop, TellsEachFollowerInItsLanguage) {
  Follower chinese(store::Language::kChinese);
  hub_->Add(follower_);
  hub_->Add(chinese);
  chinese.on_event = stop();
  hub_->Publish(Batch(7, 1));
  RunUntilStopped();
  EXPECT_THAT(follower_.events, StartsWith("event: exchange\nid: 7\ndata: {"));
  EXPECT_THAT(follower_.events, HasSubstr("wrong secret for logs"));
  EXPECT_THAT(chinese.events, HasSubstr("logs 的密钥错误"));
  EXPECT_EQ(chinese.last_id, 7);
  hub_->Remove(follower_);
  hub_->Remove(chinese);
}

TEST_F(EventHubOnLoop, CarriesBatchesOfOtherThreadsInOrder) {
  constexpr int64_t kBatches = 50;
  hub_->Add(follower_);
  follower_.on_event = [&] {
    if (follower_.last_id == kBatches) loop_->Stop();
  };
  std::jthread pipeline([this] {
    for (int64_t id = 1; id <= kBatches; ++id) hub_->Publish(Batch(id, 1));
  });
  RunUntilStopped();
  EXPECT_LT(follower_.events.find("id: 49\n"), follower_.events.find("id: 50\n"));
  hub_->Remove(follower_);
}

TEST_F(EventHubOnLoop, DropsWhatNobodyFollows) {
  hub_->Publish(Batch(1, 1));
  EXPECT_FALSE(hub_->has_subscribers());
  hub_->Add(follower_);
  EXPECT_TRUE(hub_->has_subscribers());
  follower_.on_event = stop();
  hub_->Publish(Batch(2, 1));
  RunUntilStopped();
  EXPECT_THAT(follower_.events, StartsWith("event: exchange\nid: 2\n"));
  hub_->Remove(follower_);
  EXPECT_FALSE(hub_->has_subscribers());
}

TEST_F(EventHubOnLoop, TellsOfAGapWhenTheLoopDoesNotKeepUp) {
  hub_->Add(follower_);
  hub_->Publish(Batch(1, 1'000));
  hub_->Publish(Batch(1'001, 1));
  hub_->Publish(Batch(1'002, 1));
  follower_.on_event = [&] {
    if (follower_.events.ends_with("gap")) loop_->Stop();
  };
  RunUntilStopped();
  EXPECT_EQ(follower_.last_id, 1'000);
  follower_.events.clear();
  follower_.on_event = stop();
  hub_->Publish(Batch(1'003, 1));
  RunUntilStopped();
  EXPECT_THAT(follower_.events, StartsWith("event: exchange\nid: 1003\n"));
  hub_->Remove(follower_);
}

TEST_F(EventHubOnLoop, TellsOfJobsAfterTheExchangesThatToldThem) {
  hub_->Add(follower_);
  hub_->Publish(Batch(7, 1));
  hub_->PublishJobs({{3, {.kind = "retry", .id = "5f-1", .healed = true}}});
  follower_.on_event = [&] {
    if (follower_.events.find("event: job") != std::string::npos) loop_->Stop();
  };
  RunUntilStopped();
  EXPECT_THAT(follower_.events, StartsWith("event: exchange\nid: 7\n"));
  EXPECT_TRUE(follower_.events.ends_with(
      "event: job\ndata: "
      "{\"id\":3,\"job\":{\"kind\":\"retry\",\"id\":\"5f-1\",\"healed\":true}}\n\n"))
      << follower_.events;
  EXPECT_EQ(follower_.last_id, 0) << "a client that comes back asks by the last new exchange";
  hub_->Remove(follower_);
}

TEST_F(EventHubOnLoop, TellsOfMarksWithoutAnId) {
  hub_->Add(follower_);
  hub_->PublishMark({.exchange_id = 3, .starred = true, .note = "a \"note\""});
  follower_.on_event = stop();
  RunUntilStopped();
  EXPECT_EQ(follower_.events,
            "event: mark\ndata: {\"id\":3,\"starred\":true,\"note\":\"a \\\"note\\\"\"}\n\n");
  EXPECT_EQ(follower_.last_id, 0);
  hub_->Remove(follower_);
}

TEST_F(EventHubOnLoop, CountsJobsAmongWhatWaits) {
  hub_->Add(follower_);
  hub_->Publish(Batch(1, 1'000));
  hub_->PublishJobs({{3, {.kind = "retry", .id = "5f-1", .healed = true}}});
  follower_.on_event = [&] {
    if (follower_.events.ends_with("gap")) loop_->Stop();
  };
  RunUntilStopped();
  EXPECT_EQ(follower_.events.find("event: job"), std::string::npos);
  hub_->Remove(follower_);
}

TEST_F(EventHubOnLoop, TellsOfStatusChangesOnceATurn) {
  hub_->Add(follower_);
  hub_->PublishStatus();
  hub_->PublishStatus();
  follower_.on_event = stop();
  RunUntilStopped();
  EXPECT_THAT(follower_.events, StartsWith("event: status\ndata: {\"version\":\"1.2.3\""));
  EXPECT_EQ(follower_.events.find("event: status", 1), std::string::npos);
  hub_->Remove(follower_);
}

}  // namespace
}  // namespace osslens::web
