#include "app/store_tasks.h"

#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::app {
namespace {

class StoreTasksTest : public testing::Test {
 protected:
  std::future<Result<int>> Add(int value) {
    return tasks_.Add<int>([this, value](store::ExchangeWriter&) -> Result<int> {
      order_.push_back(value);
      return value;
    });
  }

  store::TempDirectory directory_;
  store::ExchangeWriter writer_ = store::Must(store::ExchangeWriter::Open(directory_ / "test.db"));
  std::vector<int> order_;
  StoreTasks tasks_;
};

TEST_F(StoreTasksTest, RunInTheOrderInWhichTheyWereAdded) {
  auto first = Add(1);
  auto second = Add(2);
  EXPECT_TRUE(order_.empty());
  tasks_.Run(writer_);
  EXPECT_EQ(order_, (std::vector<int>{1, 2}));
  EXPECT_EQ(first.get().value(), 1);
  EXPECT_EQ(second.get().value(), 2);
  tasks_.Run(writer_);
  EXPECT_EQ(order_.size(), 2U);
}

TEST_F(StoreTasksTest, AreRefusedOnceTheThreadHasEnded) {
  auto waiting = Add(1);
  tasks_.Refuse();
  auto late = Add(2);
  for (auto* outcome : {&waiting, &late}) {
    const Result<int> result = outcome->get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::kUnavailable);
  }
  EXPECT_TRUE(order_.empty());
}

}  // namespace
}  // namespace osslens::app
