#include "web/server/api/exchange_calls.h"

#include <gmock/gmock.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using ExchangeCalls = ApiTest;

TEST_F(ExchangeCalls, ListSummariesNewestFirstAPageAtATime) {
  StoreRefused(3);
  const Response first = Call("/api/v1/exchanges?limit=2");
  EXPECT_EQ(first.status, 200);
  EXPECT_THAT(first.body, StartsWith(R"({"exchanges":[{"id":3,)"));
  EXPECT_THAT(first.body, HasSubstr(R"({"id":2,)"));
  EXPECT_THAT(first.body, EndsWith(R"("next":2})"));
  const Response second = Call("/api/v1/exchanges?limit=2&before=2");
  EXPECT_THAT(second.body, StartsWith(R"({"exchanges":[{"id":1,)"));
  EXPECT_THAT(second.body, EndsWith(R"("next":null})"));
}

TEST_F(ExchangeCalls, ListAnEmptyStore) {
  EXPECT_EQ(Call("/api/v1/exchanges").body, R"({"exchanges":[],"next":null})");
}

TEST_F(ExchangeCalls, SpeakTheLanguageThatIsAskedFor) {
  StoreRefused(1);
  EXPECT_THAT(Call("/api/v1/exchanges").body, HasSubstr("wrong secret for logs"));
  EXPECT_THAT(Call("/api/v1/exchanges?lang=zh").body, HasSubstr("logs 的密钥错误"));
  EXPECT_THAT(Call("/api/v1/exchanges/1?lang=zh").body, HasSubstr("logs 的密钥错误"));
  EXPECT_EQ(Call("/api/v1/exchanges?lang=de").status, 400);
}

TEST_F(ExchangeCalls, ListWhatTheFilterHoldsFor) {
  StoreRefused(1);
  StoreChanged([](store::Exchange& exchange) { exchange.bucket = "pictures"; });
  const Response response = Call("/api/v1/exchanges?filter=bucket:pictures");
  EXPECT_THAT(response.body, HasSubstr(R"("id":2,)"));
  EXPECT_THAT(response.body, Not(HasSubstr(R"("id":1,)")));
}

TEST_F(ExchangeCalls, SayWhatIsWrongWithTheirParameters) {
  const Response filter = Call("/api/v1/exchanges?filter=stauts:403");
  EXPECT_EQ(filter.status, 400);
  EXPECT_THAT(filter.body, StartsWith(R"({"error":{"message":"filter, column 1: )"));
  EXPECT_EQ(Call("/api/v1/exchanges?limit=1001").status, 400);
}

TEST_F(ExchangeCalls, ShowOneExchangeWithItsMessages) {
  StoreRefused(1);
  const Response response = Call("/api/v1/exchanges/1");
  EXPECT_THAT(response.body, HasSubstr(R"("request":{"line":"GET /day/one.txt HTTP/1.1")"));
  EXPECT_THAT(response.body, HasSubstr(R"("response":{"line":"HTTP/1.1 200 OK")"));
  EXPECT_EQ(Call("/api/v1/exchanges/2").status, 404);
}

TEST_F(ExchangeCalls, HandBodiesOutAsDownloadsOnly) {
  StoreChanged([](store::Exchange& exchange) {
    exchange.request.body.bytes = "asked";
    exchange.response.body.bytes = "<script>";
  });
  const Response response = Call("/api/v1/exchanges/1/response-body");
  EXPECT_EQ(response.body, "<script>");
  EXPECT_EQ(response.content_type, "application/octet-stream");
  EXPECT_EQ(FieldOf(response, "Content-Disposition"),
            "attachment; filename=\"exchange-1-response.bin\"");
  EXPECT_EQ(Call("/api/v1/exchanges/1/request-body").body, "asked");
  EXPECT_EQ(Call("/api/v1/exchanges/2/request-body").status, 404);
}

TEST_F(ExchangeCalls, DecodeABodyWhenAskedTo) {
  StoreChanged([](store::Exchange& exchange) {
    exchange.response.head = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n";
    // Brotli with one uncompressed block (RFC 7932, section 9.2).
    exchange.response.body.bytes = std::string("\x0b\x02\x80hello\x03", 9);
  });
  EXPECT_EQ(Call("/api/v1/exchanges/1/response-body?decoded=1").body, "hello");
  EXPECT_EQ(Call("/api/v1/exchanges/1/response-body?decoded=0").body.size(), 9U);
  EXPECT_EQ(Call("/api/v1/exchanges/1/response-body?decoded=yes").status, 400);
  EXPECT_EQ(Call("/api/v1/exchanges/2/response-body?decoded=1").status, 404);
}

TEST_F(ExchangeCalls, SayThatABodyCannotBeDecoded) {
  StoreChanged([](store::Exchange& exchange) {
    exchange.response.head = "HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n";
    exchange.response.body.bytes = "hello";
  });
  const Response response = Call("/api/v1/exchanges/1/response-body?decoded=1");
  EXPECT_EQ(response.status, 501);
  EXPECT_THAT(response.body, HasSubstr("cannot be decoded as 'zstd'"));
}

TEST_F(ExchangeCalls, DeleteWithTheToken) {
  const Response response =
      Call("/api/v1/exchanges?filter=id:1", "X-Osslens-Token: the-token\r\n", "DELETE");
  EXPECT_EQ(response.body, R"({"deleted":3})");
  EXPECT_EQ(removed_.size(), 1U);
}

TEST_F(ExchangeCalls, DoNotDeleteWithoutTheToken) {
  EXPECT_EQ(Call("/api/v1/exchanges?filter=id:1", "", "DELETE").status, 403);
  EXPECT_EQ(Call("/api/v1/exchanges?filter=id:1", "X-Osslens-Token: the-toke\r\n", "DELETE").status,
            403);
  EXPECT_EQ(Call("/api/v1/exchanges?filter=id:1",
                 "X-Osslens-Token: the-token\r\nOrigin: http://a.example\r\n", "DELETE")
                .status,
            403);
  EXPECT_TRUE(removed_.empty());
}

TEST_F(ExchangeCalls, DoNotDeleteEverythingByOmission) {
  EXPECT_EQ(Call("/api/v1/exchanges", "X-Osslens-Token: the-token\r\n", "DELETE").status, 400);
  EXPECT_TRUE(removed_.empty());
  EXPECT_EQ(Call("/api/v1/exchanges?filter=", "X-Osslens-Token: the-token\r\n", "DELETE").status,
            200);
  EXPECT_EQ(removed_.size(), 1U);
}

}  // namespace
}  // namespace osslens::web
