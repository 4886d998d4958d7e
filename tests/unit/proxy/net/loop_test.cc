#include "proxy/net/loop.h"

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

using LoopItself = LoopTest;

TEST_F(LoopItself, ReturnsFromRunWhenNothingIsLeft) {
  loop_->Run();
  EXPECT_EQ(loop_->handle_count(), 0U);
}

TEST_F(LoopItself, RunsAgainAfterAStop) {
  int fired = 0;
  Timer timer(*loop_, [&] {
    ++fired;
    loop_->Stop();
  });
  timer.Start(std::chrono::milliseconds(0));
  RunUntilStopped();
  timer.Start(std::chrono::milliseconds(0));
  RunUntilStopped();
  EXPECT_EQ(fired, 2);
}

TEST_F(LoopItself, ClosesWhatItsOwnersLetGoOnlyJustBefore) {
  auto timer = std::make_unique<Timer>(*loop_, [] {});
  timer.reset();
  EXPECT_EQ(loop_->handle_count(), 1U);  // closing
  loop_.reset();                         // the sanitizer reports it when the handle is lost
  loop_ = std::move(Loop::Create().value());
}

struct KeptFlag : Kept {
  explicit KeptFlag(bool& destroyed) : destroyed_(destroyed) {}
  ~KeptFlag() override { destroyed_ = true; }
  bool& destroyed_;
};

TEST_F(LoopItself, DestroysWhatItKeepsWhenToldTo) {
  bool destroyed = false;
  auto kept = std::make_unique<KeptFlag>(destroyed);
  const Kept& reference = *kept;
  loop_->Keep(std::move(kept));
  EXPECT_FALSE(destroyed);
  loop_->Drop(reference);
  EXPECT_TRUE(destroyed);
}

TEST_F(LoopItself, DestroysWhatItKeepsAtItsEnd) {
  bool destroyed = false;
  loop_->Keep(std::make_unique<KeptFlag>(destroyed));
  loop_.reset();
  EXPECT_TRUE(destroyed);
  loop_ = std::move(Loop::Create().value());
}

}  // namespace
}  // namespace osslens::net
