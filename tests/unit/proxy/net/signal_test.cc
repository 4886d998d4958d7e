#include "proxy/net/signal.h"

#include <csignal>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

using SignalOnLoop = LoopTest;

TEST_F(SignalOnLoop, ReportsWhichSignalCame) {
  int received = 0;
  SignalWatcher watcher(*loop_, [&](int signal) {
    received = signal;
    loop_->Stop();
  });
  ASSERT_TRUE(watcher.Watch(SIGTERM));
  ASSERT_TRUE(watcher.Watch(SIGUSR1));
  std::raise(SIGUSR1);
  RunUntilStopped();
  EXPECT_EQ(received, SIGUSR1);
}

TEST_F(SignalOnLoop, RefusesSignalsThatCannotBeCaught) {
  SignalWatcher watcher(*loop_, [](int) {});
  const auto result = watcher.Watch(SIGKILL);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "cannot watch for signal 9: invalid argument");
}

TEST_F(SignalOnLoop, MayBeDestroyedByItsCallback) {
  std::unique_ptr<SignalWatcher> watcher;
  watcher = std::make_unique<SignalWatcher>(*loop_, [&](int) { watcher.reset(); });
  ASSERT_TRUE(watcher->Watch(SIGUSR1));
  std::raise(SIGUSR1);
  loop_->Run();
  EXPECT_EQ(watcher, nullptr);
}

}  // namespace
}  // namespace osslens::net
