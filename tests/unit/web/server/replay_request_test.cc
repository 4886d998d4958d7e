#include "web/server/replay_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"
#include "web/server/replay_source.h"

namespace osslens::web {
namespace {

using store::Language;
using store::MakeExchange;
using testing::HasSubstr;

// A PUT whose head is unusual in all that a server may see.
std::unique_ptr<store::Exchange> MakePut() {
  auto exchange = MakeExchange();
  exchange->id = 7;
  exchange->forwarded_head =
      "PUT /k?a HTTP/1.1\r\nhOsT:logs\r\nX-A:   1 \r\nx-a:\t2\r\nContent-Length: 3\r\n\r\n";
  exchange->request.body = {"abc", 3, false, false};
  return exchange;
}

std::unique_ptr<store::Exchange> MakeChunkedPut() {
  auto exchange = MakePut();
  exchange->forwarded_head = "PUT /k HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  exchange->request.trailers = "x-sum: 1\r\n";
  exchange->timings.send = Microseconds(1);
  return exchange;
}

std::string Bytes(std::string_view wanted, const store::Exchange& exchange) {
  return Must(MakeReplay(exchange, wanted, Language::kEnglish)).bytes;
}
std::string Bytes(std::string_view wanted) { return Bytes(wanted, *MakePut()); }

std::string Refusal(std::string_view wanted, const store::Exchange& exchange,
                    Language language = Language::kEnglish) {
  const auto order = MakeReplay(exchange, wanted, language);
  return order ? "sent: " + order->bytes : order.error().message;
}
std::string Refusal(std::string_view wanted) { return Refusal(wanted, *MakePut()); }

TEST(MakeReplay, SendsTheCapturedBytesToTheServerOfTheExchange) {
  const auto exchange = MakePut();
  const ReplayOrder order = Must(MakeReplay(*exchange, "{}", Language::kEnglish));
  EXPECT_EQ(order.bytes, exchange->forwarded_head + "abc");
  EXPECT_EQ(order.of, 7);
  EXPECT_EQ(order.kind, store::ExchangeKind::kIntercept);
  EXPECT_EQ(http::ToText(order.server), "logs.oss-cn-hangzhou.aliyuncs.com:443");
  EXPECT_TRUE(order.tls);
}

TEST(MakeReplay, LeavesCapturedLinesAsTheyAreAmongNewOnes) {
  EXPECT_EQ(Bytes(R"({"head": {"headers": [2, ["x-NEW", "é  "], 0, 3, ["X-A", ""]]}})"),
            "PUT /k?a HTTP/1.1\r\nx-a:\t2\r\nx-NEW: é  \r\nhOsT:logs\r\nContent-Length: 3\r\nX-A: "
            "\r\n\r\nabc");
}

TEST(MakeReplay, ChangesMethodAndTarget) {
  EXPECT_EQ(Bytes(R"({"head": {"method": "GET", "target": "/o?acl&x=%00", "headers": [0]},
                      "body": "none"})"),
            "GET /o?acl&x=%00 HTTP/1.1\r\nhOsT:logs\r\n\r\n");
  EXPECT_EQ(Bytes(R"({"head": {"method": "OPTIONS", "target": "*", "headers": [0]},
                      "body": "none"})"),
            "OPTIONS * HTTP/1.1\r\nhOsT:logs\r\n\r\n");
}

TEST(MakeReplay, TakesABodyThatIsGiven) {
  EXPECT_EQ(
      Bytes(R"({"head": {"headers": [0, ["Content-Length", "4"]]},
                      "body": {"base64": "AA0K/w=="}})"),
      std::string("PUT /k?a HTTP/1.1\r\nhOsT:logs\r\nContent-Length: 4\r\n\r\n\0\r\n\xff", 55));
}

TEST(MakeReplay, FramesAChunkedBodyAsOneChunkWithItsTrailers) {
  const auto exchange = MakeChunkedPut();
  EXPECT_EQ(Bytes("{}", *exchange), exchange->forwarded_head + "3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n");
  EXPECT_EQ(Bytes(R"({"body": {"base64": "YQ=="}})", *exchange),
            exchange->forwarded_head + "1\r\na\r\n0\r\n\r\n");
  EXPECT_EQ(Bytes(R"({"body": "none"})", *exchange), exchange->forwarded_head + "0\r\n\r\n");
}

