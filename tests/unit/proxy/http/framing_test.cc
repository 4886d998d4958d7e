#include "proxy/http/framing.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

// RFC 9112 section 6.3 rule by rule; the fixtures have the malformed spellings.
namespace osslens::http {

bool operator==(const Framing& a, const Framing& b) {
  return a.kind == b.kind && a.length_bytes == b.length_bytes;
}

void PrintTo(const Framing& framing, std::ostream* out) {
  *out << "kind " << static_cast<int>(framing.kind) << ", " << framing.length_bytes << " bytes";
}

namespace {

using Kind = Framing::Kind;

constexpr Framing kNone{Kind::kNone};
constexpr Framing kChunked{Kind::kChunked};
constexpr Framing kUntilClose{Kind::kUntilClose};
constexpr Framing kFiveBytes{Kind::kLength, 5};

Result<Framing> OfRequest(const std::string& fields, const std::string& method = "PUT",
                          const std::string& version = "1.1") {
  const std::string raw = method + " /o HTTP/" + version + "\r\n" + fields + "\r\n";
  RequestHead head;
  EXPECT_TRUE(ParseRequestHead(raw, head));
  return FramingOf(head);
}

Result<Framing> OfResponse(int status, const std::string& fields,
                           std::string_view request_method = "GET",
                           const std::string& version = "1.1") {
  const std::string raw =
      "HTTP/" + version + " " + std::to_string(status) + " x\r\n" + fields + "\r\n";
  ResponseHead head;
  EXPECT_TRUE(ParseResponseHead(raw, head));
  return FramingOf(head, request_method);
}

bool RequestStaysOpen(const std::string& version, const std::string& fields) {
  const std::string raw = "GET /o HTTP/" + version + "\r\n" + fields + "\r\n";
  RequestHead head;
  EXPECT_TRUE(ParseRequestHead(raw, head));
  return keeps_alive(head);
}

bool ResponseStaysOpen(const std::string& version, const std::string& fields) {
  const std::string raw = "HTTP/" + version + " 200 x\r\n" + fields + "\r\n";
  ResponseHead head;
  EXPECT_TRUE(ParseResponseHead(raw, head));
  return keeps_alive(head);
}

const std::string kLength = "Content-Length: 5\r\n";
const std::string kCoding = "Transfer-Encoding: chunked\r\n";

// Rule 1: answers that never have a body.
TEST(FramingOfResponse, HasNoBodyWhenItAnswersHead) {
  EXPECT_EQ(OfResponse(200, kLength, "HEAD"), kNone);
  EXPECT_EQ(OfResponse(404, kCoding, "HEAD"), kNone);
  EXPECT_EQ(OfResponse(200, "", "HEAD"), kNone);
}

TEST(FramingOfResponse, HasABodyWhenTheMethodIsOnlySpelledLikeHead) {
  EXPECT_EQ(OfResponse(200, kLength, "head"), kFiveBytes);
}

TEST(FramingOfResponse, HasNoBodyWithAnInterimStatus) {
  EXPECT_EQ(OfResponse(100, kLength), kNone);
  EXPECT_EQ(OfResponse(101, kCoding), kNone);
  EXPECT_EQ(OfResponse(199, ""), kNone);
}

TEST(FramingOfResponse, HasNoBodyWithStatus204And304) {
  EXPECT_EQ(OfResponse(204, kLength), kNone);
  EXPECT_EQ(OfResponse(304, kCoding), kNone);
}

TEST(FramingOfResponse, HasABodyWithTheNeighboursOf204And304) {
  EXPECT_EQ(OfResponse(200, kLength), kFiveBytes);
  EXPECT_EQ(OfResponse(203, kLength), kFiveBytes);
  EXPECT_EQ(OfResponse(205, kLength), kFiveBytes);
  EXPECT_EQ(OfResponse(303, kLength), kFiveBytes);
  EXPECT_EQ(OfResponse(305, kLength), kFiveBytes);
}

// Rule 2: a tunnel begins behind the head.
TEST(FramingOfResponse, HasNoBodyWhenItOpensATunnel) {
  EXPECT_EQ(OfResponse(200, kLength, "CONNECT"), kNone);
  EXPECT_EQ(OfResponse(299, kCoding, "CONNECT"), kNone);
}

TEST(FramingOfResponse, HasABodyWhenItRefusesATunnel) {
  EXPECT_EQ(OfResponse(300, kLength, "CONNECT"), kFiveBytes);
  EXPECT_EQ(OfResponse(407, kCoding, "CONNECT"), kChunked);
}

// Rule 3: both fields are a fault for us, even where one of them would not count.
TEST(FramingOfResponse, IsRefusedWithLengthAndCoding) {
  EXPECT_FALSE(OfResponse(200, kLength + kCoding));
  EXPECT_FALSE(OfResponse(200, kLength + kCoding, "HEAD"));
}

TEST(FramingOfRequest, IsRefusedWithLengthAndCoding) {
  EXPECT_FALSE(OfRequest(kLength + kCoding));
  EXPECT_FALSE(OfRequest("Content-Length: 0\r\n" + kCoding));
}

// Rule 4: Transfer-Encoding.
TEST(FramingOfRequest, IsChunkedInAnySpelling) {
  EXPECT_EQ(OfRequest(kCoding), kChunked);
  EXPECT_EQ(OfRequest("TRANSFER-ENCODING:CHUNKED \r\n"), kChunked);
}

TEST(FramingOfRequest, IsRefusedWithAnyOtherCoding) {
  EXPECT_FALSE(OfRequest("Transfer-Encoding: gzip\r\n"));
  EXPECT_FALSE(OfRequest("Transfer-Encoding: identity\r\n"));
  EXPECT_FALSE(OfRequest("Transfer-Encoding:\r\n"));
}

TEST(FramingOfRequest, IsRefusedWithACodingInHttp10) {
  EXPECT_FALSE(OfRequest(kCoding, "PUT", "1.0"));
}

TEST(FramingOfResponse, IsChunked) { EXPECT_EQ(OfResponse(200, kCoding), kChunked); }

TEST(FramingOfResponse, LastsUntilTheCloseWithACodingThatIsNotChunked) {
  EXPECT_EQ(OfResponse(200, "Transfer-Encoding: gzip\r\n"), kUntilClose);
}

TEST(FramingOfResponse, IsRefusedWhenChunkedIsNotAlone) {
  EXPECT_FALSE(OfResponse(200, "Transfer-Encoding: gzip, chunked\r\n"));
  EXPECT_FALSE(OfResponse(200, "Transfer-Encoding: chunked, gzip\r\n"));
  EXPECT_FALSE(OfResponse(200, "Transfer-Encoding: xChunked\r\n"));
}

TEST(FramingOfResponse, IsRefusedWithACodingInHttp10) {
  EXPECT_FALSE(OfResponse(200, kCoding, "GET", "1.0"));
}

// Rules 5 and 6: Content-Length.
TEST(FramingOfRequest, HasTheLengthItSays) { EXPECT_EQ(OfRequest(kLength), kFiveBytes); }

TEST(FramingOfRequest, HasTheLengthItSaysInHttp10) {
  EXPECT_EQ(OfRequest(kLength, "PUT", "1.0"), kFiveBytes);
}

TEST(FramingOfRequest, HasTheLengthItSaysWithAnyMethod) {
  EXPECT_EQ(OfRequest(kLength, "GET"), kFiveBytes);
  EXPECT_EQ(OfRequest(kLength, "HEAD"), kFiveBytes);
}

TEST(FramingOfRequest, HasNoBodyWithLengthZero) {
  EXPECT_EQ(OfRequest("Content-Length: 0\r\n"), kNone);
  EXPECT_EQ(OfRequest("Content-Length: 000\r\n"), kNone);
}

TEST(FramingOfResponse, HasNoBodyWithLengthZero) {
  EXPECT_EQ(OfResponse(200, "Content-Length: 0\r\n"), kNone);
}

TEST(FramingOfRequest, AcceptsTheLargestLength) {
  EXPECT_EQ(OfRequest("Content-Length: 9223372036854775807\r\n"),
            (Framing{Kind::kLength, 9223372036854775807U}));
}

TEST(FramingOfRequest, RefusesALengthOfOneMoreThanTheLargest) {
  EXPECT_FALSE(OfRequest("Content-Length: 9223372036854775808\r\n"));
}

TEST(FramingOfRequest, RefusesALengthThatWrapsAroundTo5) {
  EXPECT_FALSE(OfRequest("Content-Length: 18446744073709551621\r\n"));
}

TEST(FramingOfRequest, RefusesARepeatedLength) {
  EXPECT_FALSE(OfRequest(kLength + kLength));
  EXPECT_FALSE(OfRequest("Content-Length: 0\r\nContent-Length: 0\r\n"));
}

// Rule 7: a request without either field.
TEST(FramingOfRequest, HasNoBodyWithoutEitherField) {
  EXPECT_EQ(OfRequest(""), kNone);
  EXPECT_EQ(OfRequest("", "POST", "1.0"), kNone);
}

// Rule 8: a response without either field.
TEST(FramingOfResponse, LastsUntilTheCloseWithoutEitherField) {
  EXPECT_EQ(OfResponse(200, ""), kUntilClose);
  EXPECT_EQ(OfResponse(500, "", "PUT", "1.0"), kUntilClose);
}

TEST(FramingOfConnect, IsRefusedWithABody) {
  EXPECT_FALSE(OfRequest(kLength, "CONNECT"));
  EXPECT_FALSE(OfRequest(kCoding, "CONNECT"));
}

TEST(FramingOfConnect, MayAnnounceThatThereIsNoBody) {
  EXPECT_EQ(OfRequest("Content-Length: 0\r\n", "CONNECT"), kNone);
}

TEST(KeepsAlive, IsTheDefaultOfHttp11) {
  EXPECT_TRUE(RequestStaysOpen("1.1", ""));
  EXPECT_TRUE(ResponseStaysOpen("1.1", ""));
}

TEST(KeepsAlive, IsNotTheDefaultOfHttp10) {
  EXPECT_FALSE(RequestStaysOpen("1.0", ""));
  EXPECT_FALSE(ResponseStaysOpen("1.0", ""));
}

TEST(KeepsAlive, IsAskedForInHttp10) {
  EXPECT_TRUE(RequestStaysOpen("1.0", "Connection: Keep-Alive\r\n"));
  EXPECT_TRUE(RequestStaysOpen("1.0", "Proxy-Connection: keep-alive\r\n"));
  EXPECT_TRUE(ResponseStaysOpen("1.0", "Connection: keep-alive\r\n"));
}

TEST(KeepsAlive, YieldsToClose) {
  EXPECT_FALSE(RequestStaysOpen("1.1", "Connection: keep-alive, close\r\n"));
  EXPECT_FALSE(RequestStaysOpen("1.0", "Connection: keep-alive\r\nConnection: Close\r\n"));
  EXPECT_FALSE(RequestStaysOpen("1.1", "Proxy-Connection: close\r\n"));
  EXPECT_FALSE(ResponseStaysOpen("1.1", "Connection: close\r\n"));
}

TEST(KeepsAlive, DoesNotReadProxyConnectionInResponses) {
  EXPECT_TRUE(ResponseStaysOpen("1.1", "Proxy-Connection: close\r\n"));
}

}  // namespace
}  // namespace osslens::http
