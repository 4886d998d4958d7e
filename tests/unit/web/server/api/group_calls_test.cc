#include "web/server/api/group_calls.h"

#include <gmock/gmock.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using GroupCalls = ApiTest;

TEST_F(GroupCalls, GroupFailuresUnderTheTitleOfTheNewest) {
  StoreRefused(2);
  const Response response = Call("/api/v1/groups");
  EXPECT_THAT(
      response.body,
      StartsWith(
          R"({"groups":[{"rule":"wrong-secret","variant":null,"title":"wrong secret for logs",)"
          R"("rule_title":"wrong secret for {bucket}",)"));
  EXPECT_THAT(
      response.body,
      HasSubstr(R"("bucket":"logs","host":"logs.oss-cn-hangzhou.aliyuncs.com","count":2,)"));
  EXPECT_THAT(response.body, HasSubstr(R"("sample_ids":[2,1],"over_time":[2,0,0,)"));
}

TEST_F(GroupCalls, GroupTheVariantsOfARuleUnderTheirOwnTitles) {
  StoreRefused(1);
  StoreChanged([](store::Exchange& exchange) { exchange.findings[0].variant = "one-typo"; });
  const Response response = Call("/api/v1/groups");
  EXPECT_THAT(response.body, HasSubstr(R"("variant":"one-typo","title":"nearly right for logs",)"));
  EXPECT_THAT(response.body, HasSubstr(R"("variant":null,"title":"wrong secret for logs",)"));
}

TEST_F(GroupCalls, GroupFailuresThatNoRuleExplains) {
  StoreChanged([](store::Exchange& exchange) { exchange.findings.clear(); });
  EXPECT_THAT(Call("/api/v1/groups").body,
              StartsWith(R"({"groups":[{"rule":null,"variant":null,"title":null,"rule_title":null,)"
                         R"("bucket":"logs",)"));
}

TEST_F(GroupCalls, TellFingerprintSideOperationAndClients) {
  StoreChanged([](store::Exchange& exchange) {
    exchange.client_address = "10.0.0.1:1000";
    exchange.request.head = "GET / HTTP/1.1\r\nUser-Agent: sdk/1\r\n\r\n";
  });
  EXPECT_THAT(
      Call("/api/v1/groups").body,
      HasSubstr(R"("fingerprint":"v1:e55200837403447c","code":null,"operation":"GetObject",)"
                R"("side":"app","hosts":["logs.oss-cn-hangzhou.aliyuncs.com"],)"
                R"("clients":1,"client_names":["10.0.0.1 sdk/1"]})"));
}

TEST_F(GroupCalls, TellTheCodeOfFailuresThatNoRuleExplains) {
  StoreChanged([](store::Exchange& exchange) {
    exchange.findings.clear();
    exchange.oss_code = "Oops";
  });
  EXPECT_THAT(Call("/api/v1/groups").body,
              HasSubstr(R"("code":"Oops","operation":"GetObject","side":null)"));
}

TEST_F(GroupCalls, SayWhatIsWrongWithTheirParameters) {
  EXPECT_EQ(Call("/api/v1/groups?filter=stauts:403").status, 400);
  EXPECT_EQ(Call("/api/v1/groups?lang=de").status, 400);
}

}  // namespace
}  // namespace osslens::web
