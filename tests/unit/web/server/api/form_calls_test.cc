#include "web/server/api/form_calls.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using FormCalls = ApiTest;

void MakeForm(store::Exchange& exchange) {
  exchange.method = "POST";
  exchange.request.head =
      "POST / HTTP/1.1\r\nHost: logs.oss-cn-hangzhou.aliyuncs.com\r\n"
      "Content-Type: multipart/form-data; boundary=b\r\n\r\n";
  exchange.forwarded_head = exchange.request.head;
  exchange.request.body.bytes =
      "--b\r\nContent-Disposition: form-data; name=\"policy\"\r\n\r\n" +
      Base64Encode(R"({"conditions":[["eq","$key","a"]]})") +
      "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n12345\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n--b--\r\n";
  exchange.request.body.total_bytes = exchange.request.body.bytes.size();
}

TEST_F(FormCalls, ShowPartsFaultsAndConditions) {
  StoreChanged(&MakeForm);
  const Response response = Call("/api/v1/exchanges/1/form");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr(R"({"form":{"boundary":"b","closed":true,)"));
  EXPECT_THAT(
      response.body,
      HasSubstr(
          R"({"name":"file","filename":"f","type":null,"head_at":109,"value_at":170,"bytes":5,"whole":true,"file":true,"ignored":false,"value":null})"));
  EXPECT_THAT(response.body, HasSubstr(R"("file":false,"ignored":true,"value":"a"})"));
  EXPECT_THAT(response.body,
              HasSubstr(R"("faults":[{"fault":"key-late","refused":true,"field":"key",)"));
  EXPECT_THAT(
      response.body,
      HasSubstr(
          R"("conditions":[{"condition":"[\"eq\",\"$key\",\"a\"]","field":"key","verdict":"fails","found":null,"missing":true}])"));
  EXPECT_THAT(response.body, HasSubstr(R"("faults":[{"fault":"no-expiration","offset":0,)"));
}

TEST_F(FormCalls, AreEmptyForOtherRequests) {
  StoreRefused(1);
  EXPECT_EQ(Call("/api/v1/exchanges/1/form").body, R"({"form":null,"policy":null})");
  EXPECT_EQ(Call("/api/v1/exchanges/9/form").status, 404);
  EXPECT_EQ(Call("/api/v1/exchanges/1/form?lang=xx").status, 400);
}

}  // namespace
}  // namespace osslens::web
