#include "proxy/upstream_pool.h"

#include <gtest/gtest.h>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::proxy {
namespace {

class UpstreamPoolTest : public net::StreamPairTest {
 protected:
  void MakePool(const PoolLimits& limits) {
    pool_ = std::make_unique<UpstreamPool>(*loop_, limits);
  }
  void TearDown() override {
    pool_.reset();
    StreamPairTest::TearDown();
  }
  // A further connection to the peer of the fixture is not needed: any connected stream will do.
  void PutClient() { pool_->Put("key", {std::move(client_), "address"}); }

  std::unique_ptr<UpstreamPool> pool_;
};

TEST_F(UpstreamPoolTest, GivesBackWhatWasPutUnderTheSameKey) {
  MakePool({});
  PutClient();
  EXPECT_FALSE(pool_->Take("other"));
  const auto taken = pool_->Take("key");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->address, "address");
  EXPECT_EQ(pool_->size(), 0U);
  EXPECT_FALSE(pool_->Take("key"));
}

TEST_F(UpstreamPoolTest, DropsAConnectionThatItsServerCloses) {
  MakePool({});
  PutClient();
  server_.reset();
  net::Timer look(*loop_, [&] {
    pool_->size() == 0 ? loop_->Stop() : look.Start(std::chrono::milliseconds(1));
  });
  look.Start(std::chrono::milliseconds(1));
  RunUntilStopped();
  EXPECT_FALSE(pool_->Take("key"));
}

TEST_F(UpstreamPoolTest, DropsAConnectionThatSpeaksUnasked) {
  MakePool({});
  PutClient();
  server_->Write("HTTP/1.1 408 Request Timeout\r\n\r\n");
  net::Timer look(*loop_, [&] {
    pool_->size() == 0 ? loop_->Stop() : look.Start(std::chrono::milliseconds(1));
  });
  look.Start(std::chrono::milliseconds(1));
  RunUntilStopped();
  EXPECT_FALSE(pool_->Take("key"));
}

TEST_F(UpstreamPoolTest, KeepsNoMoreThanItsLimits) {
  MakePool({.total = 1, .per_key = 1});
  PutClient();
  pool_->Put("key", {std::move(server_), "second of the same key"});
  EXPECT_EQ(pool_->size(), 1U);
  EXPECT_EQ(pool_->Take("key")->address, "address");
}

TEST_F(UpstreamPoolTest, GivesUpTheLongestIdleOfAllWhenFull) {
  MakePool({.total = 1, .per_key = 1});
  PutClient();
  pool_->Put("other", {std::move(server_), "newer"});
  EXPECT_FALSE(pool_->Take("key"));
  EXPECT_EQ(pool_->Take("other")->address, "newer");
}

TEST_F(UpstreamPoolTest, ClosesWhatIsIdleForTooLong) {
  MakePool({.idle = std::chrono::milliseconds(1)});
  PutClient();
  net::Timer look(*loop_, [&] {
    pool_->size() == 0 ? loop_->Stop() : look.Start(std::chrono::milliseconds(1));
  });
  look.Start(std::chrono::milliseconds(1));
  RunUntilStopped();
}

}  // namespace
}  // namespace osslens::proxy
