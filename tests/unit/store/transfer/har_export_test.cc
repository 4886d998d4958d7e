#include "store/transfer/har_export.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const TestTexts kTexts;

json HarOf(const std::vector<std::unique_ptr<Exchange>>& exchanges) {
  HarFormat format(ExchangeEncoder(kTexts, Language::kEnglish), "1.2.3");
  std::string text = format.Begin();
  for (const auto& exchange : exchanges) text += format.Add(*exchange);
  return json::parse(text + format.End());
}

json EntryOf(std::unique_ptr<Exchange> exchange) {
  std::vector<std::unique_ptr<Exchange>> exchanges;
  exchanges.push_back(std::move(exchange));
  return HarOf(exchanges).at("log").at("entries").at(0);
}

TEST(HarFormat, AnEmptyLogIsComplete) {
  EXPECT_EQ(HarOf({}), json::parse(R"({"log": {"version": "1.2",
    "creator": {"name": "osslens", "version": "1.2.3"}, "pages": [], "entries": []}})"));
}

TEST(HarFormat, EntriesFollowOneAnother) {
  std::vector<std::unique_ptr<Exchange>> exchanges;
  exchanges.push_back(MakeExchange());
  exchanges.push_back(MakeRefused());
  const json har = HarOf(exchanges);
  ASSERT_EQ(har.at("log").at("entries").size(), 2U);
  EXPECT_EQ(har.at("log").at("entries").at(1).at("response").at("status"), 403);
}

TEST(HarFormat, AnEntryHasWhatTheFormatAsksFor) {
  auto exchange = MakeExchange();
  exchange->method = "PUT";
  exchange->url += "?x-oss-process=a%20b&acl";
  exchange->request.head =
      "PUT /day/one.txt?x-oss-process=a%20b&acl HTTP/1.1\r\nCookie: a=b; c=d\r\n"
      "Content-Type: text/plain\r\n\r\n";
  exchange->request.body = {"abc", 3, false, false};
  exchange->response.head =
      "HTTP/1.1 302 Moved Along\r\nContent-Type: text/html\r\nLocation: /b\r\n"
      "Set-Cookie: e=f; Path=/\r\n\r\n";
  exchange->status = 302;
  exchange->upstream_address = "[2001:db8::1]:443";
  exchange->duration = 100ms;
  exchange->timings = {1ms, 2ms, 3ms, 4ms, 5ms, 6ms};
  json entry = EntryOf(std::move(exchange));
  EXPECT_EQ(entry.at("_osslens").at("operation"), "GetObject");
  entry.erase("_osslens");
  EXPECT_EQ(entry, json::parse(R"({
    "startedDateTime": "2024-05-15T12:00:00.000000Z", "time": 100,
    "timings": {"blocked": 79, "dns": 1, "connect": 5, "ssl": 3, "send": 4, "wait": 5,
                "receive": 6},
    "request": {
      "method": "PUT",
      "url": "https://logs.oss-cn-hangzhou.aliyuncs.com/day/one.txt?x-oss-process=a%20b&acl",
      "httpVersion": "HTTP/1.1",
      "cookies": [{"name": "a", "value": "b"}, {"name": "c", "value": "d"}],
      "headers": [{"name": "Cookie", "value": "a=b; c=d"},
                  {"name": "Content-Type", "value": "text/plain"}],
      "queryString": [{"name": "x-oss-process", "value": "a b"}, {"name": "acl", "value": ""}],
      "postData": {"params": [], "mimeType": "text/plain", "text": "abc"},
      "headersSize": 97, "bodySize": 3},
    "response": {
      "status": 302, "statusText": "Moved Along", "httpVersion": "HTTP/1.1",
      "cookies": [{"name": "e", "value": "f"}],
      "headers": [{"name": "Content-Type", "value": "text/html"},
                  {"name": "Location", "value": "/b"}, {"name": "Set-Cookie", "value": "e=f; Path=/"}],
      "content": {"size": 5, "mimeType": "text/html", "text": "hello"},
      "redirectURL": "/b", "headersSize": 92, "bodySize": 5},
    "cache": {}, "serverIPAddress": "2001:db8::1"})"));
}

TEST(HarFormat, AnExchangeWithoutAnAnswerSaysWhy) {
  auto exchange = MakeExchange();
  exchange->status = 0;
  exchange->response = {};
  exchange->failure = Failure{FailureKind::kDns, "the host is unknown"};
  const json response = EntryOf(std::move(exchange)).at("response");
  EXPECT_EQ(response, json::parse(R"({
    "status": 0, "statusText": "", "httpVersion": "unknown", "cookies": [], "headers": [],
    "content": {"size": 0, "mimeType": "application/octet-stream", "text": ""},
    "redirectURL": "", "headersSize": -1, "bodySize": -1,
    "_error": "dns: the host is unknown"})"));
}

TEST(HarFormat, BodiesThatAreNoTextAreBase64AndCutOnesSaySo) {
  auto exchange = MakeExchange();
  exchange->response.head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
  exchange->response.body = {"\x1f\x8b\xff", 100, true, false};
  const json content = EntryOf(std::move(exchange)).at("response").at("content");
  EXPECT_EQ(content, json::parse(R"({
    "size": 100, "mimeType": "application/octet-stream", "text": "H4v/", "encoding": "base64",
    "comment": "the first 3 of 100 bytes; as transferred, content-encoding gzip"})"));
}

TEST(HarFormat, UnknownPhasesAreMinusOneOrNothing) {
  auto exchange = MakeExchange();
  exchange->duration = 0ms;
  const json entry = EntryOf(std::move(exchange));
  EXPECT_EQ(entry.at("time"), 0);
  EXPECT_EQ(entry.at("timings"), json::parse(R"({"blocked": -1, "dns": -1, "connect": -1,
    "ssl": -1, "send": 0, "wait": 0, "receive": 0})"));
}

TEST(HarFormat, ATunnelHasAUrl) {
  auto exchange = MakeExchange();
  exchange->kind = ExchangeKind::kTunnel;
  exchange->method = "CONNECT";
  exchange->url = "logs.oss-cn-hangzhou.aliyuncs.com:443";
  exchange->request.head = "CONNECT logs.oss-cn-hangzhou.aliyuncs.com:443 HTTP/1.1\r\n\r\n";
  EXPECT_EQ(EntryOf(std::move(exchange)).at("request").at("url"),
            "https://logs.oss-cn-hangzhou.aliyuncs.com:443/");
}

TEST(HarFormat, HostileBytesStayValidJson) {
  auto exchange = MakeExchange();
  const std::string hostile = "\xff\xc0\"\\\x01";
  exchange->method = exchange->url = hostile;
  exchange->request.head = hostile + " " + hostile + "\r\n" + hostile + ": " + hostile + "\r\n\r\n";
  exchange->response.head = exchange->request.head;
  EXPECT_EQ(EntryOf(std::move(exchange)).at("request").at("method"),
            "\xEF\xBF\xBD\xEF\xBF\xBD\"\\\x01");
}

}  // namespace
}  // namespace osslens::store
