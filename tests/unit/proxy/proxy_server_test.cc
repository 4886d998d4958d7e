#include "proxy/proxy_server.h"

#include <gtest/gtest.h>

#include <mutex>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::proxy {
namespace {

class CollectingSink final : public store::ExchangeSink {
 public:
  void Offer(std::unique_ptr<store::Exchange> exchange) override {
    const std::lock_guard lock(mutex_);
    exchanges_.push_back(std::move(exchange));
  }
  [[nodiscard]] bool congested() const override { return false; }
  [[nodiscard]] size_t size() const {
    const std::lock_guard lock(mutex_);
    return exchanges_.size();
  }
  [[nodiscard]] const store::Exchange& at(size_t i) const {
    const std::lock_guard lock(mutex_);
    return *exchanges_[i];
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<store::Exchange>> exchanges_;
};

// A client on the test's own loop; the proxy runs on its threads.
class ProxyServerTest : public net::LoopTest {
 protected:
  void SetUp() override {
    context_.sink = &sink_;
    context_.session.is_oss_host = [](std::string_view) { return true; };
    auto server = ProxyServer::Listen(context_, net::AnyLoopbackPort(), 2);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    server_->Start();
  }

  void TearDown() override {
    client_.reset();
    LoopTest::TearDown();
  }

  // Sends a request to the proxy and gives all that comes until the proxy closes.
  std::string Ask(std::string_view request) {
    net::RecordingListener events;
    events.on_end = stop();
    net::Connector connector(*loop_, "proxy", {server_->address()}, {},
                             [&](net::NetResult<net::Connection> made) {
                               client_ = std::move(made->stream);
                               client_->set_listener(&events);
                               client_->StartReading();
                               client_->Write(request);
                             });
    RunUntilStopped();
    client_.reset();
    return events.data;
  }

  CollectingSink sink_;
  ProxyContext context_;
  std::unique_ptr<ProxyServer> server_;
  std::unique_ptr<net::TcpStream> client_;
};

TEST_F(ProxyServerTest, AnswersForAServerThatCannotBeReachedAndRecordsIt) {
  const std::string answer = Ask("GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n");
  EXPECT_EQ(answer.find("HTTP/1.1 502 Bad Gateway\r\n"), 0U) << answer;
  EXPECT_NE(answer.find("X-Osslens-Error: connect\r\n"), std::string::npos);
  EXPECT_EQ(sink_.size(), 1U);
}

TEST_F(ProxyServerTest, NeverTalksToItself) {
  const std::string self = server_->address().ToString();
  const std::string answer = Ask("GET http://" + self + "/ HTTP/1.1\r\nHost: " + self + "\r\n\r\n");
  EXPECT_NE(answer.find("is osslens itself"), std::string::npos) << answer;
}

TEST_F(ProxyServerTest, RecordsWhatBecomesOfAReplay) {
  const http::Authority self{"127.0.0.1", server_->address().port()};
  ASSERT_TRUE(
      server_->Send({{.of = 7, .ticket = 3, .kind = store::ExchangeKind::kReverse, .server = self},
                     "GET /k HTTP/1.1\r\nHost: a\r\n\r\n"}));
  net::Timer look(*loop_, [&] {
    sink_.size() == 1 ? loop_->Stop() : look.Start(std::chrono::milliseconds(1));
  });
  look.Start(std::chrono::milliseconds(1));
  RunUntilStopped();
  const store::Exchange& exchange = sink_.at(0);
  EXPECT_EQ(exchange.replay_of, 7);
  EXPECT_EQ(exchange.replay_ticket, 3U);
  EXPECT_EQ(exchange.kind, store::ExchangeKind::kReverse);
  EXPECT_EQ(exchange.client_address, "");
  ASSERT_TRUE(exchange.failure);
  EXPECT_NE(exchange.failure->message.find("is osslens itself"), std::string::npos);
}

TEST_F(ProxyServerTest, SendsNoReplayOnceItIsShutDown) {
  server_->Shutdown();
  EXPECT_FALSE(server_->Send({ReplayTarget{}, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"}));
}

TEST_F(ProxyServerTest, ShutsDownWithAnIdleConnectionOpen) {
  net::RecordingListener events;
  events.on_end = stop();
  net::Connector connector(*loop_, "proxy", {server_->address()}, {},
                           [&](net::NetResult<net::Connection> made) {
                             client_ = std::move(made->stream);
                             client_->set_listener(&events);
                             client_->StartReading();
                           });
  net::Timer look(*loop_, [&] {
    context_.counters.connections_open == 1 ? loop_->Stop()
                                            : look.Start(std::chrono::milliseconds(1));
  });
  look.Start(std::chrono::milliseconds(1));
  RunUntilStopped();
  server_->Shutdown();
  RunUntilStopped();
  EXPECT_EQ(events.data, "");
}

TEST_F(ProxyServerTest, SaysThatItsPortIsTaken) {
  ProxyContext context;
  context.sink = &sink_;
  const auto second = ProxyServer::Listen(context, server_->address(), 1);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("in use"), std::string::npos) << second.error().message;
}

}  // namespace
}  // namespace osslens::proxy
