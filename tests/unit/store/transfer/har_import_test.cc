#include "store/transfer/har_import.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "store/transfer/har_export.h"
#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

using nlohmann::json;

const TestTexts kTexts;

std::string HarOf(const Exchange& exchange) {
  HarFormat format(ExchangeEncoder(kTexts, Language::kEnglish), "1.2.3");
  std::string text = format.Begin();
  text += format.Add(exchange);
  text += format.End();
  return text;
}

Exchange ReadOne(const std::string& text) {
  Result<HarContents> contents = ReadHar(text);
  if (!contents || contents->exchanges.size() != 1) {
    ADD_FAILURE() << (contents ? "not one exchange" : contents.error().message);
    return {};
  }
  return std::move(contents->exchanges.front());
}

// A HAR of one entry as browsers write it.
Exchange ReadEntry(const json& request, const json& response) {
  return ReadOne(json{{"log",
                       {{"entries",
                         {{{"startedDateTime", "2024-05-15T16:30:12.5+08:00"},
                           {"time", 12.5},
                           {"request", request},
                           {"response", response}}}}}}}
                     .dump());
}

TEST(HarImport, GivesBackWhatWasExported) {
  auto before = MakeExchange();
  before->method = "PUT";
  before->request.head = "PUT /day/one.txt?acl HTTP/1.1\r\nHost: logs.example\r\nA: b\r\n\r\n";
  before->url += "?acl";
  before->request.body = {std::string("\x00\xFF", 2), 2, false, false};
  before->timings = {Microseconds(1000), Microseconds(2000), Microseconds(3000),
                     Microseconds(4000), Microseconds(5000), Microseconds(6000)};
  before->duration = Microseconds(21000);
  const Exchange after = ReadOne(HarOf(*before));
  EXPECT_EQ(after.kind, before->kind);
  EXPECT_EQ(after.started_at, before->started_at);
  EXPECT_EQ(after.duration, before->duration);
  EXPECT_EQ(after.request.head, before->request.head);
  EXPECT_EQ(after.request.body.bytes, before->request.body.bytes);
  EXPECT_EQ(after.response.head, before->response.head);
  EXPECT_EQ(after.response.body.bytes, "hello");
  EXPECT_EQ(after.host, before->host);
  EXPECT_EQ(after.port, 443);
  EXPECT_EQ(after.timings.connect, before->timings.connect);
  EXPECT_EQ(after.timings.tls, before->timings.tls);
  EXPECT_EQ(after.timings.receive, before->timings.receive);
  EXPECT_TRUE(after.findings.empty());
}

TEST(HarImport, ExportsTheSameArchiveAgain) {
  auto before = MakeExchange();
  before->bucket = before->object = before->region = before->operation = "";
  before->request_id = before->access_key_id = "";
  before->is_from_har = true;  // from the first time on
  EXPECT_EQ(HarOf(ReadOne(HarOf(*before))), HarOf(*before));
}

TEST(HarImport, KeepsFailures) {
  auto before = MakeExchange();
  before->status = 0;
  before->response = {};
  before->failure = Failure{FailureKind::kDns, "the name has no address"};
  const Exchange after = ReadOne(HarOf(*before));
  ASSERT_TRUE(after.failure);
  EXPECT_EQ(after.failure->kind, FailureKind::kDns);
  EXPECT_EQ(after.failure->message, "the name has no address");
  EXPECT_EQ(after.status, 0);
}

TEST(HarImport, KeepsWhatIsMissingOfABody) {
  auto before = MakeExchange();
  before->response.body = {"hel", 5, true, false};
  const Exchange after = ReadOne(HarOf(*before));
  EXPECT_EQ(after.response.body.total_bytes, 5U);
  EXPECT_TRUE(after.response.body.truncated);
}

TEST(HarImport, WritesHttp2AsHttp1) {
  const Exchange exchange = ReadEntry(
      {{"method", "GET"},
       {"url", "https://b.oss-cn-hangzhou.aliyuncs.com:8443/k?a=1#part"},
       {"httpVersion", "h2"},
       {"headers",
        {{{"name", ":authority"}, {"value", "x"}}, {{"name", "a"}, {"value", "b\r\nc: d"}}}}},
      {{"status", 200}, {"statusText", ""}, {"httpVersion", "h2"}, {"headers", json::array()}});
  EXPECT_EQ(exchange.request.head,
            "GET /k?a=1 HTTP/1.1\r\nHost: b.oss-cn-hangzhou.aliyuncs.com\r\n\r\n");
  EXPECT_EQ(exchange.response.head, "HTTP/1.1 200 \r\n\r\n");
  EXPECT_EQ(exchange.port, 8443);
  EXPECT_EQ(FormatRfc3339(exchange.started_at), "2024-05-15T08:30:12.500000Z");
  EXPECT_EQ(exchange.duration, Microseconds(12500));
}

TEST(HarImport, DoesNotSayThatADecodedBodyIsEncoded) {
  const Exchange exchange = ReadEntry(
      {{"method", "GET"}, {"url", "http://a.example/"}},
      {{"status", 403},
       {"headers", {{{"name", "Content-Encoding"}, {"value", "gzip"}}}},
       {"content", {{"text", Base64Encode("<Error/>")}, {"encoding", "base64"}, {"size", 8}}}});
  EXPECT_EQ(exchange.response.head, "HTTP/1.1 403 \r\n\r\n");
  EXPECT_EQ(exchange.response.body.bytes, "<Error/>");
  EXPECT_EQ(exchange.response.body.total_bytes, 8U);
}

TEST(HarImport, UnderstandsTheFailuresOfChrome) {
  const auto kind_of = [](const char* error) {
    return ReadEntry({{"method", "GET"}, {"url", "http://a.example"}},
                     {{"status", 0}, {"_error", error}})
        .failure->kind;
  };
  EXPECT_EQ(kind_of("net::ERR_NAME_NOT_RESOLVED"), FailureKind::kDns);
  EXPECT_EQ(kind_of("net::ERR_CONNECTION_REFUSED"), FailureKind::kConnect);
  EXPECT_EQ(kind_of("net::ERR_CERT_AUTHORITY_INVALID"), FailureKind::kTls);
  EXPECT_EQ(kind_of("net::ERR_ABORTED"), FailureKind::kClientAbort);
  EXPECT_EQ(kind_of("net::ERR_SOMETHING"), FailureKind::kProtocol);
}

TEST(HarImport, LeavesOutWhatIsNoHttp) {
  const Result<HarContents> contents = ReadHar(
      R"({"log":{"entries":[{"request":{"url":"data:,x"}},{"request":{"url":"https://"}},7]}})");
  ASSERT_TRUE(contents);
  EXPECT_EQ(contents->left_out, 3U);
}

TEST(HarImport, SaysWhatIsNoHar) {
  EXPECT_EQ(ReadHar("{}").error().message, "it has no log.entries, so it is no HAR file");
  EXPECT_EQ(ReadHar("{\n\n]").error().message, "line 3 is not JSON, from byte 4 of the text on");
}

}  // namespace
}  // namespace osslens::store
