#include "proxy/net/tcp_stream.h"

#include <gmock/gmock.h>

#include <array>
#include <vector>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

using TcpStreamPair = StreamPairTest;

constexpr size_t kMegabyte = 1024 * 1024;

std::string Pattern(size_t size) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * 31 % 26);
  return text;
}

TEST_F(TcpStreamPair, KnowsBothAddresses) {
  EXPECT_EQ(client_->peer_address(), server_->local_address());
  EXPECT_EQ(client_->local_address(), server_->peer_address());
  EXPECT_TRUE(client_->peer_address().is_loopback());
  EXPECT_NE(client_->peer_address().port(), 0);
}

TEST_F(TcpStreamPair, CarriesBytesBothWays) {
  client_->StartReading();
  server_->StartReading();
  server_events_.on_data = [&] { server_->Write("pong"); };
  client_events_.on_data = stop();
  client_->Write("ping");
  RunUntilStopped();
  EXPECT_EQ(server_events_.data, "ping");
  EXPECT_EQ(client_events_.data, "pong");
}

TEST_F(TcpStreamPair, JoinsThePartsOfOneWrite) {
  server_->StartReading();
  std::vector<std::string> numbers;
  std::string expected;
  for (int i = 0; i < 40; ++i) numbers.push_back(std::to_string(i) + (i % 7 == 0 ? "" : ","));
  std::vector<std::string_view> parts(numbers.begin(), numbers.end());
  parts.emplace_back();
  for (const auto& number : numbers) expected += number;
  client_->Write(parts);
  client_->Shutdown();
  server_events_.on_end = stop();
  RunUntilStopped();
  EXPECT_EQ(server_events_.data, expected);
}

TEST_F(TcpStreamPair, QueuesWhatTheSystemDoesNotTakeAndLosesNothing) {
  const std::string bytes = Pattern(12 * kMegabyte);
  const std::array<std::string_view, 3> parts{std::string_view(bytes).substr(0, 5),
                                              std::string_view(bytes).substr(5, 7 * kMegabyte),
                                              std::string_view(bytes).substr(5 + 7 * kMegabyte)};
  client_->Write(parts);
  EXPECT_GT(client_->queued_bytes(), TcpStream::kHighWaterBytes);
  EXPECT_TRUE(client_->is_above_high_water());
  client_->Write("the end");
  client_->Shutdown();
  server_->StartReading();
  server_events_.on_end = stop();
  RunUntilStopped();
  EXPECT_EQ(client_->queued_bytes(), 0U);
  EXPECT_TRUE(server_events_.data == bytes + "the end");
}

TEST_F(TcpStreamPair, TellsAPausedWriterToGoOn) {
  const std::string chunk = Pattern(64 * 1024);
  size_t sent_bytes = 0;
  int pauses = 0;
  const auto fill = [&] {
    while (!client_->is_above_high_water() && sent_bytes < 32 * kMegabyte) {
      client_->Write(chunk);
      sent_bytes += chunk.size();
    }
    EXPECT_LE(client_->queued_bytes(), TcpStream::kHighWaterBytes + chunk.size());
    if (sent_bytes >= 32 * kMegabyte) return client_->Shutdown();
    ++pauses;
  };
  client_events_.on_drained = [&] {
    EXPECT_LE(client_->queued_bytes(), TcpStream::kLowWaterBytes);
    fill();
  };
  size_t received_bytes = 0;
  server_events_.on_data = [&] {
    received_bytes += server_events_.data.size();
    server_events_.data.clear();
  };
  server_events_.on_end = stop();
  fill();
  EXPECT_GT(client_->queued_bytes(), 0U);
  EXPECT_EQ(client_events_.log, "");  // never from within Write()
  server_->StartReading();
  RunUntilStopped();
  EXPECT_EQ(received_bytes, sent_bytes);
  EXPECT_GT(pauses, 1);
}

TEST_F(TcpStreamPair, DoesNotReportDrainedBelowTheHighWaterMark) {
  client_->set_water_marks(0, 64 * kMegabyte);
  client_->Write(Pattern(12 * kMegabyte));
  EXPECT_GT(client_->queued_bytes(), 0U);
  EXPECT_FALSE(client_->is_above_high_water());
  client_->Shutdown();
  server_->StartReading();
  server_events_.on_end = stop();
  RunUntilStopped();
  EXPECT_THAT(client_events_.log, testing::Not(testing::HasSubstr("drained")));
}

