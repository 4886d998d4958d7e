#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "proxy/net/connector.h"
#include "proxy/net/loop.h"
#include "proxy/net/tcp_listener.h"
#include "proxy/net/tcp_stream.h"
#include "proxy/net/timer.h"

namespace osslens::net {

// Writes down what a stream reports and lets a test act on it.
class RecordingListener : public StreamListener {
 public:
  void OnData(std::string_view bytes) override {
    data.append(bytes);
    if (on_data) on_data();
  }
  void OnEnd() override {
    log += "end ";
    if (on_end) on_end();
  }
  void OnError(const NetError& error) override {
    log += "error ";
    last_error = error;
    if (on_error) on_error();
  }
  void OnDrained() override {
    log += "drained ";
    if (on_drained) on_drained();
  }
  void OnFinished() override {
    log += "finished ";
    if (on_finished) on_finished();
  }
  void OnSecured() override {
    if (on_secured) on_secured();
  }

  std::string data;
  std::string log;
  NetError last_error;
  std::function<void()> on_data, on_end, on_error, on_drained, on_finished, on_secured;
};

inline SocketAddress AnyLoopbackPort() { return SocketAddress::V4({127, 0, 0, 1}, 0); }

// A loop that must be left without a handle, and a guard that ends a test whose condition never
// comes true.
class LoopTest : public testing::Test {
 protected:
  LoopTest() : loop_(std::move(Loop::Create().value())) {}

  // Turns the loop until a Stop(); fails the test when that does not come.
  void RunUntilStopped() {
    bool expired = false;
    Timer guard(*loop_, [&] {
      expired = true;
      loop_->Stop();
    });
    guard.Start(std::chrono::seconds(20));
    loop_->Run();
    EXPECT_FALSE(expired) << "what the test waits for did not happen";
  }

  void TearDown() override {
    loop_->Run();  // returns when nothing is left that could happen
    EXPECT_EQ(loop_->handle_count(), 0U);
  }

  [[nodiscard]] std::function<void()> stop() {
    return [this] { loop_->Stop(); };
  }

  std::unique_ptr<Loop> loop_;
};

// Two connected streams on one loop.
class StreamPairTest : public LoopTest {
 protected:
  void SetUp() override {
    auto listener = TcpListener::Listen(*loop_, AnyLoopbackPort(), [&](auto stream) {
      server_ = std::move(stream);
      if (client_) loop_->Stop();
    });
    ASSERT_TRUE(listener) << listener.error().message;
    Connector connector(*loop_, "test", {(*listener)->address()}, {},
                        [&](NetResult<Connection> result) {
                          ASSERT_TRUE(result) << result.error().message;
                          client_ = std::move(result->stream);
                          if (server_) loop_->Stop();
                        });
    RunUntilStopped();
    ASSERT_TRUE(client_ && server_);
    client_->set_listener(&client_events_);
    server_->set_listener(&server_events_);
  }

  void TearDown() override {
    client_.reset();
    server_.reset();
    LoopTest::TearDown();
  }

  RecordingListener client_events_, server_events_;
  std::unique_ptr<TcpStream> client_, server_;
};

}  // namespace osslens::net
