#include "proxy/http/message_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

// The streams themselves are fixtures (fixtures_test.cc); here is what a log does not show.
namespace osslens::http {
namespace {

using Role = MessageReader::Role;
using Step = MessageReader::Step;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\n\r\n";
constexpr std::string_view kChunkedHead = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

MessageReader RequestReader() { return MessageReader(Role::kRequest, {}); }

// Reads until the reader needs more or has failed; the last step.
Step ReadAll(MessageReader& reader, std::string_view bytes) {
  for (;;) {
    const MessageReader::Progress progress = reader.Read(bytes);
    bytes.remove_prefix(progress.consumed);
    if (progress.step == Step::kEnd) reader.Next();
    if (progress.step == Step::kNeedMore || progress.step == Step::kError) return progress.step;
  }
}

TEST(MessageReader, GivesTheEndRightBehindAHeadWithoutBody) {
  MessageReader reader = RequestReader();
  EXPECT_EQ(reader.Read(kGet).step, Step::kHead);
  EXPECT_EQ(reader.Read("").step, Step::kEnd);
}

TEST(MessageReader, RepeatsTheEndUntilItIsToldToGoOn) {
  MessageReader reader = RequestReader();
  ASSERT_EQ(reader.Read(kGet).step, Step::kHead);
  const MessageReader::Progress progress = reader.Read(kGet);
  EXPECT_EQ(progress.step, Step::kEnd);
  EXPECT_EQ(progress.consumed, 0U);
  EXPECT_EQ(reader.Read(kGet).step, Step::kEnd);
  reader.Next();
  EXPECT_EQ(reader.Read(kGet).step, Step::kHead);
}

TEST(MessageReader, KeepsTheHeadByteForByte) {
  MessageReader reader = RequestReader();
  const std::string_view odd = "get / HTTP/1.1\r\nhOST:  b \t\r\nEmpty:\r\n\r\n";
  ASSERT_EQ(reader.Read(odd).step, Step::kHead);
  EXPECT_EQ(reader.head_bytes(), odd);
}

TEST(MessageReader, KeepsViewsOfTheHeadWhileTheBodyComes) {
  MessageReader reader = RequestReader();
  ASSERT_EQ(reader.Read("PUT /o HTTP/1.1\r\nContent-Length: 3\r\n\r\n").step, Step::kHead);
  ASSERT_EQ(reader.Read("ab").step, Step::kBody);
  ASSERT_EQ(reader.Read("c").step, Step::kBody);
  EXPECT_EQ(reader.request().target, "/o");
  EXPECT_EQ(reader.Read("").step, Step::kEnd);
  EXPECT_EQ(reader.request().fields.all()[0].value, "3");
}

TEST(MessageReader, HasNoFieldsOfTheLastMessageAfterNext) {
  MessageReader reader = RequestReader();
  ASSERT_EQ(reader.Read("GET / HTTP/1.1\r\nHost: b\r\n\r\n").step, Step::kHead);
  ASSERT_EQ(reader.Read("").step, Step::kEnd);
  reader.Next();
  EXPECT_TRUE(reader.request().fields.all().empty());
  EXPECT_EQ(reader.head_bytes(), "");
}

TEST(MessageReader, NeedsMoreWhenItIsGivenNothing) {
  MessageReader reader = RequestReader();
  EXPECT_EQ(reader.Read("").step, Step::kNeedMore);
  ASSERT_EQ(reader.Read(kChunkedHead).step, Step::kHead);
  EXPECT_EQ(reader.Read("").step, Step::kNeedMore);
}

TEST(MessageReader, CountsDownTheBytesThatRemain) {
  MessageReader reader = RequestReader();
  ASSERT_EQ(reader.Read("PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\n").step, Step::kHead);
  EXPECT_EQ(reader.remaining_bytes(), 5U);
  ASSERT_EQ(reader.Read("abc").consumed, 3U);
  EXPECT_EQ(reader.remaining_bytes(), 2U);
  ASSERT_EQ(reader.Read("deGET").consumed, 2U);
  EXPECT_EQ(reader.remaining_bytes(), 0U);
}

TEST(MessageReader, GivesAllContentOfOneReadAsViews) {
  MessageReader reader = RequestReader();
  ASSERT_EQ(reader.Read(kChunkedHead).step, Step::kHead);
  const std::string bytes = "1\r\na\r\n2\r\nbc\r\n";
  ASSERT_EQ(reader.Read(bytes).step, Step::kBody);
  ASSERT_EQ(reader.content().size(), 2U);
  EXPECT_EQ(reader.content()[0].data(), bytes.data() + 3);
  EXPECT_EQ(reader.content()[1], "bc");
}

TEST(MessageReader, IsIdleBetweenMessages) {
  MessageReader reader = RequestReader();
  EXPECT_TRUE(reader.is_idle());
  ASSERT_EQ(reader.Read("\r\n").step, Step::kNeedMore);
  EXPECT_TRUE(reader.is_idle());
  ASSERT_EQ(ReadAll(reader, kGet), Step::kNeedMore);
  EXPECT_TRUE(reader.is_idle());
}

TEST(MessageReader, IsNotIdleInsideAMessage) {
  MessageReader reader = RequestReader();
  ASSERT_EQ(reader.Read("G").step, Step::kNeedMore);
  EXPECT_FALSE(reader.is_idle());
  ASSERT_EQ(reader.Read("ET / HTTP/1.1\r\n\r\n").step, Step::kHead);
  EXPECT_FALSE(reader.is_idle());
  ASSERT_EQ(reader.Read("").step, Step::kEnd);
  EXPECT_FALSE(reader.is_idle());
}

TEST(MessageReader, RemembersTheRequestMethodOverInterimResponses) {
  MessageReader reader(Role::kResponse, {});
  reader.set_request_method("HEAD");
  EXPECT_EQ(ReadAll(reader, "HTTP/1.1 100 x\r\n\r\nHTTP/1.1 200 x\r\nContent-Length: 5\r\n\r\n"),
            Step::kNeedMore);
  EXPECT_TRUE(reader.is_idle());
}

TEST(MessageReader, ChangesTheRequestMethodBetweenResponses) {
  MessageReader reader(Role::kResponse, {});
  reader.set_request_method("HEAD");
  ASSERT_EQ(ReadAll(reader, "HTTP/1.1 200 x\r\nContent-Length: 5\r\n\r\n"), Step::kNeedMore);
  reader.set_request_method("GET");
  ASSERT_EQ(ReadAll(reader, "HTTP/1.1 200 x\r\nContent-Length: 5\r\n\r\nab"), Step::kNeedMore);
  EXPECT_EQ(reader.remaining_bytes(), 3U);
}

TEST(MessageReader, EndsABodyUntilCloseAtTheClose) {
  MessageReader reader(Role::kResponse, {});
  ASSERT_EQ(ReadAll(reader, "HTTP/1.1 200 x\r\n\r\nabc"), Step::kNeedMore);
  EXPECT_EQ(reader.ReadEnd(), Step::kEnd);
  EXPECT_EQ(reader.Read("").step, Step::kEnd);
}

TEST(MessageReader, StaysFailed) {
  MessageReader reader = RequestReader();
  ASSERT_EQ(ReadAll(reader, "bad\r\n\r\n"), Step::kError);
  EXPECT_EQ(reader.Read(kGet).step, Step::kError);
  EXPECT_EQ(reader.ReadEnd(), Step::kError);
}

TEST(MessageReader, AcceptsAHeadOfExactlyTheLimit) {
  MessageReader reader(Role::kRequest, {.head_bytes = kGet.size()});
  EXPECT_EQ(reader.Read(kGet).step, Step::kHead);
}

TEST(MessageReader, RefusesAHeadOfOneByteMoreWith431) {
  MessageReader reader(Role::kRequest, {.head_bytes = kGet.size() - 1});
  EXPECT_EQ(reader.Read(kGet).step, Step::kError);
  EXPECT_EQ(reader.fault().status, 431);
  EXPECT_EQ(reader.fault().sentence, "the head is larger than 17 bytes");
}

TEST(MessageReader, CountsTheLimitForEachHead) {
  MessageReader reader(Role::kRequest, {.head_bytes = kGet.size()});
  EXPECT_EQ(ReadAll(reader, std::string(kGet) + std::string(kGet)), Step::kNeedMore);
}

TEST(MessageReader, AcceptsTrailersOfExactlyTheLimit) {
  MessageReader reader(Role::kRequest, {.trailer_bytes = 8});
  EXPECT_EQ(ReadAll(reader, std::string(kChunkedHead) + "0\r\nA: 1\r\n\r\n"), Step::kNeedMore);
  EXPECT_TRUE(reader.is_idle());
}

TEST(MessageReader, RefusesTrailersOfOneByteMoreWith431) {
  MessageReader reader(Role::kRequest, {.trailer_bytes = 8});
  EXPECT_EQ(ReadAll(reader, std::string(kChunkedHead) + "0\r\nA: 12\r\n\r\n"), Step::kError);
  EXPECT_EQ(reader.fault().status, 431);
}

TEST(MessageReader, RefusesALongChunkExtensionWith413) {
  MessageReader reader = RequestReader();
  const std::string body = "1;" + std::string(16 * 1024, 'x') + "\r\na";
  EXPECT_EQ(ReadAll(reader, std::string(kChunkedHead) + body), Step::kError);
  EXPECT_EQ(reader.fault().status, 413);
}

TEST(MessageReader, RefusesAMalformedChunkWith400) {
  MessageReader reader = RequestReader();
  EXPECT_EQ(ReadAll(reader, std::string(kChunkedHead) + "x"), Step::kError);
  EXPECT_EQ(reader.fault().status, 400);
}

}  // namespace
}  // namespace osslens::http
