#include "base/bounded_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace osslens {
namespace {

using std::chrono::milliseconds;

TEST(BoundedQueue, GivesValuesInTheOrderTheyCame) {
  BoundedQueue<int> queue(100);
  for (int value : {1, 2, 3}) ASSERT_TRUE(queue.TryPush(value, 1));
  EXPECT_EQ(queue.PopBatch(10, milliseconds(0)), (std::vector<int>{1, 2, 3}));
}

TEST(BoundedQueue, AcceptsUpToItsLimitAndNotOneByteMore) {
  BoundedQueue<int> queue(10);
  int first = 1, second = 2, third = 3;
  ASSERT_TRUE(queue.TryPush(first, 6));
  EXPECT_TRUE(queue.TryPush(second, 4));
  EXPECT_FALSE(queue.TryPush(third, 1));
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.size_bytes(), 10U);
}

TEST(BoundedQueue, WakeEndsTheWaitOnce) {
  BoundedQueue<int> queue(10);
  std::jthread waker([&queue] { queue.Wake(); });
  // Without the wake this would last as long as the test may.
  EXPECT_TRUE(queue.PopBatch(10, std::chrono::hours(1)).empty());
  EXPECT_FALSE(queue.closed());
  waker.join();
  EXPECT_TRUE(queue.PopBatch(10, milliseconds(0)).empty());
}

TEST(BoundedQueue, LeavesARefusedValueWithTheCaller) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  auto first = std::make_unique<int>(1), second = std::make_unique<int>(2);
  ASSERT_TRUE(queue.TryPush(first, 1));
  EXPECT_EQ(first, nullptr);
  EXPECT_FALSE(queue.TryPush(second, 1));
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(*second, 2);
}

TEST(BoundedQueue, AcceptsAValueLargerThanTheLimitWhenEmpty) {
  BoundedQueue<int> queue(10);
  int large = 1, small = 2;
  EXPECT_TRUE(queue.TryPush(large, 1000));
  EXPECT_FALSE(queue.TryPush(small, 1));
  ASSERT_EQ(queue.PopBatch(1, milliseconds(0)).size(), 1U);
  EXPECT_TRUE(queue.TryPush(small, 1));
}

TEST(BoundedQueue, TakesNoMoreThanAskedFor) {
  BoundedQueue<int> queue(100);
  for (int value : {1, 2, 3}) ASSERT_TRUE(queue.TryPush(value, 5));
  EXPECT_EQ(queue.PopBatch(2, milliseconds(0)), (std::vector<int>{1, 2}));
  EXPECT_EQ(queue.size_bytes(), 5U);
}

TEST(BoundedQueue, GivesNothingWhenPatienceEnds) {
  BoundedQueue<int> queue(100);
  EXPECT_TRUE(queue.PopBatch(1, milliseconds(1)).empty());
  EXPECT_FALSE(queue.closed());
}

TEST(BoundedQueue, RefusesAfterCloseButHandsOutWhatIsInside) {
  BoundedQueue<int> queue(100);
  int first = 1, second = 2;
  ASSERT_TRUE(queue.TryPush(first, 1));
  queue.Close();
  EXPECT_TRUE(queue.closed());
  EXPECT_FALSE(queue.TryPush(second, 1));
  EXPECT_EQ(queue.PopBatch(10, milliseconds(0)), std::vector<int>{1});
}

TEST(BoundedQueue, WakesAWaitingReaderWhenItIsClosed) {
  BoundedQueue<int> queue(100);
  std::vector<int> taken{1};
  // Without the wake-up the reader would sit out its patience and the test its time limit.
  std::thread reader([&] { taken = queue.PopBatch(1, std::chrono::hours(1)); });
  queue.Close();
  reader.join();
  EXPECT_TRUE(taken.empty());
}

TEST(BoundedQueue, CarriesEveryValueFromManyThreads) {
  constexpr int kThreads = 4, kEach = 2000;
  BoundedQueue<int> queue(64);
  std::vector<std::thread> writers;
  for (int thread = 0; thread < kThreads; ++thread) {
    writers.emplace_back([&queue] {
      for (int i = 1; i <= kEach; ++i) {
        int value = i;
        while (!queue.TryPush(value, 1)) std::this_thread::yield();
      }
    });
  }
  int64_t sum = 0;
  for (int taken = 0; taken < kThreads * kEach;) {
    for (const int value : queue.PopBatch(100, std::chrono::hours(1))) {
      sum += value;
      ++taken;
    }
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(sum, int64_t{kThreads} * kEach * (kEach + 1) / 2);
  EXPECT_EQ(queue.size_bytes(), 0U);
}

}  // namespace
}  // namespace osslens
