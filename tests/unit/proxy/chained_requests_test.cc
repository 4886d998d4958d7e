#include "proxy/chained_requests.h"

#include <gtest/gtest.h>

#include <vector>

namespace osslens::proxy {
namespace {

TEST(ChainedRequests, TakesSoManyOfTheSameAndNotOneMore) {
  ChainedRequests chained(2);
  const auto first = chained.Begin("GET http://h/ HTTP/1.1\r\n\r\n");
  const auto second = chained.Begin("GET http://h/ HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(chained.Begin("GET http://h/ HTTP/1.1\r\n\r\n"));
  EXPECT_TRUE(chained.Begin("GET http://h/other HTTP/1.1\r\n\r\n"));
}

TEST(ChainedRequests, ForgetsThoseThatHaveEnded) {
  ChainedRequests chained(1);
  {
    auto ticket = chained.Begin("a");
    ASSERT_TRUE(ticket);
    const ChainedRequests::Ticket moved = std::move(*ticket);
    EXPECT_FALSE(chained.Begin("a"));
  }
  EXPECT_TRUE(chained.is_empty());
  EXPECT_TRUE(chained.Begin("a"));
}

TEST(ChainedRequests, EndsTheOneWhoseTicketGivesWay) {
  ChainedRequests chained(1);
  auto ticket = chained.Begin("a");
  ticket = chained.Begin("b");
  EXPECT_TRUE(chained.Begin("a"));
  EXPECT_FALSE(chained.Begin("b"));
}

}  // namespace
}  // namespace osslens::proxy
