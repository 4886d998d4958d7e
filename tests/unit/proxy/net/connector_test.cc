#include "proxy/net/connector.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

#include "proxy/net/sockaddr.h"
#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

// A port that neither accepts nor refuses: its queue of one is full, so the system ignores further
// SYNs (listen(2)).
class SilentPort {
 public:
  SilentPort() : listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_storage storage = ToSockaddr(AnyLoopbackPort());
    auto* raw = reinterpret_cast<sockaddr*>(&storage);
    socklen_t size = sizeof(sockaddr_in);
    EXPECT_EQ(bind(listening_, raw, size), 0);
    EXPECT_EQ(listen(listening_, 0), 0);
    EXPECT_EQ(getsockname(listening_, raw, &size), 0);
    address_ = FromSockaddr(*raw);
    connected_ = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(connected_, raw, size), 0);
  }
  ~SilentPort() {
    close(connected_);
    close(listening_);
  }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  [[nodiscard]] const SocketAddress& address() const { return address_; }

 private:
  int listening_;
  int connected_ = -1;
  SocketAddress address_;
};

class ConnectorOnLoop : public LoopTest {
 protected:
  void Listen() {
    auto listener = TcpListener::Listen(
        *loop_, AnyLoopbackPort(), [this](auto stream) { accepted_.push_back(std::move(stream)); });
    ASSERT_TRUE(listener);
    listener_ = std::move(*listener);
  }
  std::unique_ptr<Connector> Dial(std::vector<SocketAddress> addresses,
                                  const ConnectOptions& options = {}) {
    return std::make_unique<Connector>(*loop_, "bucket.example.com", std::move(addresses), options,
                                       [this](NetResult<Connection> result) {
                                         result_ = std::move(result);
                                         loop_->Stop();
                                       });
  }
  // A port at which nobody listens: it was free a moment ago.
  static SocketAddress ClosedPort() {
    return ListeningSocket::Open(AnyLoopbackPort()).value().address();
  }
  void TearDown() override {
    result_.reset();
    accepted_.clear();
    listener_.reset();
    LoopTest::TearDown();
  }

  std::unique_ptr<TcpListener> listener_;
  std::vector<std::unique_ptr<TcpStream>> accepted_;
  std::optional<NetResult<Connection>> result_;
};

TEST_F(ConnectorOnLoop, ConnectsToTheFirstAddressThatAnswers) {
  Listen();
  const auto connector = Dial({ClosedPort(), listener_->address()});
  EXPECT_FALSE(result_);
  RunUntilStopped();
  ASSERT_TRUE(result_ && result_->has_value());
  EXPECT_EQ(result_->value().address, listener_->address());
  EXPECT_EQ(result_->value().stream->peer_address(), listener_->address());
  EXPECT_GE(result_->value().elapsed.count(), 0);
}

TEST_F(ConnectorOnLoop, NamesHostAndAddressesThatRefused) {
  const SocketAddress first = ClosedPort();
  const SocketAddress second = ClosedPort();
  const auto connector = Dial({first, second});
  RunUntilStopped();
  ASSERT_TRUE(result_ && !result_->has_value());
  EXPECT_EQ(result_->error().kind, NetErrorKind::kRefused);
  EXPECT_EQ(result_->error().message, "cannot connect to bucket.example.com: " + first.ToString() +
                                          ": connection refused; " + second.ToString() +
                                          ": connection refused");
}

TEST_F(ConnectorOnLoop, TriesTheNextAddressBesideASilentOne) {
  Listen();
  const SilentPort silent;
  const auto connector = Dial(
      {silent.address(), listener_->address()},
      {.total_limit = std::chrono::minutes(10), .attempt_delay = std::chrono::milliseconds(5)});
  RunUntilStopped();
  ASSERT_TRUE(result_ && result_->has_value());
  EXPECT_EQ(result_->value().address, listener_->address());
}

TEST_F(ConnectorOnLoop, GivesUpAfterTheLimit) {
  const SilentPort silent;
  const auto connector = Dial({silent.address()}, {.total_limit = std::chrono::milliseconds(20)});
  RunUntilStopped();
  ASSERT_TRUE(result_ && !result_->has_value());
  EXPECT_EQ(result_->error().kind, NetErrorKind::kTimeout);
  EXPECT_EQ(result_->error().message,
            "cannot connect to bucket.example.com: " + silent.address().ToString() +
                ": connection timed out (gave up after 20 ms)");
}

TEST_F(ConnectorOnLoop, FailsLaterWhenThereIsNoAddress) {
  const auto connector = Dial({});
  EXPECT_FALSE(result_);
  RunUntilStopped();
  EXPECT_EQ(result_->error().message, "cannot connect to bucket.example.com: it has no address");
}

TEST_F(ConnectorOnLoop, FailsLaterWhenTheSystemRefusesAtOnce) {
  // The broadcast address: connect(2) itself fails.
  const auto connector = Dial({SocketAddress::V4({255, 255, 255, 255}, 9)});
  EXPECT_FALSE(result_);
  RunUntilStopped();
  ASSERT_TRUE(result_);
  EXPECT_FALSE(result_->has_value());
  EXPECT_THAT(result_->error().message, testing::HasSubstr("255.255.255.255:9: "));
}

TEST_F(ConnectorOnLoop, IsCancelledByItsDestruction) {
  Listen();
  auto connector = Dial({listener_->address()});
  connector.reset();
  auto refused = Dial({ClosedPort()});
  refused.reset();
  listener_.reset();
  loop_->Run();
  EXPECT_FALSE(result_);
}

TEST_F(ConnectorOnLoop, MayBeDestroyedByItsCallback) {
  Listen();
  std::unique_ptr<Connector> connector;
  bool called = false;
  connector = std::make_unique<Connector>(*loop_, "test", std::vector{listener_->address()},
                                          ConnectOptions{}, [&](NetResult<Connection> result) {
                                            connector.reset();
                                            called = result.has_value();
                                            loop_->Stop();
                                          });
  RunUntilStopped();
  EXPECT_TRUE(called);
}

TEST_F(ConnectorOnLoop, SurvivesManyConnectsAndCancels) {
  Listen();
  int connected = 0;
  constexpr int kRounds = 200;
  std::vector<std::unique_ptr<Connector>> kept;
  for (int i = 0; i < kRounds; ++i) {
    auto connector = std::make_unique<Connector>(*loop_, "test", std::vector{listener_->address()},
                                                 ConnectOptions{}, [&](const auto& result) {
                                                   ASSERT_TRUE(result);
                                                   if (++connected == kRounds / 2) loop_->Stop();
                                                 });
    if (i % 2 == 0) kept.push_back(std::move(connector));
  }
  RunUntilStopped();
  EXPECT_EQ(connected, kRounds / 2);
}

}  // namespace
}  // namespace osslens::net
