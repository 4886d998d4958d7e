#include "store/transfer/exchange_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

using namespace std::chrono_literals;
using nlohmann::ordered_json;

const TestTexts kTexts;

ordered_json Encoded(const Exchange& exchange, Detail detail,
                     Language language = Language::kEnglish) {
  return ordered_json::parse(ExchangeEncoder(kTexts, language).Encode(exchange, detail));
}

std::vector<std::string> NamesOf(const ordered_json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

TEST(ExchangeJson, ASummaryIsTheContractsExchange) {
  auto exchange = MakeRefused();
  exchange->id = 7;
  exchange->job = Job{"retry", "3", true};
  EXPECT_EQ(Encoded(*exchange, Detail::kSummary), ordered_json::parse(R"({
    "id": 7, "started_at": "2024-05-15T12:00:00.000000Z", "duration_ms": 12.345,
    "kind": "intercept", "method": "GET",
    "url": "https://logs.oss-cn-hangzhou.aliyuncs.com/day/one.txt",
    "host": "logs.oss-cn-hangzhou.aliyuncs.com", "port": 443, "bucket": "logs",
    "object": "day/one.txt", "region": "cn-hangzhou", "operation": "GetObject", "status": 403,
    "failed": true, "oss_code": "SignatureDoesNotMatch",
    "oss_message": "The request signature we calculated does not match.",
    "request_id": "664460A4D3F8A1B2C3D4E5F6", "ec": "0002-00000040",
    "access_key_id": "LTAI-made-up", "request_bytes": 70, "response_bytes": 62, "error": null,
    "job": {"kind": "retry", "id": "3", "healed": true},
    "answered_by_proxy": false, "reused": false, "retried": false, "from_har": false,
    "replay_of": null,
    "starred": false, "note": null,
    "findings": [{
      "rule": "wrong-secret", "variant": null, "severity": "error", "confidence": "likely",
      "side": "app", "title": "title of wrong-secret", "cause": "cause bucket=logs",
      "fix": ["first step", "second step"],
      "evidence": [{"where": "response.body", "name": "Code", "value": "SignatureDoesNotMatch",
                    "note": "code"}],
      "docs": ["a document, a section"]}]})"));
}

TEST(ExchangeJson, FieldsThatDoNotApplyAreNull) {
  Exchange exchange;
  exchange.failure = Failure{FailureKind::kClientAbort, "the app went away"};
  const ordered_json json = Encoded(exchange, Detail::kFull);
  for (const char* name : {"method", "url", "host", "bucket", "object", "region", "operation",
                           "status", "oss_code", "oss_message", "request_id", "ec", "access_key_id",
                           "job", "forwarded", "response", "client", "upstream"}) {
    EXPECT_TRUE(json.at(name).is_null()) << name;
  }
  EXPECT_EQ(json.at("error"),
            ordered_json::parse(R"({"kind": "client-abort", "message": "the app went away"})"));
}

TEST(ExchangeJson, TextsComeInTheReadersLanguage) {
  const auto json = Encoded(*MakeRefused(), Detail::kSummary, Language::kChinese);
  EXPECT_EQ(json.at("findings").at(0).at("title"), "标题 wrong-secret");
}

TEST(ExchangeJson, AFullExchangeAddsHeadsAndWhatIsKnownOfBodies) {
  auto exchange = MakeExchange();
  exchange->request.body = {"abc", 10, true, false};
  exchange->request.trailers = "x-a: 1\r\nx-b: 2\r\n\r\n";
  exchange->forwarded_head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  exchange->edits = {{HeadEdit::Kind::kTargetChanged, "", "for the origin server"},
                     {HeadEdit::Kind::kFieldRemoved, "Proxy-Connection", "for the proxy"}};
  exchange->interim_heads =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
  exchange->response.head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
  exchange->timings.dns = 1500us;
  exchange->timings.send = 0us;
  exchange->replays = {8, 9};
  exchange->client_address = "127.0.0.1:50000";
  exchange->upstream_address = "203.0.113.7:443";
  ordered_json json = Encoded(*exchange, Detail::kFull);
  ordered_json detail;
  for (const char* name : {"request", "forwarded", "edits", "interim", "response", "timings",
                           "replays", "client", "upstream"}) {
    detail[name] = json.at(name);
  }
  EXPECT_EQ(detail, ordered_json::parse(R"({
    "request": {
      "line": "GET /day/one.txt HTTP/1.1",
      "headers": [["Host", "logs.oss-cn-hangzhou.aliyuncs.com"]], "raw_base64": null,
      "trailers": [["x-a", "1"], ["x-b", "2"]],
      "body": {"bytes": 10, "captured": 3, "truncated": true, "dropped": false,
               "content_encoding": null}},
    "forwarded": {"line": "GET / HTTP/1.1", "headers": [["Host", "a"]], "raw_base64": null},
    "edits": [{"kind": "target", "name": null, "reason": "for the origin server"},
              {"kind": "removed", "name": "Proxy-Connection", "reason": "for the proxy"}],
    "interim": [{"line": "HTTP/1.1 100 Continue", "headers": [], "raw_base64": null},
                {"line": "HTTP/1.1 103 Early Hints", "headers": [["Link", "</a>"]],
                 "raw_base64": null}],
    "response": {
      "line": "HTTP/1.1 200 OK", "headers": [["Content-Encoding", "gzip"]], "raw_base64": null,
      "trailers": null,
      "body": {"bytes": 5, "captured": 5, "truncated": false, "dropped": false,
               "content_encoding": "gzip"}},
    "timings": {"dns": 1.5, "connect": null, "tls": null, "send": 0, "wait": null,
                "receive": null},
    "replays": [8, 9],
    "client": "127.0.0.1:50000", "upstream": "203.0.113.7:443"})"));
}

TEST(ExchangeJson, AFullExchangeBeginsAsItsSummary) {
  const auto exchange = MakeRefused();
  const auto summary = NamesOf(Encoded(*exchange, Detail::kSummary));
  auto full = NamesOf(Encoded(*exchange, Detail::kFull));
  ASSERT_GT(full.size(), summary.size());
  full.resize(summary.size());
  EXPECT_EQ(full, summary);
}

TEST(ExchangeJson, BodiesComeAsTextOrBase64) {
  auto exchange = MakeExchange();
  exchange->request.body.bytes = "\xff\x00";
  const auto json = Encoded(*exchange, Detail::kFullWithBodies);
  EXPECT_EQ(json.at("response").at("body").at("text"), "hello");
  EXPECT_FALSE(json.at("response").at("body").contains("base64"));
  EXPECT_EQ(json.at("request").at("body").at("base64"), Base64Encode(exchange->request.body.bytes));
}

TEST(ExchangeJson, AHeadThatLosesBytesIsGivenWhole) {
  const auto raw_of = [](const std::string& head) {
    auto exchange = MakeExchange();
    exchange->request.head = head;
    return Encoded(*exchange, Detail::kFull).at("request").at("raw_base64");
  };
  EXPECT_TRUE(raw_of("GET / HTTP/1.1\r\nA: b\r\n\r\n").is_null());
  for (const std::string head :
       {"GET / HTTP/1.1\r\nA: caf\xe9\r\n\r\n", "GET / HTTP/1.1\r\nA:b\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b \r\n\r\n", "GET / HTTP/1.1\nA: b\n\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nA: b\r\n"}) {
    EXPECT_EQ(raw_of(head), Base64Encode(head)) << head;
  }
}

TEST(ExchangeJson, BytesThatAreNoUtf8AreReplacedInText) {
  auto exchange = MakeExchange();
  exchange->url = "https://a/\xe9";
  exchange->request.head = "GET / HTTP/1.1\r\nA: caf\xe9\r\n\r\n";
  const auto json = Encoded(*exchange, Detail::kFull);
  EXPECT_EQ(json.at("url"), "https://a/\xEF\xBF\xBD");
  EXPECT_EQ(json.at("request").at("headers").at(0).at(1), "caf\xEF\xBF\xBD");
}

}  // namespace
}  // namespace osslens::store
