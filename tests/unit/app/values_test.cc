#include "app/values.h"

#include <gtest/gtest.h>

namespace osslens::app {
namespace {

TEST(ParseSize, TakesBytesAndPowersOf1024) {
  EXPECT_EQ(ParseSize("0"), 0U);
  EXPECT_EQ(ParseSize("4096"), 4096U);
  EXPECT_EQ(ParseSize("256K"), 262144U);
  EXPECT_EQ(ParseSize("3M"), 3U << 20);
  EXPECT_EQ(ParseSize("2G"), 2147483648U);
}

TEST(ParseSize, TakesTheLargestThatFitsAndNoMore) {
  EXPECT_EQ(ParseSize("8589934591G"), 8589934591ULL << 30);
  EXPECT_FALSE(ParseSize("8589934592G"));
  EXPECT_FALSE(ParseSize("99999999999999999999"));
}

TEST(ParseSize, SaysWhatItTakes) {
  for (const char* text : {"", "K", "-1", "1.5M", "1KB", "1k", " 1", "1 "}) {
    const auto size = ParseSize(text);
    ASSERT_FALSE(size) << text;
    EXPECT_EQ(size.error().message,
              "\"" + std::string(text) + "\" is not a size such as 4096, 256K, 100M or 2G");
  }
}

TEST(ParseAge, NeedsAUnit) {
  EXPECT_EQ(ParseAge("30s"), std::chrono::seconds(30));
  EXPECT_EQ(ParseAge("10m"), std::chrono::minutes(10));
  EXPECT_EQ(ParseAge("2h"), std::chrono::hours(2));
  EXPECT_EQ(ParseAge("7d"), std::chrono::days(7));
  EXPECT_FALSE(ParseAge("7"));
  EXPECT_FALSE(ParseAge("7w"));
  EXPECT_FALSE(ParseAge("999999999d"));
}

TEST(ParseConnectTo, ReadsGlobPortAndTarget) {
  const auto one = ParseConnectTo("*.aliyuncs.com:80=127.0.0.1:8080");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->host_glob, "*.aliyuncs.com");
  EXPECT_EQ(one->port, 80);
  EXPECT_EQ(one->target.host, "127.0.0.1");
  EXPECT_EQ(one->target.port, 8080);
}

TEST(ParseConnectTo, WithoutAPortMeansAnyPort) {
  const auto one = ParseConnectTo("*=[::1]:9");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->port, 0);
  EXPECT_EQ(one->target.host, "::1");
}

TEST(ParseConnectTo, RefusesHalfARule) {
  for (const char* text : {"", "*", "*=host", "*:x=host:1", "=host:1", "*:80="})
    EXPECT_FALSE(ParseConnectTo(text)) << text;
}

TEST(ParseUpstreamProxy, MakesBasicCredentialsFromTheUrl) {
  const auto proxy = ParseUpstreamProxy("http://us%40er:pa%3Ass@proxy.example:3128");
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->authority.host, "proxy.example");
  EXPECT_EQ(proxy->authority.port, 3128);
  EXPECT_EQ(proxy->authorization.reveal(), "Basic dXNAZXI6cGE6c3M=");
}

TEST(ParseUpstreamProxy, NeverQuotesThePassword) {
  const auto proxy = ParseUpstreamProxy("https://user:hunter2@proxy.example:3128");
  ASSERT_FALSE(proxy);
  EXPECT_EQ(proxy.error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace osslens::app
