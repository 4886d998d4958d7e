#include "analyzers/callback_report.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

constexpr const char* kHost = "examplebucket.oss-cn-hangzhou.aliyuncs.com";

store::Exchange Upload(const std::string& callback) {
  return MakeExchange(kHost,
                      "PUT /dir/a%20b.txt HTTP/1.1\r\nHost: " + std::string(kHost) +
                          "\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nx-oss-callback: " +
                          Base64Encode(callback) + "\r\n\r\nhello",
                      "HTTP/1.1 200 OK\r\nETag: \"ABC\"\r\nx-oss-hash-crc64ecma: 7\r\n"
                      "x-oss-request-id: 65A0EXAMPLE0000000000001\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(ReportCallback, FillsThePreviewFromTheUpload) {
  const CallbackReport report = ReportCallback(
      Upload(
          R"({"callbackUrl":"http://a.example/","callbackBody":"${bucket}|${object}|${etag}|${size}|${mimeType}|${crc64}|${reqId}|${operation}|${clientIp}"})"),
      nullptr);
  ASSERT_TRUE(report.preview);
  EXPECT_EQ(report.preview->body,
            "examplebucket|dir%2Fa%20b.txt|ABC|5|text%2Fplain|7|65A0EXAMPLE0000000000001|PutObject|"
            "${clientIp}");
  EXPECT_EQ(report.preview->unknown, (std::vector<std::string>{"clientIp"}));
  EXPECT_TRUE(report.faults.empty());
  EXPECT_FALSE(report.signature);
}

TEST(ReportCallback, ReadsAForm) {
  const std::string callback = Base64Encode(
      R"({"callbackUrl":"http://a.example/","callbackBody":"o=${object}&u=${x:uid}&n=${x:none}"})");
  const auto part = [](const std::string& name, const std::string& value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  };
  const CallbackReport report = ReportCallback(
      MakeExchange(kHost,
                   "POST / HTTP/1.1\r\nHost: " + std::string(kHost) +
                       "\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n" +
                       part("key", "dir/c") + part("x:uid", "9") + part("callback", callback) +
                       part("file", "x") + "--b--\r\n",
                   "HTTP/1.1 200 OK\r\nx-oss-request-id: 1\r\nContent-Length: 0\r\n\r\n"),
      nullptr);
  ASSERT_TRUE(report.text);
  EXPECT_EQ(report.text->place, oss::CallbackPlace::kForm);
  ASSERT_TRUE(report.preview);
  EXPECT_EQ(report.preview->body, "o=dir%2Fc&u=9&n=");
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].member, "x:none");
}

TEST(ReportCallback, ChecksTheSignatureOfACallOnly) {
  store::Exchange call = MakeExchange("cb.example", "POST /n HTTP/1.1\r\nHost: cb.example\r\n\r\n",
                                      "HTTP/1.1 200 OK\r\n\r\n{}");
  call.kind = store::ExchangeKind::kCallback;
  const CallbackReport report = ReportCallback(call, nullptr);
  ASSERT_TRUE(report.signature);
  EXPECT_EQ(report.signature->verdict, oss::CallbackSignature::kUnsigned);
  EXPECT_FALSE(report.text);
}

TEST(ReportCallback, SaysNothingOfOtherRequests) {
  const CallbackReport report = ReportCallback(
      MakeExchange(kHost, "GET /k HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"),
      nullptr);
  EXPECT_FALSE(report.text);
  EXPECT_FALSE(report.preview);
  EXPECT_FALSE(report.signature);
}

}  // namespace
}  // namespace osslens::analyzers