TEST_F(TcpStreamPair, StopsReadingWithinACallback) {
  client_->Write(Pattern(2 * kMegabyte));
  server_events_.on_data = [&] {
    server_->StopReading();
    loop_->Stop();
  };
  server_->StartReading();
  RunUntilStopped();
  EXPECT_LE(server_events_.data.size(), 64U * 1024);
  client_->Shutdown();
  server_events_.on_data = nullptr;
  server_events_.on_end = stop();
  server_->StartReading();
  RunUntilStopped();
  EXPECT_EQ(server_events_.data.size(), 2 * kMegabyte);
}

TEST_F(TcpStreamPair, GoesOnWritingAfterThePeersEnd) {
  client_->StartReading();
  server_->StartReading();
  server_events_.on_end = [&] {
    server_->Write("still here");
    server_->Shutdown();
  };
  client_events_.on_end = stop();
  client_->Write("bye");
  client_->Shutdown();
  RunUntilStopped();
  EXPECT_EQ(server_events_.data, "bye");
  EXPECT_EQ(client_events_.data, "still here");
  EXPECT_EQ(client_events_.log, "finished end ");
  EXPECT_EQ(server_events_.log, "end finished ");
  EXPECT_TRUE(server_->has_ended() && server_->has_finished());
}

TEST_F(TcpStreamPair, SendsTheFinBehindWhatIsQueued) {
  client_->Write(Pattern(8 * kMegabyte));
  ASSERT_GT(client_->queued_bytes(), 0U);
  client_->Shutdown();
  client_->Shutdown();
  server_->StartReading();
  server_events_.on_end = stop();
  RunUntilStopped();
  EXPECT_EQ(server_events_.data.size(), 8 * kMegabyte);
}

TEST_F(TcpStreamPair, ReportsTheEndOnceHoweverOftenReadingIsStarted) {
  client_->Shutdown();
  server_->StartReading();
  server_->StartReading();
  server_events_.on_end = stop();
  RunUntilStopped();
  server_->StartReading();
  loop_->Run();
  EXPECT_EQ(server_events_.log, "end ");
}

TEST_F(TcpStreamPair, ReportsAResetOfThePeer) {
  server_->StartReading();
  server_events_.on_error = stop();
  client_->Reset();
  RunUntilStopped();
  EXPECT_EQ(server_events_.log, "error ");
  EXPECT_EQ(server_events_.last_error.kind, NetErrorKind::kReset);
  EXPECT_EQ(server_events_.last_error.message, "reading failed: connection reset by peer");
}

TEST_F(TcpStreamPair, DoesNotTakeAResetBehindBytesForTheEnd) {
  client_->Write("half of a body");
  client_->Reset();
  server_->StartReading();
  server_events_.on_end = server_events_.on_error = stop();
  RunUntilStopped();
  EXPECT_EQ(server_events_.data, "half of a body");
  EXPECT_EQ(server_events_.log, "error ");
  EXPECT_EQ(server_events_.last_error.kind, NetErrorKind::kReset);
}

TEST_F(TcpStreamPair, DoesNotTakeAResetThatAWriteWasToldOfForTheEnd) {
  server_->StartReading();
  client_->Reset();
  server_->Write("takes the error off the socket");
  server_events_.on_end = server_events_.on_error = stop();
  RunUntilStopped();
  EXPECT_EQ(server_events_.log, "error ");
  EXPECT_EQ(server_events_.last_error.kind, NetErrorKind::kReset);
}

// Closing with bytes unread sends a RST behind the FIN, which only the writer is told of.
TEST_F(TcpStreamPair, TakesAFinForTheEndThoughItsOwnWritesFail) {
  client_->Write("whole");
  client_->Shutdown();
  client_events_.on_finished = stop();
  RunUntilStopped();
  server_->Write("unread");
  client_.reset();
  for (int i = 0; i < 3; ++i) server_->Write("meets the RST");
  server_->StartReading();
  server_events_.on_end = server_events_.on_error = stop();
  RunUntilStopped();
  EXPECT_EQ(server_events_.data, "whole");
  EXPECT_EQ(server_events_.log, "end error ");  // the end first, then what became of the writes
}

