#include "web/server/replay_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::web {
namespace {

using store::ExchangeKind;
using store::Language;
using store::MakeExchange;
using testing::HasSubstr;

std::string HeadOf(const store::Exchange& exchange) {
  return Must(SourceOf(exchange, Language::kEnglish)).head;
}

std::string WhyNot(const store::Exchange& exchange, Language language = Language::kEnglish) {
  const auto source = SourceOf(exchange, language);
  return source ? "" : source.error().message;
}

TEST(SourceOf, GivesWhatTheServerSawByteForByte) {
  auto exchange = MakeExchange();
  exchange->request.head = "GET http://h/ HTTP/1.1\r\nProxy-Connection: close\r\n\r\n";
  exchange->forwarded_head =
      "GET /k?a=%2f&&b HTTP/1.1\r\nhOsT:logs\r\nX-A:   1 \r\nx-a:\t2\r\nX-Empty:\r\nX-\xff: "
      "\xfe\r\n\r\n";
  // The last name is none: such a head never went out.
  EXPECT_NE(WhyNot(*exchange), "");
  exchange->forwarded_head =
      "GET /k?a=%2f&&b HTTP/1.1\r\nhOsT:logs\r\nX-A:   1 \r\nx-a:\t2\r\nX-Empty:\r\nX-B: "
      "\xfe\r\n\r\n";
  EXPECT_EQ(HeadOf(*exchange), exchange->forwarded_head);
}

TEST(SourceOf, NamesTheServerOfTheExchange) {
  auto exchange = MakeExchange();
  auto source = Must(SourceOf(*exchange, Language::kEnglish));
  EXPECT_EQ(http::ToText(source.server), "logs.oss-cn-hangzhou.aliyuncs.com:443");
  EXPECT_TRUE(source.tls);
  exchange->url = "http://logs/";
  EXPECT_FALSE(Must(SourceOf(*exchange, Language::kEnglish)).tls);
}

TEST(SourceOf, TakesTheUrlForAFurtherProxyBack) {
  auto exchange = MakeExchange();
  exchange->forwarded_head =
      "GET http://logs:80/k?x HTTP/1.1\r\nHost: logs\r\nProxy-Authorization: *****\r\n\r\n";
  EXPECT_EQ(HeadOf(*exchange), "GET /k?x HTTP/1.1\r\nHost: logs\r\n\r\n");
  exchange->forwarded_head = "GET http://logs?x HTTP/1.1\r\nHost: logs\r\n\r\n";
  EXPECT_EQ(HeadOf(*exchange), "GET /?x HTTP/1.1\r\nHost: logs\r\n\r\n");
  exchange->forwarded_head = "OPTIONS http://logs HTTP/1.1\r\nHost: logs\r\n\r\n";
  EXPECT_EQ(HeadOf(*exchange), "OPTIONS * HTTP/1.1\r\nHost: logs\r\n\r\n");
}

TEST(SourceOf, RefusesWhatNoRequestCanBeMadeOf) {
  auto tunnel = MakeExchange();
  tunnel->kind = ExchangeKind::kTunnel;
  EXPECT_THAT(WhyNot(*tunnel), HasSubstr("passed on blind"));
  EXPECT_THAT(WhyNot(*tunnel, Language::kChinese), HasSubstr("隧道"));
  auto refused = MakeExchange();
  refused->forwarded_head.clear();
  EXPECT_THAT(WhyNot(*refused), HasSubstr("did not pass this request on"));
  auto nowhere = MakeExchange();
  nowhere->host.clear();
  EXPECT_THAT(WhyNot(*nowhere), HasSubstr("did not pass this request on"));
  auto connect = MakeExchange();
  connect->forwarded_head = "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n";
  EXPECT_THAT(WhyNot(*connect), HasSubstr("cannot be read"));
  auto cut = MakeExchange();
  cut->forwarded_head = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_THAT(WhyNot(*cut), HasSubstr("cannot be read"));
  auto two = MakeExchange();
  two->forwarded_head = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_THAT(WhyNot(*two), HasSubstr("cannot be read"));
}

TEST(SourceOf, TakesTheOnlyHeadThatAHarHas) {
  auto exchange = MakeExchange();
  exchange->forwarded_head.clear();
  exchange->is_from_har = true;
  EXPECT_EQ(HeadOf(*exchange), exchange->request.head);
}

TEST(WhyBodyIsMissing, SaysWhatWasNotKept) {
  const auto why = [](const store::Exchange& exchange) {
    return WhyBodyIsMissing(exchange, Language::kEnglish).value_or("");
  };
  auto exchange = MakeExchange();
  EXPECT_EQ(why(*exchange), "") << "no body is a whole one";
  exchange->request.body = {"abc", 3, false, false};
  EXPECT_EQ(why(*exchange), "");
  exchange->request.body = {"abc", 9, true, false};
  EXPECT_THAT(why(*exchange), HasSubstr("only 3 of the 9 bytes"));
  EXPECT_EQ(WhyBodyIsMissing(*exchange, Language::kChinese).value_or(""),
            "请求体共 9 字节，只保留了 3 字节（--body-limit、--ok-body-limit）；"
            "请另选请求体，或不带请求体");
  exchange->request.body = {"", 9, false, true};
  EXPECT_THAT(why(*exchange), HasSubstr("the capture queue was full"));
}

TEST(WhyBodyIsMissing, KnowsAChunkedBodyThatBrokeOff) {
  auto exchange = MakeExchange();
  exchange->forwarded_head = "PUT /k HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  exchange->request.body = {"abc", 3, false, false};
  EXPECT_TRUE(WhyBodyIsMissing(*exchange, Language::kEnglish)) << "it was never sent whole";
  exchange->timings.send = Microseconds(1);
  EXPECT_FALSE(WhyBodyIsMissing(*exchange, Language::kEnglish));
  exchange->response.head.clear();
  exchange->failure = store::Failure{};
  EXPECT_TRUE(WhyBodyIsMissing(*exchange, Language::kEnglish)) << "sending ended with the failure";
  exchange->timings.wait = Microseconds(1);
  EXPECT_FALSE(WhyBodyIsMissing(*exchange, Language::kEnglish));
}

}  // namespace
}  // namespace osslens::web
