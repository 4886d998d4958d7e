#include "analyzers/rules/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzers/recent_history.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kHost = "examplebucket.oss-cn-hangzhou.aliyuncs.com";

store::Exchange Call(const std::string& line, const std::string& fields,
                     const std::string& answer_fields = "") {
  return MakeExchange(kHost,
                      line + " HTTP/1.1\r\nHost: " + std::string(kHost) + "\r\n" + fields + "\r\n",
                      "HTTP/1.1 200 OK\r\nServer: AliyunOSS\r\n" + answer_fields + "\r\n");
}

const RecentHistory& Nothing() {
  static const RecentHistory history(1);
  return history;
}

bool Admits(const std::string& answer) {
  const store::Exchange exchange = Call("GET /k", "Origin: https://a.example\r\n", answer);
  return admits_origin(Facts(exchange, Nothing()));
}

TEST(Cors, ReadsListsOfNames) {
  EXPECT_THAT(NamesIn(" X-Oss-Date,authorization , ,PUT"),
              ElementsAre("x-oss-date", "authorization", "put"));
  EXPECT_THAT(NamesIn(""), IsEmpty());
  EXPECT_TRUE(lists({"put", "get"}, "get"));
  EXPECT_TRUE(lists({"*"}, "get"));
  EXPECT_FALSE(lists({"put"}, "get"));
}

TEST(Cors, AdmitsAllOrTheOriginToTheByte) {
  EXPECT_TRUE(Admits("Access-Control-Allow-Origin: *\r\n"));
  EXPECT_TRUE(Admits("Access-Control-Allow-Origin: https://a.example\r\n"));
  EXPECT_FALSE(Admits("Access-Control-Allow-Origin: https://A.example\r\n"));
  EXPECT_FALSE(Admits("Access-Control-Allow-Origin: https://a.example/\r\n"));
  EXPECT_FALSE(Admits(""));
}

TEST(Cors, KnowsAPreflightByItsHeaders) {
  const auto is_one = [](const std::string& line, const std::string& fields) {
    const store::Exchange exchange = Call(line, fields);
    return is_preflight(Facts(exchange, Nothing()));
  };
  const std::string asks = "Origin: https://a.example\r\nAccess-Control-Request-Method: PUT\r\n";
  EXPECT_TRUE(is_one("OPTIONS /k", asks));
  EXPECT_FALSE(is_one("GET /k", asks));
  EXPECT_FALSE(is_one("OPTIONS /k", "Origin: https://a.example\r\n"));
}

TEST(Cors, LooksOnlyAtHeadersThatScriptsSet) {
  const store::Exchange exchange =
      Call("PUT /k",
           "User-Agent: a\r\nAccept: */*\r\nX-Oss-Date: x\r\nContent-Type: image/png\r\n"
           "Sec-Fetch-Mode: cors\r\nAuthorization: x\r\n");
  EXPECT_THAT(HeadersOfScript(Facts(exchange, Nothing())),
              ElementsAre("x-oss-date", "content-type", "authorization"));
  const store::Exchange form = Call("POST /k", "Content-Type: text/plain; charset=utf-8\r\n");
  EXPECT_THAT(HeadersOfScript(Facts(form, Nothing())), IsEmpty());
}

TEST(Cors, AsksNothingBeforeSimpleMethods) {
  EXPECT_TRUE(is_simple("GET"));
  EXPECT_FALSE(is_simple("PUT"));
}

}  // namespace
}  // namespace osslens::analyzers