TEST_F(TcpStreamPair, ReportsBehindTheEndThatWritesFailedBeforeIt) {
  client_->Shutdown();
  client_events_.on_finished = stop();
  RunUntilStopped();
  server_->Write("unread");
  client_.reset();
  server_->StartReading();
  server_->Write("meets the RST");
  server_events_.on_end = [&] { server_->Write("meets it again"); };
  server_events_.on_error = stop();
  RunUntilStopped();
  EXPECT_EQ(server_events_.log, "end error ");
}

TEST_F(TcpStreamPair, ResetsEvenWhileItsFinIsUnderWay) {
  client_->Write(Pattern(8 * kMegabyte));
  client_->Shutdown();
  client_->Reset();
  server_->StartReading();
  server_events_.on_end = server_events_.on_error = stop();
  RunUntilStopped();
  EXPECT_EQ(server_events_.log, "error ");
}

TEST_F(TcpStreamPair, IsDeadAfterReset) {
  client_->Reset();
  client_->Write("nobody hears");
  client_->Shutdown();
  client_->StartReading();
  client_->StopReading();
  client_->Reset();
  EXPECT_EQ(client_->queued_bytes(), 0U);
  EXPECT_TRUE(client_->peer_address().is_unspecified());
  loop_->Run();
  EXPECT_EQ(client_events_.log, "");
}

TEST_F(TcpStreamPair, ReportsAFailedWriteLaterAndOnce) {
  server_->Reset();
  server_.reset();
  client_events_.on_error = stop();
  // The first write may still be taken: the RST that ends the connection may arrive only then.
  for (int i = 0; i < 3; ++i) client_->Write(Pattern(kMegabyte));
  EXPECT_EQ(client_events_.log, "");
  RunUntilStopped();
  client_->Write("discarded");
  loop_->Run();
  EXPECT_EQ(client_events_.log, "error ");
  EXPECT_EQ(client_events_.last_error.kind, NetErrorKind::kReset);
}

TEST_F(TcpStreamPair, MayBeDestroyedOnData) {
  server_events_.on_data = [&] { server_.reset(); };
  server_->StartReading();
  client_->Write(Pattern(4 * kMegabyte));
  client_events_.on_error = [&] { client_.reset(); };
  client_->StartReading();
  loop_->Run();
  EXPECT_EQ(server_, nullptr);
  EXPECT_EQ(client_, nullptr);
}

TEST_F(TcpStreamPair, MayBeDestroyedOnEnd) {
  server_events_.on_end = [&] { server_.reset(); };
  server_->StartReading();
  client_->Shutdown();
  loop_->Run();
  EXPECT_EQ(server_, nullptr);
}

TEST_F(TcpStreamPair, MayBeDestroyedOnError) {
  server_events_.on_error = [&] { server_.reset(); };
  server_->StartReading();
  client_->Reset();
  loop_->Run();
  EXPECT_EQ(server_, nullptr);
}

TEST_F(TcpStreamPair, MayBeDestroyedOnDrained) {
  client_events_.on_drained = [&] { client_.reset(); };
  client_->Write(Pattern(12 * kMegabyte));
  client_->Write("more behind it");
  server_->StartReading();
  server_events_.on_end = server_events_.on_error = stop();
  RunUntilStopped();
  EXPECT_EQ(client_, nullptr);
}

TEST_F(TcpStreamPair, MayBeDestroyedOnFinished) {
  client_events_.on_finished = [&] { client_.reset(); };
  client_->Write("last");
  client_->Shutdown();
  server_->StartReading();
  server_events_.on_end = stop();
  RunUntilStopped();
  EXPECT_EQ(client_, nullptr);
  EXPECT_EQ(server_events_.data, "last");
}

TEST_F(TcpStreamPair, MayBeResetOnData) {
  server_events_.on_data = [&] { server_->Reset(); };
  server_->StartReading();
  client_->Write("x");
  client_->StartReading();
  client_events_.on_error = stop();
  RunUntilStopped();
  EXPECT_EQ(client_events_.last_error.kind, NetErrorKind::kReset);
}

TEST_F(TcpStreamPair, LosesItsQueueWhenDestroyed) {
  client_->Write(Pattern(12 * kMegabyte));
  client_->Shutdown();
  client_.reset();
  server_->StartReading();
  server_events_.on_end = server_events_.on_error = stop();
  RunUntilStopped();
  EXPECT_LT(server_events_.data.size(), 12 * kMegabyte);
}

}  // namespace
}  // namespace osslens::net
