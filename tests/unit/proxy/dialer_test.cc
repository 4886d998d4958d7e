#include "proxy/dialer.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::proxy {
namespace {

net::SocketAddress Address(const char* text) { return net::SocketAddress::Parse(text).value(); }

TEST(OwnAddresses, KnowAListenerByAddressAndPort) {
  OwnAddresses own;
  own.Add(Address("127.0.0.1:8888"));
  EXPECT_TRUE(own.contain(Address("127.0.0.1:5"), Address("127.0.0.1:8888")));
  EXPECT_TRUE(own.contain(Address("[::ffff:127.0.0.1]:5"), Address("[::ffff:127.0.0.1]:8888")));
  EXPECT_FALSE(own.contain(Address("127.0.0.1:5"), Address("127.0.0.1:8889")));
  EXPECT_FALSE(own.contain(Address("127.0.0.2:5"), Address("127.0.0.2:8888")));
}

TEST(OwnAddresses, KnowEveryAddressOfThisMachineWhenTheListenerIsUnspecified) {
  OwnAddresses own;
  own.Add(Address("0.0.0.0:8888"));
  EXPECT_TRUE(own.contain(Address("127.0.0.1:5"), Address("127.0.0.9:8888")));
  EXPECT_TRUE(own.contain(Address("192.0.2.7:5"), Address("192.0.2.7:8888")));
  EXPECT_FALSE(own.contain(Address("192.0.2.7:5"), Address("192.0.2.8:8888")));
}

class DialerTest : public net::LoopTest {
 protected:
  void SetUp() override {
    auto listener = net::TcpListener::Listen(*loop_, net::AnyLoopbackPort(), [this](auto stream) {
      accepted_.push_back(std::move(stream));
    });
    ASSERT_TRUE(listener);
    listener_ = std::move(*listener);
  }

  void TearDown() override {
    attempt_.reset();
    outcome_.reset();
    dialer_.reset();
    accepted_.clear();
    listener_.reset();
    LoopTest::TearDown();
  }

  void Dial(const http::Authority& authority) {
    dialer_.emplace(*loop_, settings_, own_);
    attempt_ = dialer_->Dial(authority, [this](auto outcome) {
      outcome_.emplace(std::move(outcome));
      loop_->Stop();
    });
    RunUntilStopped();
  }

  DialSettings settings_;
  OwnAddresses own_;
  std::unique_ptr<net::TcpListener> listener_;
  std::vector<std::unique_ptr<net::TcpStream>> accepted_;
  std::optional<Dialer> dialer_;
  std::unique_ptr<Dialer::Attempt> attempt_;
  std::optional<tl::expected<Dialled, DialFailure>> outcome_;
};

TEST_F(DialerTest, ConnectsAndSaysWhereTo) {
  Dial({"127.0.0.1", listener_->address().port()});
  ASSERT_TRUE(outcome_ && *outcome_);
  EXPECT_EQ((*outcome_)->address, listener_->address().ToString());
}

TEST_F(DialerTest, DialsElsewhereWhenToldTo) {
  settings_.connect_to = {{"other.example", 0, {"127.0.0.1", 1}},
                          {"*.example", 80, {"127.0.0.1", listener_->address().port()}}};
  Dial({"bucket.example", 80});
  ASSERT_TRUE(outcome_ && *outcome_);
  EXPECT_EQ((*outcome_)->address, listener_->address().ToString());
}

TEST_F(DialerTest, RefusesToDialItself) {
  own_.Add(listener_->address());
  Dial({"127.0.0.1", listener_->address().port()});
  ASSERT_TRUE(outcome_ && !*outcome_);
  EXPECT_EQ(outcome_->error().kind, store::FailureKind::kConnect);
  EXPECT_NE(outcome_->error().reason.find("is osslens itself"), std::string::npos);
}

TEST_F(DialerTest, TellsANameThatDoesNotExistFromAPortThatRefuses) {
  const uint16_t port = listener_->address().port();
  listener_.reset();
  Dial({"127.0.0.1", port});
  ASSERT_TRUE(outcome_ && !*outcome_);
  EXPECT_EQ(outcome_->error().kind, store::FailureKind::kConnect);
  outcome_.reset();
  Dial({"no-such-host.invalid", 80});
  ASSERT_TRUE(outcome_ && !*outcome_);
  EXPECT_EQ(outcome_->error().kind, store::FailureKind::kDns);
}

}  // namespace
}  // namespace osslens::proxy