TEST(MakeReplay, EndsTrailersOnce) {
  const auto exchange = MakeChunkedPut();
  exchange->request.trailers = "x-sum: 1\r\n\r\n";
  EXPECT_EQ(Bytes("{}", *exchange), exchange->forwarded_head + "3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n");
  exchange->request.trailers.clear();
  EXPECT_EQ(Bytes("{}", *exchange), exchange->forwarded_head + "3\r\nabc\r\n0\r\n\r\n");
}

TEST(MakeReplay, RefusesAHeadThatDoesNotFitItsBody) {
  EXPECT_EQ(Refusal(R"({"body": "none"})"),
            "the head announces a body of 3 bytes and the body has 0; set Content-Length to 0");
  EXPECT_EQ(Refusal(R"({"head": {"headers": [0]}})"),
            "the head announces a body of 0 bytes and the body has 3; set Content-Length to 3");
  EXPECT_EQ(Refusal(R"({"body": "none"})", *MakePut(), Language::kChinese),
            "请求头声明请求体为 3 字节，实际为 0 字节；请把 Content-Length 改为 0");
  EXPECT_EQ(
      Refusal(R"({"head": {"headers": [0, 3, ["Transfer-Encoding", "chunked"]]}})"),
      "where the body ends is not clear: Content-Length and Transfer-Encoding are both given");
  EXPECT_THAT(Refusal(R"({"head": {"headers": [0, 3, ["content-length", "3"]]}})"),
              HasSubstr("more than once"));
  EXPECT_THAT(Refusal(R"({"head": {"headers": [0, ["Content-Length", "+3"]]}})"),
              HasSubstr("one decimal number"));
  EXPECT_THAT(Refusal(R"({"head": {"headers": [0, ["Transfer-Encoding", "gzip, chunked"]]}})"),
              HasSubstr("where the body ends"));
}

TEST(MakeReplay, RefusesABodyThatWasNotKeptWhole) {
  auto exchange = MakePut();
  exchange->request.body = {"ab", 3, true, false};
  EXPECT_THAT(Refusal("{}", *exchange), HasSubstr("only 2 of the 3 bytes"));
  EXPECT_EQ(Refusal(R"({"body": {"base64": "YWJj"}})", *exchange),
            "sent: " + exchange->forwarded_head + "abc");
  auto cut = MakePut();
  cut->request.body = {"ab", 2, false, false};  // the app broke off
  EXPECT_THAT(Refusal("{}", *cut), HasSubstr("announces a body of 3 bytes and the body has 2"));
}

