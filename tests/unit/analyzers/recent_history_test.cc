#include "analyzers/recent_history.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

constexpr const char* kHost = "b.oss-cn-hangzhou.aliyuncs.com";

store::Exchange Get(const std::string& key_id, const std::string& token, int status) {
  std::string request = std::string("GET /k HTTP/1.1\r\nHost: ") + kHost +
                        "\r\nAuthorization: OSS " + key_id + ":sig\r\n";
  if (!token.empty()) request += "x-oss-security-token: " + token + "\r\n";
  return MakeExchange(
      kHost, request + "\r\n",
      "HTTP/1.1 " + std::to_string(status) + " X\r\nx-oss-request-id: 65A0\r\n\r\n");
}

void Remember(RecentHistory& history, const store::Exchange& exchange) {
  history.Remember(Facts(exchange, history));
}

TEST(RecentHistory, RemembersKeysThatWorked) {
  RecentHistory history(10);
  Remember(history, Get("good", "", 200));
  Remember(history, Get("bad", "", 403));
  EXPECT_TRUE(history.KeyWorked("good"));
  EXPECT_FALSE(history.KeyWorked("bad"));
  EXPECT_FALSE(history.KeyWorked("never"));
}

TEST(RecentHistory, RemembersWhereABucketWasServed) {
  RecentHistory history(10);
  Remember(history, Get("good", "", 200));
  EXPECT_EQ(history.EndpointOf("b"), "oss-cn-hangzhou.aliyuncs.com");
  EXPECT_EQ(history.EndpointOf("c"), "");
}

TEST(RecentHistory, RemembersTheFirstKeyOfATokenAndThatItWorked) {
  RecentHistory history(10);
  Remember(history, Get("STS.one", "token", 403));
  Remember(history, Get("STS.two", "token", 200));
  const auto use = history.UseOf(Secret(std::string("token")));
  ASSERT_TRUE(use);
  EXPECT_EQ(use->key_id, "STS.one");
  EXPECT_TRUE(use->worked);
  EXPECT_FALSE(history.UseOf(Secret(std::string("other"))));
}

TEST(RecentHistory, LearnsNothingFromOtherServers) {
  RecentHistory history(10);
  Remember(history, MakeExchange(kHost, "GET / HTTP/1.1\r\nAuthorization: OSS id:s\r\n\r\n",
                                 "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n"));
  EXPECT_FALSE(history.KeyWorked("id"));
}

TEST(RecentHistory, ForgetsTheOldestAtItsLimit) {
  RecentHistory history(2);
  Remember(history, Get("one", "", 200));
  Remember(history, Get("two", "", 200));
  EXPECT_TRUE(history.KeyWorked("one"));
  Remember(history, Get("three", "", 200));
  EXPECT_FALSE(history.KeyWorked("one"));
  EXPECT_TRUE(history.KeyWorked("two"));
  EXPECT_TRUE(history.KeyWorked("three"));
}

}  // namespace
}  // namespace osslens::analyzers
