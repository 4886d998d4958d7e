#include "tests/unit/analyzers/wire_case.h"

#include <gtest/gtest.h>

#include "analyzers/checks/check.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;

constexpr const char* kHost = "examplebucket.oss-cn-hangzhou.aliyuncs.com";

std::string HeadLines(const json& headers) {
  std::string lines;
  for (const auto& [name, value] : headers.items()) {
    if (value.is_null()) continue;
    lines += name + ": " + value.get<std::string>() + "\r\n";
  }
  return lines;
}

std::string Escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// "Outer/Inner" makes an element inside another.
std::string Document(const json& elements) {
  std::string text = "<Error>";
  for (const auto& [path, value] : elements.items()) {
    const size_t slash = path.find('/');
    const std::string inner = slash == std::string::npos ? path : path.substr(slash + 1);
    std::string element = "<" + inner + ">" + Escape(value.get<std::string>()) + "</" + inner + ">";
    if (slash != std::string::npos) {
      const std::string outer = path.substr(0, slash);
      element = "<" + outer + ">" + element + "</" + outer + ">";
    }
    text += element;
  }
  return text + "</Error>";
}

std::string Request(const json& words, const std::string& host) {
  json headers = {{"Host", host},
                  {"Date", "Wed, 15 May 2024 08:30:12 GMT"},
                  {"Authorization", "OSS exampleAccessKeyId:c2lnbmF0dXJl"}};
  headers.update(words.value("headers", json::object()));
  return words.value("method", "GET") + " " + words.value("target", "/dir/hello.txt") +
         " HTTP/1.1\r\n" + HeadLines(headers) + "\r\n" + words.value("body", "");
}

std::string Response(const json& words) {
  const int status = words.value("status", 403);
  if (status == 0) return {};
  const std::string server = words.value("server", "oss");
  json headers = json::object();
  if (server == "oss") {
    headers = {{"Server", "AliyunOSS"}, {"x-oss-request-id", "65A0EXAMPLE0000000000001"}};
  } else if (!server.empty()) {
    headers = {{"Server", server}};
  }
  headers.update(words.value("response", json::object()));
  std::string body = words.value("answer", "");
  if (words.contains("elements") && words.at("elements").is_object())
    body = Document(words.at("elements"));
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + HeadLines(headers) + "\r\n" + body;
}

}  // namespace

store::Exchange MakeWireCase(const json& given) {
  const json words = given.is_null() ? json::object() : given;
  const std::string host = words.value("host", kHost);
  store::Exchange exchange = MakeExchange(host, Request(words, host), Response(words));
  if (words.contains("length")) {
    exchange.request.body.total_bytes = words.at("length");
    exchange.request.body.truncated =
        exchange.request.body.total_bytes != exchange.request.body.bytes.size();
  }
  if (words.contains("failure")) {
    exchange.failure.emplace();
    EXPECT_TRUE(store::FromWord(words.at("failure").at(0), exchange.failure->kind));
    exchange.failure->message = words.at("failure").at(1);
  }
  if (words.value("connected", false)) exchange.timings.connect = Microseconds(1000);
  exchange.reused_connection = words.value("reused", false);
  if (words.contains("wait_seconds")) {
    exchange.timings.wait = std::chrono::seconds(words.at("wait_seconds").get<int>());
  }
  if (words.contains("kind")) {
    EXPECT_TRUE(store::FromWord(words.at("kind"), exchange.kind));
  }
  return exchange;
}

bool CheckHolds(const std::string& text, const json& words) {
  const Result<AllOf> checks = ParseChecks(text);
  if (!checks) {
    ADD_FAILURE() << text << ": " << checks.error().message;
    return false;
  }
  const store::Exchange exchange = MakeWireCase(words);
  const EmptyHistory history;
  return Holds(*checks, Facts(exchange, history)).has_value();
}

}  // namespace osslens::analyzers
