#include "proxy/http/head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace osslens::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The sentence with which `raw` is refused; empty when it is accepted.
std::string RefusalOfRequest(std::string_view raw) {
  RequestHead head;
  const Result<void> parsed = ParseRequestHead(raw, head);
  return parsed ? "" : parsed.error().message;
}

std::string RefusalOfResponse(std::string_view raw) {
  ResponseHead head;
  const Result<void> parsed = ParseResponseHead(raw, head);
  return parsed ? "" : parsed.error().message;
}

std::string RefusalOfField(std::string_view line) {
  return RefusalOfRequest("GET / HTTP/1.1\r\nHost: b\r\n" + std::string(line) + "\r\n\r\n");
}

Fields FieldsOf(std::string_view lines) {
  Fields fields;
  EXPECT_TRUE(ParseTrailers(lines, fields));
  return fields;
}

TEST(ParseRequestHead, SplitsTheRequestLine) {
  RequestHead head;
  ASSERT_TRUE(ParseRequestHead("PUT /a?b HTTP/1.0\r\n\r\n", head));
  EXPECT_EQ(head.method, "PUT");
  EXPECT_EQ(head.target, "/a?b");
  EXPECT_EQ(head.minor_version, 0);
  EXPECT_TRUE(head.fields.all().empty());
}

TEST(ParseRequestHead, KeepsSpellingAndOrderOfHeaders) {
  RequestHead head;
  ASSERT_TRUE(ParseRequestHead("GET / HTTP/1.1\r\nhOST: b\r\nX:1\r\nx:  2 \r\n\r\n", head));
  ASSERT_EQ(head.fields.all().size(), 3U);
  EXPECT_EQ(head.fields.all()[0].name, "hOST");
  EXPECT_EQ(head.fields.all()[0].line, "hOST: b\r\n");
  EXPECT_EQ(head.fields.all()[1].line, "X:1\r\n");
  EXPECT_EQ(head.fields.all()[2].value, "2");
  EXPECT_EQ(head.fields.all()[2].line, "x:  2 \r\n");
}

TEST(ParseRequestHead, PointsIntoTheBytesItWasGiven) {
  const std::string raw = "GET /a HTTP/1.1\r\nHost: b\r\n\r\n";
  RequestHead head;
  ASSERT_TRUE(ParseRequestHead(raw, head));
  EXPECT_EQ(head.method.data(), raw.data());
  EXPECT_EQ(head.target.data(), raw.data() + 4);
  EXPECT_EQ(head.fields.all()[0].line.data(), raw.data() + 17);
}

TEST(ParseRequestHead, ForgetsTheFieldsOfTheHeadBefore) {
  RequestHead head;
  ASSERT_TRUE(ParseRequestHead("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n", head));
  ASSERT_TRUE(ParseRequestHead("GET / HTTP/1.1\r\nC: 3\r\n\r\n", head));
  ASSERT_EQ(head.fields.all().size(), 1U);
  EXPECT_EQ(head.fields.all()[0].name, "C");
}

TEST(ParseRequestHead, ForgetsTheManyFieldsOfTheHeadBefore) {
  std::string raw = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 1000; ++i) raw += "A:\r\n";
  RequestHead head;
  ASSERT_TRUE(ParseRequestHead(raw + "\r\n", head));
  EXPECT_EQ(head.fields.all().size(), 1000U);
  ASSERT_TRUE(ParseRequestHead("GET / HTTP/1.1\r\nC: 3\r\n\r\n", head));
  EXPECT_EQ(head.fields.all().size(), 1U);
}

TEST(ParseRequestHead, TakesAValueOfAnyLength) {
  const std::string value(60000, 'v');
  const std::string raw = "GET / HTTP/1.1\r\nX: " + value + "\r\n\r\n";
  RequestHead head;
  ASSERT_TRUE(ParseRequestHead(raw, head));
  EXPECT_EQ(head.fields.all()[0].value, value);
}

TEST(ParseRequestHead, ReadsNothingBehindBytesWithoutLineEnd) {
  const std::string padded = "GET / HTTP/1.1\r\nX: yTAIL";
  RequestHead head;
  ASSERT_TRUE(ParseRequestHead(std::string_view(padded).substr(0, 20), head));
  EXPECT_EQ(head.fields.all()[0].line, "X: y");
}

TEST(ParseRequestHead, RefusesNoBytes) { EXPECT_NE(RefusalOfRequest(""), ""); }

TEST(ParseRequestHead, NamesTheLineAndTheFieldBeforeAFoldedLine) {
  EXPECT_EQ(RefusalOfField(" folded"),
            "line 3 of the head, after \"Host\", begins with a blank (obsolete line folding)");
}

TEST(ParseRequestHead, NamesTheByteThatMayNotStandInAName) {
  EXPECT_EQ(RefusalOfField("X\xE9: v"),
            "line 3 of the head, after \"Host\", has a byte 0xE9 in its name, after \"X\"");
}

