#include "web/server/api/callback_calls.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using CallbackCalls = ApiTest;

void MakeUpload(store::Exchange& exchange) {
  exchange.method = "PUT";
  exchange.request.head =
      "PUT /day/one.txt HTTP/1.1\r\nHost: logs.oss-cn-hangzhou.aliyuncs.com\r\nx-oss-callback: " +
      Base64Encode(
          R"({"callbackUrl":"http://a.example/n","callbackBody":"o=${object}&u=${x:u}"})") +
      "\r\n\r\n";
  exchange.forwarded_head = exchange.request.head;
}

TEST_F(CallbackCalls, ShowParametersFaultsAndPreview) {
  StoreChanged(&MakeUpload);
  const Response response = Call("/api/v1/exchanges/1/callback");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body,
              HasSubstr(R"({"linked":[],"parameters":{"place":"header","callback":")"));
  EXPECT_THAT(response.body, HasSubstr(R"("decoded":"{\"callbackUrl\":\"http://a.example/n\")"));
  EXPECT_THAT(
      response.body,
      HasSubstr(
          R"("faults":[{"fault":"variable-undefined","refused":false,"parameter":"callback","member":"x:u","offset":0,"found":"${x:u}","corrected":null,"title":")"));
  EXPECT_THAT(
      response.body,
      HasSubstr(
          R"("preview":{"urls":["http://a.example/n"],"host":"a.example","content_type":"application/x-www-form-urlencoded","sni":false,"body":"o=day%2Fone.txt&u=","unknown":[],"empty":["x:u"]},"signature":null})"));
}

TEST_F(CallbackCalls, ShowBothEnds) {
  StoreChanged(&MakeUpload);
  StoreChanged([](store::Exchange& exchange) { exchange.kind = store::ExchangeKind::kCallback; });
  EXPECT_THAT(Call("/api/v1/exchanges/1/callback").body,
              HasSubstr(R"("linked":[{"id":2,"kind":"callback","by":"request-id"}])"));
  EXPECT_THAT(
      Call("/api/v1/exchanges/2/callback").body,
      HasSubstr(
          R"("parameters":null,"preview":null,"signature":{"verdict":"unsigned","key_url":null,"why_no_key":null,"mistake":null,"signed":null}})"));
}

TEST_F(CallbackCalls, AreForExchangesThatThereAre) {
  EXPECT_EQ(Call("/api/v1/exchanges/9/callback").status, 404);
  StoreRefused(1);
  EXPECT_EQ(Call("/api/v1/exchanges/1/callback?lang=xx").status, 400);
}

}  // namespace
}  // namespace osslens::web