TEST(MakeReplay, RefusesWhatWouldBeginAnotherLineOrRequest) {
  for (const char* value :
       {R"(a\r\nb: c)", R"(a\nb)", R"(a\rb)", R"(a\u0000b)", R"(\r\n\r\nGET / HTTP/1.1)"}) {
    EXPECT_THAT(Refusal(std::string(R"({"head": {"headers": [0, 3, ["x", ")") + value + R"("]]}})"),
                HasSubstr("has a line end or a NUL"))
        << value;
  }
  for (const char* name : {"", "a b", "a:", "a\\r\\n", "a\\u0000", "x\\u00e9", " a", "(a)"}) {
    EXPECT_THAT(Refusal(std::string(R"({"head": {"headers": [0, 3, [")") + name + R"(", "v"]]}})"),
                HasSubstr("cannot be the name of a header"))
        << name;
  }
  for (const char* target : {"", "k", "http://evil.example/", "//evil HTTP/1.1", "/a b",
                             "/a\\r\\nX: y", "/\\u0000", "/\\u007f", "*"}) {
    EXPECT_THAT(Refusal(std::string(R"({"head": {"target": ")") + target + R"("}})"),
                HasSubstr("the target is a path"))
        << target;
  }
  for (const char* method : {"", "PUT /x", "CONNECT", "P\\r\\nU", "GÉT"}) {
    EXPECT_THAT(Refusal(std::string(R"({"head": {"method": ")") + method + R"("}})"),
                HasSubstr("the method is no word"))
        << method;
  }
}

TEST(MakeReplay, NeedsOneHost) {
  EXPECT_EQ(Refusal(R"({"head": {"headers": [3]}})"), "a request has exactly one Host header");
  EXPECT_EQ(Refusal(R"({"head": {"headers": [0, 3, ["HOST", "b"]]}})"),
            "a request has exactly one Host header");
  auto old = MakePut();
  old->forwarded_head = "GET /k HTTP/1.0\r\n\r\n";
  old->request.body = {};
  EXPECT_EQ(Bytes("{}", *old), old->forwarded_head);
}

TEST(MakeReplay, RefusesOrdersThatItDoesNotUnderstand) {
  EXPECT_THAT(Refusal("{"), HasSubstr("is not JSON"));
  EXPECT_THAT(Refusal(""), HasSubstr("is not JSON"));
  EXPECT_THAT(Refusal("[]"), HasSubstr("a replay is a JSON object"));
  EXPECT_EQ(Refusal(R"({"bdoy": "none"})"),
            "a replay has no member \"bdoy\"; known are head, body");
  EXPECT_THAT(Refusal(R"({"head": {"host": "evil"}})"),
              HasSubstr("known are method, target, headers"));
  EXPECT_THAT(Refusal(R"({"head": []})"), HasSubstr("a replay is a JSON object"));
  EXPECT_THAT(Refusal(R"({"head": {"method": 1}})"), HasSubstr("are texts"));
  EXPECT_THAT(Refusal(R"({"head": {"headers": {}}})"), HasSubstr("is a list"));
  EXPECT_THAT(Refusal(R"({"head": {"headers": [4]}})"),
              HasSubstr("has 4 header lines, so there is no line 4"));
  for (const char* line : {"-1", "1.5", "null", "[]", R"(["a"])", R"(["a", 1])",
                           R"(["a", "b", "c"])", R"({"a": "b"})"}) {
    EXPECT_THAT(Refusal(std::string(R"({"head": {"headers": [)") + line + "]}}"),
                HasSubstr("a header line is"))
        << line;
  }
  for (const char* body : {"1", R"("whole")", "{}", R"({"base64": 1})", R"({"base64": "a"})",
                           R"({"base64": "a b="})"}) {
    EXPECT_THAT(Refusal(std::string(R"({"body": )") + body + "}"), HasSubstr("standard base64"))
        << body;
  }
}

TEST(MakeReplay, RefusesAHeadThatTheProxyWouldNotRead) {
  const std::string value(64 * 1024, 'x');
  EXPECT_THAT(Refusal(R"({"head": {"headers": [0, 3, ["x", ")" + value + R"("]]}})"),
              HasSubstr("a head has at most 65536 bytes"));
}

TEST(MakeReplay, RefusesWhatCannotBeReplayedAtAll) {
  auto tunnel = MakePut();
  tunnel->kind = store::ExchangeKind::kTunnel;
  EXPECT_THAT(Refusal("{}", *tunnel), HasSubstr("passed on blind"));
}

// The whole request with a captured body of that many bytes, or why it is refused.
std::string WithBodyOf(size_t bytes) {
  auto exchange = MakePut();
  exchange->forwarded_head =
      "PUT /k HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
  exchange->request.body = {std::string(bytes, 'x'), bytes, false, false};
  return Refusal("{}", *exchange);
}

TEST(MakeReplay, SendsBodiesUpToItsLimit) {
  constexpr size_t kLimit = size_t{16} << 20;
  EXPECT_TRUE(WithBodyOf(kLimit).starts_with("sent: PUT /k"));
  EXPECT_EQ(WithBodyOf(kLimit + 1),
            "a body of 16777217 bytes is too large to be replayed, the limit is 16777216");
}

// A head of that many bytes.
std::string WithHeadOf(size_t bytes) {
  const std::string rest = "GET /k?a HTTP/1.1\r\nhOsT:logs\r\nX: \r\n\r\n";
  return Refusal(R"({"head": {"method": "GET", "headers": [0, ["X", ")" +
                 std::string(bytes - rest.size(), 'x') + R"("]]}, "body": "none"})");
}

TEST(MakeReplay, SendsHeadsUpToItsLimit) {
  EXPECT_TRUE(WithHeadOf(64 * 1024).starts_with("sent: GET /k?a"));
  EXPECT_EQ(WithHeadOf(64 * 1024 + 1), "a head has at most 65536 bytes, this one has 65537");
}

}  // namespace
}  // namespace osslens::web