TEST(ParseRequestHead, RefusesABlankBeforeTheColon) {
  EXPECT_EQ(RefusalOfField("Content-Length : 5"),
            "line 3 of the head, after \"Host\", has a byte 0x20 in its name, after "
            "\"Content-Length\"");
}

TEST(ParseRequestHead, RefusesAnEmptyName) {
  EXPECT_EQ(RefusalOfField(": v"),
            "line 3 of the head, after \"Host\", has no name before its colon");
}

TEST(ParseRequestHead, TellsNothingOfALineWithoutColon) {
  EXPECT_EQ(RefusalOfField("c2lnbmF0dXJl"), "line 3 of the head, after \"Host\", has no colon");
}

TEST(ParseRequestHead, TellsNothingOfAQueryInARequestLine) {
  const std::string sentence = RefusalOfRequest("GET /o?Signature=made-up x HTTP/1.1\r\n\r\n");
  EXPECT_THAT(sentence, HasSubstr("GET /o"));
  EXPECT_THAT(sentence, Not(HasSubstr("made-up")));
}

TEST(ParseResponseHead, TakesAStatusLineWithoutReason) {
  ResponseHead head;
  ASSERT_TRUE(ParseResponseHead("HTTP/1.1 403\r\n\r\n", head));
  EXPECT_EQ(head.status, 403);
  EXPECT_EQ(head.minor_version, 1);
}

TEST(ParseResponseHead, AcceptsStatus100AndStatus999) {
  EXPECT_EQ(RefusalOfResponse("HTTP/1.0 100 \r\n\r\n"), "");
  EXPECT_EQ(RefusalOfResponse("HTTP/1.0 999 x\r\n\r\n"), "");
}

TEST(ParseResponseHead, RefusesStatus099) {
  EXPECT_EQ(RefusalOfResponse("HTTP/1.1 099 x\r\n\r\n"),
            "the status line is not \"HTTP/1.1 NNN\": \"HTTP/1.1 099 x\"");
}

TEST(ParseResponseHead, RefusesNoBytes) { EXPECT_NE(RefusalOfResponse(""), ""); }

TEST(ParseTrailers, ReadsFieldLines) {
  const Fields fields = FieldsOf("A: 1\r\nB:\r\n\r\n");
  ASSERT_EQ(fields.all().size(), 2U);
  EXPECT_EQ(fields.all()[1].name, "B");
  EXPECT_EQ(fields.all()[1].line, "B:\r\n");
}

TEST(ParseTrailers, AcceptsAnEmptySection) {
  EXPECT_TRUE(FieldsOf("\r\n").all().empty());
  EXPECT_TRUE(FieldsOf("").all().empty());
}

TEST(ParseTrailers, NamesTheLineOfAFault) {
  Fields fields;
  const Result<void> parsed = ParseTrailers("A: 1\r\nGET / HTTP/1.1\r\n\r\n", fields);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message, "line 2 of the trailer section, after \"A\", has no colon");
}

TEST(Fields, FindsTheFirstWithoutRegardToCase) {
  const Fields fields = FieldsOf("A: 0\r\nx-B: 1\r\nX-b: 2\r\n");
  ASSERT_NE(fields.Find("X-B"), nullptr);
  EXPECT_EQ(fields.Find("X-B")->value, "1");
}

TEST(Fields, FindsNoNameThatIsOnlyAPrefix) {
  const Fields fields = FieldsOf("Content-Length-X: 0\r\n");
  EXPECT_EQ(fields.Find("Content-Length"), nullptr);
}

TEST(Fields, KnowsTheMembersOfAListInManyLines) {
  const Fields fields = FieldsOf("C: a,\tB ,,c\r\nD: e\r\nC: d\r\n");
  EXPECT_TRUE(fields.HasToken("c", "A"));
  EXPECT_TRUE(fields.HasToken("C", "b"));
  EXPECT_TRUE(fields.HasToken("C", "c"));
  EXPECT_TRUE(fields.HasToken("C", "d"));
}

TEST(Fields, KnowsWhatIsNoMemberOfAList) {
  const Fields fields = FieldsOf("C: closed, x close, a;close\r\nD: close\r\nC:\r\n");
  EXPECT_FALSE(fields.HasToken("C", "close"));
}

TEST(IsToken, HoldsForEveryTchar) {
  EXPECT_TRUE(is_token("!#$%&'*+-.^_`|~0123456789"));
  EXPECT_TRUE(is_token("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"));
}

TEST(IsToken, HoldsFor77OfAllBytes) {
  int tokens = 0;
  for (int byte = 0; byte < 256; ++byte)
    tokens += is_token(std::string(1, static_cast<char>(byte)));
  EXPECT_EQ(tokens, 77);  // 15 marks, 10 digits, 52 letters: RFC 9110 section 5.6.2
}

TEST(IsToken, DoesNotHoldForNothing) { EXPECT_FALSE(is_token("")); }

}  // namespace
}  // namespace osslens::http
