#include "app/batch_explainer.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/store/store_support.h"

namespace osslens::app {
namespace {

using namespace std::chrono_literals;

class BatchExplainerTest : public testing::Test {
 protected:
  static store::Exchange Call(Microseconds after, int status) {
    store::Exchange exchange = std::move(*store::MakeExchange());
    exchange.started_at = store::kNoon + after;
    exchange.status = status;
    return exchange;
  }
  // Gives ids as the store does, and notes what it gets.
  Result<void> Take(BatchExplainer::Batch batch, std::span<const store::JobChange> changes) {
    for (const auto& exchange : batch) {
      exchange->id = ++last_id_;
      healed_ += exchange->job && exchange->job->healed ? 1 : 0;
    }
    changes_.insert(changes_.end(), changes.begin(), changes.end());
    ++batches_;
    return result_;
  }
  BatchExplainer Make(size_t limit) {
    return {
        catalogue_, {}, limit, [this](auto batch, auto changes) { return Take(batch, changes); }};
  }

  const analyzers::Catalogue catalogue_ = store::Must(analyzers::Catalogue::Load());
  int64_t last_id_ = 0;
  int batches_ = 0, healed_ = 0;
  std::vector<store::JobChange> changes_;
  Result<void> result_;
};

TEST_F(BatchExplainerTest, TellsWhatHealedInsideABatch) {
  BatchExplainer explainer = Make(size_t{1} << 30);
  ASSERT_TRUE(explainer.Add(Call(0s, 503)));
  ASSERT_TRUE(explainer.Add(Call(2s, 200)));
  EXPECT_EQ(batches_, 0);
  ASSERT_TRUE(explainer.Flush());
  EXPECT_EQ(batches_, 1);
  EXPECT_EQ(healed_, 1);
  EXPECT_TRUE(changes_.empty());
  ASSERT_TRUE(explainer.Flush());
  EXPECT_EQ(batches_, 1) << "nothing is left";
}

TEST_F(BatchExplainerTest, TellsWhatHealedOfAnEarlierBatch) {
  BatchExplainer explainer = Make(1);
  ASSERT_TRUE(explainer.Add(Call(0s, 503)));
  ASSERT_TRUE(explainer.Add(Call(2s, 200)));
  EXPECT_EQ(batches_, 2);
  EXPECT_EQ(healed_, 0);
  ASSERT_EQ(changes_.size(), 1U);
  EXPECT_EQ(changes_[0].exchange_id, 1);
  EXPECT_TRUE(changes_[0].job.healed);
}

TEST_F(BatchExplainerTest, PassesAnErrorOn) {
  result_ = Fail(ErrorKind::kIo, "the disk is full");
  BatchExplainer explainer = Make(1);
  EXPECT_EQ(explainer.Add(Call(0s, 200)).error().message, "the disk is full");
}

}  // namespace
}  // namespace osslens::app
