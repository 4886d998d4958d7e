#include "analyzers/ram_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osslens::analyzers {
namespace {

using store::Exchange;
using testing::ElementsAre;
using testing::IsEmpty;
using Scope = RamPolicy::Scope;

constexpr const char* kSignedBy = "Authorization: OSS exampleAccessKeyId:c2ln\r\n";

Exchange MakeCall(const std::string& line, const std::string& fields = kSignedBy) {
  Exchange exchange;
  exchange.host = "logs.oss-cn-hangzhou.aliyuncs.com";
  exchange.request.head = line + " HTTP/1.1\r\nHost: " + exchange.host + "\r\n" + fields + "\r\n";
  exchange.operation = "GetObject";  // what it is called matters less than that it is a call
  exchange.status = 200;
  exchange.response.head = "HTTP/1.1 200 OK\r\nServer: AliyunOSS\r\n\r\n";
  return exchange;
}

// Refused by OSS with AccessDenied and these details.
Exchange MakeDenied(const std::string& line, const std::string& details) {
  Exchange exchange = MakeCall(line);
  exchange.status = 403;
  exchange.oss_code = "AccessDenied";
  exchange.findings.emplace_back().rule = "missing-permission";
  exchange.response.head = "HTTP/1.1 403 Forbidden\r\nServer: AliyunOSS\r\n\r\n";
  exchange.response.body.bytes =
      "<Error><Code>AccessDenied</Code><Message>no</Message><AccessDeniedDetail>" + details +
      "</AccessDeniedDetail></Error>";
  return exchange;
}

TEST(RamPolicy, AllowsWhatTheCallsNeedAndNoMore) {
  RamPolicy policy(Scope::kAllCalls);
  policy.Add(MakeCall("GET /a"));
  policy.Add(MakeCall("HEAD /a"));
  policy.Add(MakeCall("PUT /a"));
  policy.Add(MakeCall("GET /b"));
  policy.Add(MakeCall("GET /?list-type=2"));
  EXPECT_THAT(
      policy.Statements(),
      ElementsAre(RamPolicy::Statement{{"oss:ListObjects"}, {"acs:oss:*:*:logs"}},
                  RamPolicy::Statement{{"oss:GetObject", "oss:PutObject"}, {"acs:oss:*:*:logs/a"}},
                  RamPolicy::Statement{{"oss:GetObject"}, {"acs:oss:*:*:logs/b"}}));
  EXPECT_EQ(policy.notes().calls, 5U);
  EXPECT_FALSE(policy.notes().is_widened);
}

TEST(RamPolicy, PassesAnonymousCallsTunnelsAndCallbacksOver) {
  RamPolicy policy(Scope::kAllCalls);
  policy.Add(MakeCall("GET /a", ""));
  for (const auto kind : {store::ExchangeKind::kTunnel, store::ExchangeKind::kCallback}) {
    Exchange exchange = MakeCall("GET /a");
    exchange.kind = kind;
    policy.Add(exchange);
  }
  EXPECT_THAT(policy.Statements(), IsEmpty());
  EXPECT_EQ(policy.notes().calls, 0U);
}

TEST(RamPolicy, OfDeniedCallsHoldsOnlyTheActionThatWasRefused) {
  RamPolicy policy(Scope::kDeniedCalls);
  policy.Add(MakeCall("GET /a"));
  Exchange copy = MakeDenied("PUT /a", "<AuthAction>oss:GetObject</AuthAction>");
  copy.request.head.insert(copy.request.head.size() - 2, "x-oss-copy-source: /old/b\r\n");
  policy.Add(copy);
  EXPECT_THAT(policy.Statements(),
              ElementsAre(RamPolicy::Statement{{"oss:GetObject"}, {"acs:oss:*:*:old/b"}}));
  EXPECT_EQ(policy.notes().calls, 1U);
}

TEST(RamPolicy, OfDeniedCallsIgnoresRefusalsThatNoPolicyMends) {
  RamPolicy policy(Scope::kDeniedCalls);
  Exchange refused = MakeDenied("GET /a", "");
  refused.findings[0].rule = "wrong-endpoint";
  policy.Add(refused);
  EXPECT_EQ(policy.notes().calls, 0U);
}

TEST(RamPolicy, CountsWhatADenyRefused) {
  RamPolicy policy(Scope::kDeniedCalls);
  policy.Add(MakeDenied("GET /a", "<NoPermissionType>ExplicitDeny</NoPermissionType>"));
  policy.Add(MakeDenied("GET /a", "<NoPermissionType>ImplicitDeny</NoPermissionType>"));
  EXPECT_EQ(policy.notes().explicitly_denied, 1U);
}

TEST(RamPolicy, NamesOperationsOfWhichNoActionIsDocumented) {
  RamPolicy policy(Scope::kAllCalls);
  policy.Add(MakeCall("HEAD /"));
  EXPECT_THAT(policy.notes().without_action, ElementsAre("HeadBucket"));
  policy.Add(MakeDenied("HEAD /", "<AuthAction>oss:GetBucketInfo</AuthAction>"));
  EXPECT_THAT(policy.Statements(),
              ElementsAre(RamPolicy::Statement{{"oss:GetBucketInfo"}, {"acs:oss:*:*:logs"}}))
      << "OSS named it";
}

TEST(RamPolicy, AllowsFoldersWhenThereAreManyObjects) {
  RamPolicy policy(Scope::kAllCalls);
  for (int i = 0; i < 10; ++i) policy.Add(MakeCall("GET /day/" + std::to_string(i)));
  EXPECT_FALSE(policy.notes().is_widened);
  policy.Add(MakeCall("GET /day/10"));
  EXPECT_THAT(policy.Statements(),
              ElementsAre(RamPolicy::Statement{{"oss:GetObject"}, {"acs:oss:*:*:logs/day/*"}}));
  EXPECT_TRUE(policy.notes().is_widened);
  policy.Add(MakeCall("GET /night/1"));
  EXPECT_THAT(policy.Statements(),
              ElementsAre(RamPolicy::Statement{
                  {"oss:GetObject"}, {"acs:oss:*:*:logs/day/*", "acs:oss:*:*:logs/night/*"}}));
}

TEST(RamPolicy, AllowsAFolderAboveWhenThereAreManyFolders) {
  RamPolicy policy(Scope::kAllCalls);
  for (int i = 0; i < 20; ++i) policy.Add(MakeCall("GET /in/day-" + std::to_string(i) + "/a"));
  EXPECT_THAT(policy.Statements(),
              ElementsAre(RamPolicy::Statement{{"oss:GetObject"}, {"acs:oss:*:*:logs/in/*"}}));
  policy.Add(MakeCall("GET /out/a"));
  EXPECT_THAT(policy.Statements(),
              ElementsAre(RamPolicy::Statement{
                  {"oss:GetObject"}, {"acs:oss:*:*:logs/in/*", "acs:oss:*:*:logs/out/*"}}));
}

TEST(RamPolicy, AllowsTheBucketWhenThereAreManyFolders) {
  RamPolicy policy(Scope::kAllCalls);
  for (int i = 0; i < 11; ++i) policy.Add(MakeCall("GET /" + std::to_string(i) + "/a"));
  EXPECT_THAT(policy.Statements(),
              ElementsAre(RamPolicy::Statement{{"oss:GetObject"}, {"acs:oss:*:*:logs/*"}}));
}

}  // namespace
}  // namespace osslens::analyzers
