#include "analyzers/rules/facts.h"

#include <gtest/gtest.h>

#include "analyzers/recent_history.h"
#include "base/text.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

constexpr const char* kHost = "b.oss-cn-hangzhou.aliyuncs.com";
constexpr const char* kGet = "GET /k HTTP/1.1\r\nHost: b.oss-cn-hangzhou.aliyuncs.com\r\n\r\n";
constexpr const char* kBody = "<Error><Code>NoSuchKey</Code><Message>m</Message></Error>";

std::string Response(const std::string& headers, const std::string& body = kBody) {
  return "HTTP/1.1 404 Not Found\r\n" + headers + "\r\n" + body;
}

TEST(Facts, ReadErrorsOfOssOnly) {
  const RecentHistory history(10);
  const store::Exchange by_id = MakeExchange(kHost, kGet, Response("x-oss-request-id: 65A0\r\n"));
  const store::Exchange by_server = MakeExchange(kHost, kGet, Response("Server: AliyunOSS\r\n"));
  const store::Exchange foreign = MakeExchange(kHost, kGet, Response("Server: MinIO\r\n"));
  EXPECT_EQ(Facts(by_id, history).code(), "NoSuchKey");
  EXPECT_EQ(Facts(by_server, history).code(), "NoSuchKey");
  EXPECT_EQ(Facts(foreign, history).code(), "");
}

TEST(Facts, TakeTheEcFromTheHeaderWhenTheBodyLacksIt) {
  const RecentHistory history(10);
  const store::Exchange exchange =
      MakeExchange(kHost, kGet, Response("x-oss-request-id: 65A0\r\nx-oss-ec: 0026-00000001\r\n"));
  EXPECT_EQ(Facts(exchange, history).ec(), "0026-00000001");
}

TEST(Facts, ReadTheErrorOfAHeadAnswerFromItsHeader) {
  const RecentHistory history(10);
  const store::Exchange exchange = MakeExchange(
      kHost, kGet,
      Response("x-oss-request-id: 65A0\r\nx-oss-err: " + Base64Encode(kBody) + "\r\n", ""));
  EXPECT_EQ(Facts(exchange, history).code(), "NoSuchKey");
}

TEST(Facts, FindWhatIntermediariesWrote) {
  const RecentHistory history(10);
  const store::Exchange exchange = MakeExchange(
      kHost,
      "GET /k HTTP/1.1\r\nHost: h\r\nX-Forwarded-Proto: https\r\nProxy-Connection: close\r\n\r\n",
      Response("x-oss-request-id: 65A0\r\nServer: Tengine\r\nVia: cache1\r\n"));
  const Facts facts(exchange, history);
  ASSERT_EQ(facts.markers.size(), 3U);
  EXPECT_EQ(facts.markers[0].name, "X-Forwarded-Proto");
  EXPECT_EQ(facts.markers[1].name, "Server");
  EXPECT_EQ(facts.markers[2].name, "Via");
}

TEST(Facts, ReadWhatWasSentOnFromTheForwardedHead) {
  const RecentHistory history(10);
  store::Exchange exchange = MakeExchange(kHost, kGet, Response("x-oss-request-id: 65A0\r\n"));
  exchange.forwarded_head = "PUT /other HTTP/1.1\r\nHost: c.oss-cn-beijing.aliyuncs.com\r\n\r\n";
  const Facts facts(exchange, history);
  EXPECT_EQ(facts.request.resource.bucket, "b");
  EXPECT_EQ(facts.upstream.resource.bucket, "c");
  EXPECT_EQ(facts.operation, "PutObject");
}

// OSS reads the fields in front of the file; a capture that ends before it may miss some.
TEST(Facts, KnowWhetherAllFieldsOfAFormWereCaptured) {
  const RecentHistory history(10);
  const std::string head =
      "POST / HTTP/1.1\r\nHost: b.oss-cn-hangzhou.aliyuncs.com\r\n"
      "Content-Type: multipart/form-data; boundary=b\r\n\r\n";
  const std::string field =
      "--b\r\nContent-Disposition: form-data; name=\"callback\"\r\n\r\ne30=\r\n--b\r\n";
  const auto has_all = [&](const std::string& body) {
    store::Exchange exchange = MakeExchange(kHost, head + body, Response(""));
    const Facts facts(exchange, history);
    return facts.callback_text && facts.callback_text->has_all_variables;
  };
  EXPECT_FALSE(has_all(field + "Content-Dispo"));
  EXPECT_TRUE(has_all(field + "Content-Disposition: form-data; name=\"file\"\r\n\r\nx"));
}

}  // namespace
}  // namespace osslens::analyzers
