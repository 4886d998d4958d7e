#include "web/server/response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osslens::web {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Response, PutsErrorsIntoJson) {
  const Response response = ErrorResponse(400, "a \"quoted\" word");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body, R"({"error":{"message":"a \"quoted\" word"}})");
}

TEST(Response, GivesEachKindOfErrorItsStatus) {
  EXPECT_EQ(ErrorResponse(Error{ErrorKind::kInvalid, ""}).status, 400);
  EXPECT_EQ(ErrorResponse(Error{ErrorKind::kNotFound, ""}).status, 404);
  EXPECT_EQ(ErrorResponse(Error{ErrorKind::kUnavailable, ""}).status, 503);
  EXPECT_EQ(ErrorResponse(Error{ErrorKind::kUnsupported, ""}).status, 501);
  EXPECT_EQ(ErrorResponse(Error{ErrorKind::kIo, ""}).status, 500);
}

TEST(EncodeHead, StatesLengthAndType) {
  const std::string head = EncodeHead(JsonResponse("{}"), BodyFraming::kLength, true);
  EXPECT_THAT(
      head,
      StartsWith("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"));
  EXPECT_THAT(head, testing::EndsWith("\r\n\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Connection:")));
}

TEST(EncodeHead, ProtectsTheUserInEveryAnswer) {
  const std::string head = EncodeHead(ErrorResponse(404, ""), BodyFraming::kLength, true);
  EXPECT_THAT(head,
              HasSubstr("\r\nContent-Security-Policy: default-src 'none'; script-src 'self';"));
  EXPECT_THAT(head, HasSubstr("frame-ancestors 'none'\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nReferrer-Policy: no-referrer\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nCache-Control: no-store\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Access-Control-")));
}

TEST(EncodeHead, LetsAResponseSetItsCaching) {
  Response response;
  response.fields.emplace_back("Cache-Control", "no-cache");
  const std::string head = EncodeHead(response, BodyFraming::kLength, true);
  EXPECT_THAT(head, HasSubstr("\r\nCache-Control: no-cache\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("no-store")));
}

TEST(EncodeHead, SaysHowStreamsEnd) {
  const Response response;
  EXPECT_THAT(EncodeHead(response, BodyFraming::kChunked, true),
              HasSubstr("Transfer-Encoding: chunked\r\n"));
  const std::string until_close = EncodeHead(response, BodyFraming::kUntilClose, false);
  EXPECT_THAT(until_close, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(until_close, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(until_close, Not(HasSubstr("Transfer-Encoding")));
}

TEST(EncodeHead, SaysNothingOfContentThatIsNotModified) {
  Response response;
  response.status = 304;
  const std::string head = EncodeHead(response, BodyFraming::kLength, true);
  EXPECT_THAT(head, StartsWith("HTTP/1.1 304 Not Modified\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(head, Not(HasSubstr("\r\nContent-Type:")));
}

TEST(EncodeChunk, WritesTheSizeInHexadecimal) {
  EXPECT_EQ(EncodeChunk(std::string(26, 'x')), "1a\r\n" + std::string(26, 'x') + "\r\n");
}

}  // namespace
}  // namespace osslens::web
