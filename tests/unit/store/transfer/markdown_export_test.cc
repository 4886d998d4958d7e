#include "store/transfer/markdown_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

using testing::HasSubstr;
using testing::Not;

const TestTexts kTexts;

std::string Report(const Exchange& exchange, Language language = Language::kEnglish) {
  MarkdownFormat format(kTexts, language);
  const std::string begin = format.Begin();
  const std::string report = begin + format.Add(exchange);
  return report + format.End();
}

TEST(MarkdownFormat, TellsWhatFailedWhyAndWhatToDo) {
  const auto exchange = MakeRefused();
  exchange->id = 7;
  const std::string report = Report(*exchange);
  for (const char* part :
       {"# osslens report\n", "## 7. GetObject 403 SignatureDoesNotMatch\n",
        "| Request ID | ` 664460A4D3F8A1B2C3D4E5F6 ` |\n", "| EC | ` 0002-00000040 ` |\n",
        "### title of wrong-secret (likely)\n", "cause bucket=logs\n",
        "1. first step\n2. second step\n", "- response.body ` Code `: ` SignatureDoesNotMatch `",
        "- a document, a section\n",
        "### Request\n\n```http\nGET /day/one.txt HTTP/1.1\nHost: ", "\n\nhello\n```\n"}) {
    EXPECT_THAT(report, HasSubstr(part));
  }
}

TEST(MarkdownFormat, SpeaksChinese) {
  const std::string report = Report(*MakeRefused(), Language::kChinese);
  EXPECT_THAT(report, HasSubstr("# osslens 报告\n"));
  EXPECT_THAT(report, HasSubstr("### 标题 wrong-secret (很可能)\n"));
  EXPECT_THAT(report, HasSubstr("**处理办法**"));
}

TEST(MarkdownFormat, NothingCapturedIsMarkup) {
  const auto exchange = MakeRefused();
  exchange->oss_message = "a | b `c` <script>\n# no heading";
  exchange->oss_code = "[x](javascript:1)*<b>";
  exchange->findings.front().values["bucket"] = "<img src=x>";
  exchange->response.body.bytes = "```\n# no heading\n````";
  exchange->response.body.total_bytes = exchange->response.body.bytes.size();
  const std::string report = Report(*exchange);
  EXPECT_THAT(report, HasSubstr("`` a \\| b `c` <script>\xef\xbf\xbd# no heading ``"));
  EXPECT_THAT(report, HasSubstr("\\[x\\](javascript:1)\\*\\<b\\>\n"));
  EXPECT_THAT(report, HasSubstr("bucket=\\<img src=x\\>"));
  EXPECT_THAT(report, HasSubstr("\n`````http\n"));
}

TEST(MarkdownFormat, WhatCannotBePrintedIsReplaced) {
  const auto exchange = MakeExchange();
  exchange->request.head =
      "GET /\xff\xc0\xaf HTTP/1.1\r\nX: a\x07\xe2\x80\xae"
      "b\xef\xbb\xbf\rc\r\n\r\n";
  const std::string report = Report(*exchange);
  const std::string sign = "\xef\xbf\xbd";
  EXPECT_THAT(report, HasSubstr("GET /" + sign + sign + sign + " HTTP/1.1\nX: a" + sign + sign +
                                "b" + sign + sign + "c\n"));
}

TEST(MarkdownFormat, ShowsTheBeginningOfALongBody) {
  const auto exchange = MakeExchange();
  std::string& bytes = exchange->response.body.bytes;
  bytes.assign(MarkdownFormat::kMaxBodyBytes, 'x');
  exchange->response.body.total_bytes = bytes.size();
  EXPECT_THAT(Report(*exchange), Not(HasSubstr("Only the first")));
  // The limit falls within a character.
  bytes.back() = '\xc3';
  bytes += "\xa4";
  exchange->response.body.total_bytes = bytes.size();
  EXPECT_THAT(Report(*exchange), HasSubstr("Only the first 8191 of 8193 bytes"));
}

TEST(MarkdownFormat, ShowsNoBytesThatAreNoText) {
  const auto exchange = MakeExchange();
  exchange->response.body.bytes = std::string("PNG\0\xff", 5);
  exchange->response.body.total_bytes = 5;
  EXPECT_THAT(Report(*exchange), HasSubstr("The body (5 bytes) is no text."));
}

TEST(MarkdownFormat, SaysWhyThereIsNoAnswer) {
  const auto exchange = MakeExchange();
  exchange->status = 0;
  exchange->response = {};
  exchange->failure = Failure{FailureKind::kDns, "the name is unknown"};
  const std::string report = Report(*exchange);
  EXPECT_THAT(report, HasSubstr("| No answer | ` the name is unknown ` |"));
  EXPECT_THAT(report, Not(HasSubstr("### Response")));
}

}  // namespace
}  // namespace osslens::store
