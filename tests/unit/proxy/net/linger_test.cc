#include "proxy/net/linger.h"

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

using LingeringStreamPair = StreamPairTest;

constexpr std::chrono::milliseconds kLong{60'000};

TEST_F(LingeringStreamPair, FlushesTheQueueThenCloses) {
  server_->Write(std::string(8 << 20, 'x'));
  ASSERT_GT(server_->queued_bytes(), 0U);
  TcpStream::FinishAndClose(std::move(server_), kLong);
  client_->StartReading();
  client_events_.on_end = [&] { client_.reset(); };
  loop_->Run();  // returns only because the lingering stream has gone, long before its limit
  EXPECT_EQ(client_events_.data.size(), 8U << 20);
  EXPECT_EQ(client_events_.log, "end ");
}

TEST_F(LingeringStreamPair, DoesNotLetUnreadBytesDestroyTheAnswer) {
  client_->Write(std::string(3 << 20, 'q'));  // the server reads none of it
  server_->Write("413");
  TcpStream::FinishAndClose(std::move(server_), kLong);
  client_->StartReading();
  client_events_.on_end = [&] { client_.reset(); };
  loop_->Run();
  EXPECT_EQ(client_events_.data, "413");
  EXPECT_EQ(client_events_.log, "end ");
}

TEST_F(LingeringStreamPair, ClosesAtOnceWhenThePeerHasClosedBefore) {
  server_->StartReading();
  server_events_.on_end = stop();
  client_->Shutdown();
  RunUntilStopped();
  server_->Write("late answer");
  TcpStream::FinishAndClose(std::move(server_), kLong);
  client_->StartReading();
  client_events_.on_end = [&] { client_.reset(); };
  loop_->Run();
  EXPECT_EQ(client_events_.data, "late answer");
}

TEST_F(LingeringStreamPair, ClosesWhenBothDirectionsHadEndedBefore) {
  server_->StartReading();
  client_->Shutdown();
  server_->Shutdown();
  server_events_.on_end = stop();
  RunUntilStopped();
  if (!server_->has_finished()) {
    server_events_.on_finished = stop();
    RunUntilStopped();
  }
  TcpStream::FinishAndClose(std::move(server_), kLong);
  client_.reset();
  loop_->Run();
  EXPECT_EQ(loop_->handle_count(), 0U);
}

TEST_F(LingeringStreamPair, GivesUpAfterTheLimit) {
  server_->Write(std::string(8 << 20, 'x'));
  TcpStream::FinishAndClose(std::move(server_), std::chrono::milliseconds(5));
  loop_->Run();  // the client never reads: only the limit ends it
  EXPECT_EQ(loop_->handle_count(), 1U);
}

TEST_F(LingeringStreamPair, EndsWithTheLoop) {
  server_->Write(std::string(8 << 20, 'x'));
  TcpStream::FinishAndClose(std::move(server_), kLong);
  client_.reset();
  loop_.reset();
  loop_ = std::move(Loop::Create().value());
}

TEST_F(LingeringStreamPair, ClosesABrokenStreamAtOnce) {
  server_->StartReading();
  server_events_.on_error = stop();
  client_->Reset();
  RunUntilStopped();
  TcpStream::FinishAndClose(std::move(server_), kLong);
  loop_->Run();
  EXPECT_EQ(loop_->handle_count(), 0U);
}

}  // namespace
}  // namespace osslens::net
