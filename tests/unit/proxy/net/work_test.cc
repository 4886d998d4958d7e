#include "proxy/net/work.h"

#include <atomic>
#include <latch>
#include <thread>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

using WorkOnPool = LoopTest;

TEST_F(WorkOnPool, WorksElsewhereAndReportsOnTheLoop) {
  std::thread::id worker;
  std::thread::id reporter;
  const auto ticket = Offload(
      *loop_, [&] { worker = std::this_thread::get_id(); },
      [&] { reporter = std::this_thread::get_id(); });
  loop_->Run();
  EXPECT_NE(worker, std::this_thread::get_id());
  EXPECT_NE(worker, std::thread::id());
  EXPECT_EQ(reporter, std::this_thread::get_id());
}

TEST_F(WorkOnPool, LetsTheWorkEndWhenNobodyWaitsForIt) {
  std::latch begun(1);
  std::latch go_on(1);
  std::atomic<bool> ended = false;
  bool reported = false;
  auto ticket = Offload(
      *loop_,
      [&] {
        begun.count_down();
        go_on.wait();
        ended = true;
      },
      [&] { reported = true; });
  begun.wait();
  ticket.reset();
  go_on.count_down();
  loop_->Run();
  EXPECT_TRUE(ended);
  EXPECT_FALSE(reported);
}

TEST_F(WorkOnPool, SkipsWorkThatHasNotBegun) {
  std::latch go_on(1);
  std::atomic<int> blocked = 0;
  std::vector<WorkTicket> blockers;
  // More than the pool has threads, so that the last one cannot have begun.
  for (int i = 0; i < 200; ++i) {
    blockers.push_back(Offload(
        *loop_, [&] { go_on.wait(); }, [&] { ++blocked; }));
  }
  std::atomic<bool> begun = false;
  auto last = Offload(
      *loop_, [&] { begun = true; }, [&] { FAIL(); });
  last.reset();
  go_on.count_down();
  loop_->Run();
  EXPECT_FALSE(begun);
  EXPECT_EQ(blocked, 200);
}

TEST_F(WorkOnPool, LetsTheReportDestroyItsTicket) {
  WorkTicket ticket;
  ticket = Offload(
      *loop_, [] {}, [&] { ticket.reset(); });
  loop_->Run();
  EXPECT_EQ(ticket, nullptr);
}

}  // namespace
}  // namespace osslens::net
