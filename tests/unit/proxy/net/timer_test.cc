#include "proxy/net/timer.h"

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

using TimerOnLoop = LoopTest;

TEST_F(TimerOnLoop, FiresOnce) {
  int fired = 0;
  Timer timer(*loop_, [&] { ++fired; });
  timer.Start(std::chrono::milliseconds(1));
  EXPECT_TRUE(timer.is_active());
  loop_->Run();
  EXPECT_EQ(fired, 1);
  EXPECT_FALSE(timer.is_active());
}

TEST_F(TimerOnLoop, DoesNotFireAfterStop) {
  int fired = 0;
  Timer timer(*loop_, [&] { ++fired; });
  timer.Start(std::chrono::milliseconds(0));
  timer.Stop();
  loop_->Run();
  EXPECT_EQ(fired, 0);
}

TEST_F(TimerOnLoop, FiresInOrderOfTime) {
  std::string order;
  Timer late(*loop_, [&] { order += "late "; });
  Timer early(*loop_, [&] { order += "early "; });
  late.Start(std::chrono::milliseconds(20));
  early.Start(std::chrono::milliseconds(5));
  loop_->Run();
  EXPECT_EQ(order, "early late ");
}

TEST_F(TimerOnLoop, MayBeDestroyedByItsCallback) {
  std::unique_ptr<Timer> timer;
  timer = std::make_unique<Timer>(*loop_, [&] { timer.reset(); });
  timer->Start(std::chrono::milliseconds(0));
  loop_->Run();
  EXPECT_EQ(timer, nullptr);
}

TEST_F(TimerOnLoop, MayBeStartedAgainByItsCallback) {
  int fired = 0;
  std::unique_ptr<Timer> timer;
  timer = std::make_unique<Timer>(*loop_, [&] {
    if (++fired < 3) timer->Start(std::chrono::milliseconds(0));
  });
  timer->Start(std::chrono::milliseconds(0));
  loop_->Run();
  EXPECT_EQ(fired, 3);
}

}  // namespace
}  // namespace osslens::net
