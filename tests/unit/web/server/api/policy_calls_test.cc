#include "web/server/api/policy_calls.h"

#include <gmock/gmock.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;

class PolicyCalls : public ApiTest {
 protected:
  void StoreSigned(const std::string& line) {
    StoreChanged([&line](store::Exchange& exchange) {
      exchange.request.head = line +
                              " HTTP/1.1\r\nHost: logs.oss-cn-hangzhou.aliyuncs.com\r\n"
                              "Authorization: OSS exampleAccessKeyId:c2ln\r\n\r\n";
      exchange.forwarded_head = exchange.request.head;
      exchange.response = {};
    });
  }
};

TEST_F(PolicyCalls, AnswerThePolicyOfAllCalls) {
  StoreSigned("GET /a");
  EXPECT_EQ(Call("/api/v1/policy").body,
            R"({"policy":{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:GetObject"],)"
            R"("Resource":["acs:oss:*:*:logs/a"]}]},"calls":1,"complete":true,"without_action":[],)"
            R"("explicitly_denied":0,"unknown_bucket":false,"widened":false,)"
            R"("uses_kms":false,"too_long":false})");
}

TEST_F(PolicyCalls, AnswerThatOfTheCallsThatTheFilterHoldsFor) {
  StoreSigned("GET /a");
  EXPECT_THAT(Call("/api/v1/policy?filter=bucket:other").body, HasSubstr(R"("Statement":[]})"));
  EXPECT_THAT(Call("/api/v1/policy?denied=1").body, HasSubstr(R"("calls":0)"))
      << "a wrong signature is no denial";
}

TEST_F(PolicyCalls, SayWhenRamDoesNotTakeSoLongAPolicy) {
  for (int i = 0; i < 9; ++i) {
    StoreSigned("GET /" + std::string(900, static_cast<char>('a' + i)));
  }
  EXPECT_THAT(Call("/api/v1/policy").body, HasSubstr(R"("too_long":true)"));
}

TEST_F(PolicyCalls, SayWhatIsWrongWithTheirParameters) {
  EXPECT_EQ(Call("/api/v1/policy?filter=x:1").status, 400);
  EXPECT_EQ(Call("/api/v1/policy?denied=yes").status, 400);
}

TEST_F(PolicyCalls, StopAtAboutAsManyExchangesAsTheyMayRead) {
  for (int i = 0; i < 40; ++i) StoreSigned("GET /a");
  analyzers::RamPolicy policy(analyzers::RamPolicy::Scope::kAllCalls);
  EXPECT_FALSE(store::Must(AddToPolicy(reader_, store::Filter{}, 32, policy)));
  EXPECT_EQ(policy.notes().calls, 32U);
  EXPECT_TRUE(store::Must(AddToPolicy(reader_, store::Filter{}, 100, policy)));
}

}  // namespace
}  // namespace osslens::web
