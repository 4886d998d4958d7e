#include "proxy/net/tcp_listener.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <vector>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

class TcpListenerOnLoop : public LoopTest {
 protected:
  std::unique_ptr<Connector> Dial(const SocketAddress& address) {
    return std::make_unique<Connector>(*loop_, "test", std::vector{address}, ConnectOptions{},
                                       [this](NetResult<Connection> result) {
                                         ASSERT_TRUE(result) << result.error().message;
                                         clients_.push_back(std::move(result->stream));
                                       });
  }
  void TearDown() override {
    clients_.clear();
    accepted_.clear();
    LoopTest::TearDown();
  }

  std::vector<std::unique_ptr<TcpStream>> clients_, accepted_;
};

TEST_F(TcpListenerOnLoop, TakesAFreePortAndSaysWhich) {
  const auto listener = TcpListener::Listen(*loop_, AnyLoopbackPort(), [](auto) {});
  ASSERT_TRUE(listener);
  EXPECT_NE((*listener)->address().port(), 0);
  EXPECT_EQ((*listener)->address().ip(), "127.0.0.1");
}

TEST_F(TcpListenerOnLoop, RefusesAPortInUseEvenByOneThatWouldShareIt) {
  const auto first = TcpListener::Listen(*loop_, AnyLoopbackPort(), [](auto) {});
  ASSERT_TRUE(first);
  const auto second = TcpListener::Listen(*loop_, (*first)->address(), [](auto) {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(second.error().message,
            "cannot listen on " + (*first)->address().ToString() +
                ": the address is in use; stop the other program or choose another port");
}

TEST_F(TcpListenerOnLoop, RefusesAnAddressOfAnotherMachine) {
  const auto listener =
      TcpListener::Listen(*loop_, SocketAddress::V4({192, 0, 2, 1}, 0), [](auto) {});
  ASSERT_FALSE(listener);
  EXPECT_THAT(
      listener.error().message,
      testing::StartsWith("cannot listen on 192.0.2.1:0: it is not an address of this machine"));
}

TEST_F(TcpListenerOnLoop, SharesItsPortWithListenersOfOtherLoops) {
  constexpr size_t kConnections = 64;
  const auto other_loop = std::move(Loop::Create().value());
  size_t here = 0;
  size_t there = 0;
  auto first = TcpListener::Listen(*loop_, AnyLoopbackPort(), [&](auto) { ++here; });
  ASSERT_TRUE(first);
  auto socket = (*first)->OpenShared();
  ASSERT_TRUE(socket) << socket.error().message;
  auto second = TcpListener::Start(*other_loop, std::move(*socket), [&](auto) { ++there; });
  ASSERT_TRUE(second);
  std::vector<std::unique_ptr<Connector>> connectors;
  for (size_t i = 0; i < kConnections; ++i) connectors.push_back(Dial((*first)->address()));
  Timer turn(*loop_, stop());
  Timer other_turn(*other_loop, [&] { other_loop->Stop(); });
  while (here + there < kConnections) {
    turn.Start(std::chrono::milliseconds(1));
    loop_->Run();
    other_turn.Start(std::chrono::milliseconds(1));
    other_loop->Run();
  }
  EXPECT_GT(here, 0U);
  EXPECT_GT(there, 0U);
}

TEST_F(TcpListenerOnLoop, AcceptsAStormOfConnections) {
  constexpr size_t kConnections = 300;
  auto listener = TcpListener::Listen(*loop_, AnyLoopbackPort(), [&](auto stream) {
    accepted_.push_back(std::move(stream));
    if (accepted_.size() == kConnections) loop_->Stop();
  });
  ASSERT_TRUE(listener);
  std::vector<std::unique_ptr<Connector>> connectors;
  for (size_t i = 0; i < kConnections; ++i) connectors.push_back(Dial((*listener)->address()));
  RunUntilStopped();
  EXPECT_EQ(accepted_.size(), kConnections);
}

TEST_F(TcpListenerOnLoop, MayBeDestroyedByItsCallback) {
  std::unique_ptr<TcpListener> listener;
  auto started = TcpListener::Listen(*loop_, AnyLoopbackPort(), [&](auto) { listener.reset(); });
  ASSERT_TRUE(started);
  listener = std::move(*started);
  // The second finds the port closed, or its connection reset.
  const auto ignore = [](const auto&) {};
  const Connector first(*loop_, "test", {listener->address()}, {}, ignore);
  const Connector second(*loop_, "test", {listener->address()}, {}, ignore);
  loop_->Run();
  EXPECT_EQ(listener, nullptr);
}

TEST_F(TcpListenerOnLoop, LeavesConnectionsInTheQueueWhilePaused) {
  auto listener = TcpListener::Listen(*loop_, AnyLoopbackPort(), [&](auto stream) {
    accepted_.push_back(std::move(stream));
    loop_->Stop();
  });
  ASSERT_TRUE(listener);
  (*listener)->Pause();
  const auto connector = Dial((*listener)->address());
  loop_->Run();  // ends when the connection is made: nothing else is watched
  EXPECT_EQ(clients_.size(), 1U);
  EXPECT_EQ(accepted_.size(), 0U);
  (*listener)->Resume();
  RunUntilStopped();
  EXPECT_EQ(accepted_.size(), 1U);
}

// Takes every descriptor the process may have, below a limit lowered for the time.
class DescriptorShortage {
 public:
  DescriptorShortage() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit low = before_;
    low.rlim_cur = 256;
    setrlimit(RLIMIT_NOFILE, &low);
    for (int taken = open("/dev/null", O_RDONLY); taken >= 0; taken = open("/dev/null", O_RDONLY)) {
      taken_.push_back(taken);
    }
  }
  ~DescriptorShortage() {
    End();
    setrlimit(RLIMIT_NOFILE, &before_);
  }
  DescriptorShortage(const DescriptorShortage&) = delete;
  DescriptorShortage& operator=(const DescriptorShortage&) = delete;
  void GiveBackOne() {
    close(taken_.back());
    taken_.pop_back();
  }
  void End() {
    while (!taken_.empty()) GiveBackOne();
  }

 private:
  rlimit before_{};
  std::vector<int> taken_;
};

// Nothing of the fixture is touched during the shortage: the sanitizer needs descriptors to check
// polymorphic objects.
TEST_F(TcpListenerOnLoop, AcceptsOnceThereAreDescriptorsAgain) {
  Loop& loop = *loop_;
  std::unique_ptr<TcpStream> accepted;
  auto listener = TcpListener::Listen(loop, AnyLoopbackPort(), [&](auto stream) {
    accepted = std::move(stream);
    loop.Stop();
  });
  ASSERT_TRUE(listener);
  const SocketAddress address = (*listener)->address();
  DescriptorShortage shortage;
  shortage.GiveBackOne();  // for the client's end
  shortage.GiveBackOne();  // libuv keeps one in reserve from a loop's first stream on
  bool accepted_too_early = false;
  Timer later(loop, [&] {
    accepted_too_early = accepted != nullptr;
    shortage.End();
  });
  later.Start(std::chrono::milliseconds(30));
  std::unique_ptr<TcpStream> client;
  const Connector connector(loop, "test", {address}, {}, [&](NetResult<Connection> result) {
    if (result) client = std::move(result->stream);
  });
  loop.Run();
  EXPECT_FALSE(accepted_too_early);
  EXPECT_NE(client, nullptr);
  EXPECT_NE(accepted, nullptr);
}

TEST_F(TcpListenerOnLoop, ListensOnIpv6WhereThereIsIpv6) {
  const auto listener =
      TcpListener::Listen(*loop_, SocketAddress::Parse("[::1]:0").value(), [](auto) {});
  if (!listener) GTEST_SKIP() << listener.error().message;
  EXPECT_THAT((*listener)->address().ToString(), testing::StartsWith("[::1]:"));
}

}  // namespace
}  // namespace osslens::net
