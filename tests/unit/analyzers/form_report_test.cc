#include "analyzers/form_report.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

constexpr const char* kHost = "examplebucket.oss-cn-hangzhou.aliyuncs.com";

std::string Part(const std::string& name, const std::string& value) {
  return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

store::Exchange Upload(const std::string& policy) {
  return MakeExchange(kHost,
                      "POST / HTTP/1.1\r\nHost: " + std::string(kHost) +
                          "\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n" +
                          Part("key", "a/${filename}") + Part("policy", Base64Encode(policy)) +
                          Part("x-oss-object-acl", "private") + Part("file", "12345") +
                          Part("callback", "x") + "--b--\r\n",
                      "HTTP/1.1 204 No Content\r\nDate: Wed, 15 May 2024 12:00:01 GMT\r\n\r\n");
}

TEST(ReportForm, JudgesEveryCondition) {
  const FormReport report = ReportForm(Upload(
      R"({"expiration":"2024-05-15T12:00:00.000Z","conditions":[["starts-with","$key","a/"],["content-length-range",6,9],["eq","$callback","x"]]})"));
  ASSERT_TRUE(report.form && report.policy);
  ASSERT_EQ(report.conditions.size(), 3U);
  EXPECT_EQ(report.conditions[0].verdict, oss::ConditionVerdict::kHolds);
  EXPECT_EQ(report.conditions[1].verdict, oss::ConditionVerdict::kFails);
  EXPECT_EQ(report.conditions[1].found, "5");
  EXPECT_TRUE(report.conditions[2].is_missing);
  EXPECT_EQ(report.expired, true);
  EXPECT_EQ(report.fields_without_condition, std::vector<std::string>{"x-oss-object-acl"});
  EXPECT_FALSE(report.contradiction);
}

TEST(ReportForm, SaysNothingOfOtherRequests) {
  const FormReport report =
      ReportForm(MakeExchange(kHost, "PUT /a HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"));
  EXPECT_FALSE(report.form || report.policy || report.expired);
}

}  // namespace
}  // namespace osslens::analyzers
