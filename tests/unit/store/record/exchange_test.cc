#include "store/record/exchange.h"

#include <gtest/gtest.h>

namespace osslens::store {
namespace {

TEST(IsFailed, IsTrueWithoutAnAnswer) {
  Exchange exchange;
  exchange.status = 200;
  EXPECT_FALSE(is_failed(exchange));
  exchange.failure = Failure{FailureKind::kReset, "the connection was reset"};
  EXPECT_TRUE(is_failed(exchange));
}

TEST(IsFailed, BeginsAtStatus400) {
  Exchange exchange;
  exchange.status = 399;
  EXPECT_FALSE(is_failed(exchange));
  exchange.status = 400;
  EXPECT_TRUE(is_failed(exchange));
}

TEST(IsFailed, CountsAFailedUploadCallback) {
  Exchange exchange;
  exchange.status = 203;
  EXPECT_TRUE(is_failed(exchange));
  exchange.status = 204;
  EXPECT_FALSE(is_failed(exchange));
}

TEST(IsFailed, HoldsForACallbackThatOssDoesNotTake) {
  Exchange exchange;
  exchange.kind = ExchangeKind::kCallback;
  exchange.status = 204;
  EXPECT_TRUE(is_failed(exchange));
  exchange.status = 200;
  exchange.findings.emplace_back().severity = Severity::kWarning;
  EXPECT_FALSE(is_failed(exchange));
  exchange.findings.emplace_back().severity = Severity::kError;
  EXPECT_TRUE(is_failed(exchange));
}

TEST(HeldBytes, CountsHeadsAndBodiesOfBothMessages) {
  Exchange exchange;
  const size_t empty = HeldBytes(exchange);
  exchange.request.head.reserve(1000);
  exchange.request.body.bytes.reserve(2000);
  exchange.response.head.reserve(3000);
  exchange.response.body.bytes.reserve(4000);
  EXPECT_GE(HeldBytes(exchange), empty + 10000 - 4 * 16);
}

}  // namespace
}  // namespace osslens::store
