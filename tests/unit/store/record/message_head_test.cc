#include "store/record/message_head.h"

#include <gtest/gtest.h>

namespace osslens::store {
namespace {

constexpr std::string_view kPut =
    "PUT /a%20b?x-oss-process=style HTTP/1.1\r\n"
    "Host: logs.oss-cn-hangzhou.aliyuncs.com\r\n"
    "x-OSS-Meta-Twice:first\r\n"
    "X-oss-meta-twice: \t second  \r\n"
    "Empty:\r\n"
    "\r\n";

TEST(MessageHead, KeepsSpellingAndOrderOfFields) {
  const MessageHead head(kPut);
  ASSERT_EQ(head.fields().size(), 4U);
  EXPECT_EQ(head.fields()[1].name, "x-OSS-Meta-Twice");
  EXPECT_EQ(head.fields()[2].name, "X-oss-meta-twice");
  EXPECT_EQ(head.fields()[2].value, "second");
  EXPECT_EQ(head.fields()[3].value, "");
}

TEST(MessageHead, FindsTheFirstFieldWhateverItsCase) {
  const MessageHead head(kPut);
  EXPECT_EQ(head.Value("X-OSS-META-TWICE"), "first");
  EXPECT_EQ(head.Value("x-oss-meta"), "");
  EXPECT_EQ(head.Find("x-oss-meta"), nullptr);
}

TEST(MessageHead, PointsAtTheBytesOfEachField) {
  const MessageHead head(kPut);
  for (const FieldLine& field : head.fields()) {
    EXPECT_EQ(kPut.substr(field.name_offset, field.name.size()), field.name);
    EXPECT_EQ(kPut.substr(field.value_offset, field.value.size()), field.value);
  }
}

TEST(MessageHead, SplitsTheRequestLine) {
  const MessageHead head(kPut);
  EXPECT_EQ(head.start_line(), "PUT /a%20b?x-oss-process=style HTTP/1.1");
  EXPECT_EQ(head.method(), "PUT");
  EXPECT_EQ(head.target(), "/a%20b?x-oss-process=style");
}

TEST(MessageHead, KeepsBlanksInsideATarget) {
  EXPECT_EQ(MessageHead("GET /a b HTTP/1.1\r\n\r\n").target(), "/a b");
}

TEST(MessageHead, HasNoTargetInALineOfAnotherForm) {
  EXPECT_EQ(MessageHead("GET\r\n\r\n").target(), "");
  EXPECT_EQ(MessageHead("GET /\r\n\r\n").target(), "");
}

TEST(MessageHead, AcceptsAHeadThatWasCutShort) {
  const MessageHead head("HTTP/1.1 200 OK\r\nServer: AliyunOSS\r\nx-oss-req");
  EXPECT_EQ(head.start_line(), "HTTP/1.1 200 OK");
  ASSERT_EQ(head.fields().size(), 1U);
  EXPECT_EQ(head.fields()[0].value, "AliyunOSS");
  EXPECT_TRUE(MessageHead("").fields().empty());
}

TEST(MessageHead, AcceptsBareLineFeeds) {
  const MessageHead head("HTTP/1.1 200 OK\nServer: a\n\n");
  EXPECT_EQ(head.start_line(), "HTTP/1.1 200 OK");
  EXPECT_EQ(head.Value("server"), "a");
}

TEST(MessageHead, SkipsLinesWithoutAName) {
  const MessageHead head("GET / HTTP/1.1\r\nno colon\r\n: no name\r\nHost: a\r\n\r\n");
  ASSERT_EQ(head.fields().size(), 1U);
  EXPECT_EQ(head.fields()[0].name, "Host");
}

}  // namespace
}  // namespace osslens::store
