#include "app/launch/notice.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace osslens::app {
namespace {

const AdviceValues kValues{
    .proxy_url = "http://127.0.0.1:4711", .host = "127.0.0.1", .port = "4711", .bundle = ""};

Recognition Of(std::initializer_list<const char*> ids) {
  Recognition recognition;
  for (const char* id : ids) recognition.clients.push_back({FindClient(id), "go.mod"});
  return recognition;
}

std::string OnlyLine(const Recognition& recognition, const AdviceValues& values = kValues) {
  const auto lines = Introductions(recognition, values);
  EXPECT_EQ(lines.size(), 1U);
  return lines.empty() ? "" : lines.front();
}

TEST(Notice, SaysThatAClientObeys) {
  EXPECT_EQ(OnlyLine(Of({"python-oss2"})),
            "oss2 for Python (by go.mod): goes through osslens by itself");
}

TEST(Notice, GivesTheLineOfCodeForOneThatDoesNot) {
  EXPECT_EQ(OnlyLine(Of({"go-v1"})),
            "OSS SDK v1 for Go (by go.mod): ignores proxy variables; add the option "
            "oss.Proxy(\"http://127.0.0.1:4711\") to oss.New(...); or start it with osslens run "
            "--reverse "
            "127.0.0.1:9000=https://ENDPOINT and make http://127.0.0.1:9000 its endpoint");
  EXPECT_NE(OnlyLine(Of({"java-v1"})).find("setProxyHost(\"127.0.0.1\") and setProxyPort(4711)"),
            std::string::npos);
}

TEST(Notice, LeavesNoPlaceholder) {
  for (const Client& client : Clients()) {
    const std::string line = OnlyLine(Of({client.id.data()}));
    EXPECT_EQ(line.find('{'), std::string::npos) << line;
  }
}

TEST(Notice, SpeaksOfTrustOnlyWhenTlsIsOpened) {
  EXPECT_EQ(OnlyLine(Of({"cpp"})), "OSS SDK for C++ (by go.mod): goes through osslens by itself");
  AdviceValues values = kValues;
  values.bundle = "/data/bundle.pem";
  EXPECT_NE(OnlyLine(Of({"cpp"}), values).find("conf.caFile = \"/data/bundle.pem\""),
            std::string::npos);
}

TEST(Notice, AliOssObeysWhenProxyAgentIsThere) {
  Recognition recognition = Of({"node-ali-oss"});
  EXPECT_NE(OnlyLine(recognition).find("goes through osslens by itself"), std::string::npos);
  recognition.lacks_proxy_agent = true;
  EXPECT_NE(OnlyLine(recognition).find("npm install proxy-agent"), std::string::npos);
}

TEST(Notice, SaysThatSudoDropsVariables) {
  Recognition recognition;
  recognition.is_sudo = true;
  EXPECT_NE(OnlyLine(recognition).find("sudo osslens run"), std::string::npos);
  EXPECT_EQ(LikelyReason(recognition, kValues), OnlyLine(recognition));
}

TEST(Notice, TheLikelyReasonIsTheClientThatDoesNotObey) {
  EXPECT_EQ(LikelyReason(Of({"aws", "go-v2"}), kValues).find("OSS SDK v2 for Go: ignores"), 0U);
  EXPECT_EQ(LikelyReason(Of({"aws"}), kValues).find("AWS CLI and boto3 goes through"), 0U);
  EXPECT_NE(LikelyReason(Recognition{}, kValues).find("http://127.0.0.1:4711"), std::string::npos);
}

}  // namespace
}  // namespace osslens::app
