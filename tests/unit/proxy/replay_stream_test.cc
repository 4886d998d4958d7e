#include "proxy/replay_stream.h"

#include <gtest/gtest.h>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::proxy {
namespace {

class ReplayStreamTest : public net::LoopTest {
 protected:
  // Collects pieces; at the piece `stop_at` it stops reading, or destroys the stream.
  struct Reader final : net::StreamListener {
    void OnData(std::string_view bytes) override {
      data.append(bytes);
      ++pieces;
      if (pieces == pause_at) stream->StopReading();
      if (pieces == destroy_at) stream.reset();
      if (data.size() == wanted || stream == nullptr || pieces == pause_at) loop->Stop();
    }
    void OnEnd() override { ADD_FAILURE() << "it never ends by itself"; }
    void OnError(const net::NetError& error) override { ADD_FAILURE() << error.message; }
    void OnDrained() override { ADD_FAILURE() << "nothing is queued"; }

    net::Loop* loop = nullptr;
    std::unique_ptr<ReplayStream> stream;
    std::string data;
    size_t wanted = 0;
    int pieces = 0, pause_at = 0, destroy_at = 0;
  };

  void Begin(std::string bytes) {
    reader_.loop = loop_.get();
    reader_.wanted = bytes.size();
    reader_.stream = std::make_unique<ReplayStream>(*loop_, std::move(bytes));
    reader_.stream->set_listener(&reader_);
    reader_.stream->StartReading();
    EXPECT_EQ(reader_.pieces, 0) << "nothing is reported from within a method";
  }
  void TearDown() override {
    reader_.stream.reset();
    LoopTest::TearDown();
  }

  Reader reader_;
};

std::string Long() {
  std::string bytes;
  for (int i = 0; bytes.size() < 150'000; ++i) bytes += std::to_string(i) + ' ';
  return bytes;
}

TEST_F(ReplayStreamTest, GivesAllItsBytesInOrderAndInPieces) {
  Begin(Long());
  RunUntilStopped();
  EXPECT_EQ(reader_.data, Long());
  EXPECT_GT(reader_.pieces, 1);
}

TEST_F(ReplayStreamTest, WaitsWhileItIsNotRead) {
  reader_.pause_at = 1;
  Begin(Long());
  RunUntilStopped();
  EXPECT_LT(reader_.data.size(), Long().size());
  reader_.stream->StartReading();
  RunUntilStopped();
  EXPECT_EQ(reader_.data, Long());
}

TEST_F(ReplayStreamTest, MayBeDestroyedByWhoReadsIt) {
  reader_.destroy_at = 1;
  Begin(Long());
  RunUntilStopped();
  EXPECT_EQ(reader_.pieces, 1);
}

TEST_F(ReplayStreamTest, DropsWhatIsWrittenToIt) {
  Begin("x");
  reader_.stream->Write("an answer");
  EXPECT_EQ(reader_.stream->queued_bytes(), 0U);
  EXPECT_FALSE(reader_.stream->is_above_high_water());
  RunUntilStopped();
  EXPECT_EQ(reader_.data, "x");
}

}  // namespace
}  // namespace osslens::proxy
