#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;

std::string Part(const std::string& name, const std::string& value) {
  return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

json Form(const std::string& body, json elements = {{"Code", "AccessDenied"}}) {
  return {{"method", "POST"},
          {"target", "/"},
          {"elements", std::move(elements)},
          {"headers",
           {{"Authorization", nullptr},
            {"Content-Type", "multipart/form-data; boundary=B"},
            {"Content-Length", std::to_string(body.size())}}},
          {"body", body}};
}

json WithPolicy(const std::string& policy) {
  return Form(Part("policy", Base64Encode(policy)) + Part("file", "12345") + "--B--\r\n");
}

TEST(FormSources, ReadFieldsBeforeTheFile) {
  const json words = Form(Part("key", "a/b") + Part("file", "12345") + Part("late", "x") + "--B--");
  EXPECT_TRUE(CheckHolds("field key is a/b and missing-field policy and late-field late", words));
  EXPECT_TRUE(CheckHolds("no missing-field key and missing-field late", words));
  EXPECT_TRUE(CheckHolds("file-count is 1 and file-offset above 50 and no unclosed-form", words));
  // Without the file's head nothing is known to be missing.
  EXPECT_FALSE(CheckHolds("missing-field policy", Form(Part("key", "a"))));
}

TEST(FormSources, CountTheBytesOfTheFile) {
  EXPECT_TRUE(CheckHolds("file-bytes is 5", Form(Part("file", "12345") + "--B--\r\n")));
  EXPECT_TRUE(
      CheckHolds("file-bytes is 5", Form(Part("file", "12345") + Part("a", "b") + "--B--\r\n")));
}

TEST(FormSources, RecogniseBrokenForms) {
  EXPECT_TRUE(CheckHolds("boundary-fault", Form("--C\r\nx")));
  EXPECT_FALSE(CheckHolds("boundary-fault", Form(Part("key", "a"))));
  EXPECT_TRUE(CheckHolds("unclosed-form", Form(Part("key", "a"))));
  EXPECT_TRUE(CheckHolds("longest-field is 7", Form(Part("key", "1234567") + Part("file", ""))));
}

TEST(FormSources, LookIntoThePolicy) {
  EXPECT_TRUE(CheckHolds("policy-not-base64", Form(Part("policy", "{}") + Part("file", ""))));
  EXPECT_TRUE(CheckHolds("policy-not-json", WithPolicy("{a}")));
  EXPECT_TRUE(CheckHolds("policy-incomplete", WithPolicy(R"({"conditions":[{"bucket":"b"}]})")));
  EXPECT_TRUE(CheckHolds("policy-odd-condition",
                         WithPolicy(R"({"expiration":"x","conditions":[{"a":"b","c":"d"}]})")));
  const json good = WithPolicy(
      R"({"expiration":"2024-05-15T08:00:00Z","conditions":[["content-length-range",2,4]]})");
  EXPECT_TRUE(CheckHolds("policy-expiration is 2024-05-15T08:00:00Z", good));
  EXPECT_TRUE(CheckHolds("policy-least is 2 and file-bytes above policy-most", good));
  EXPECT_TRUE(CheckHolds("no policy-not-json and no policy-incomplete", good));
  EXPECT_TRUE(CheckHolds("no policy-odd-condition and no policy-not-base64", good));
}

TEST(FormSources, CompareTheConditionThatOssQuotes) {
  const auto failed = [](const char* condition, const std::string& body) {
    return Form(body, {{"Code", "AccessDenied"},
                       {"Message", std::string("Invalid according to Policy: Policy Condition "
                                               "failed: ") +
                                       condition}});
  };
  const std::string body = Part("key", "user/a") + Part("file", "x");
  EXPECT_TRUE(CheckHolds("broken-condition", failed(R"(["starts-with", "$key", "dir/"])", body)));
  EXPECT_FALSE(CheckHolds("broken-condition", failed(R"(["starts-with", "$key", "user/"])", body)));
  EXPECT_TRUE(CheckHolds("broken-condition", failed(R"(["eq", "$key", "user/"])", body)));
  EXPECT_TRUE(CheckHolds("broken-condition", failed(R"(["eq", "$acl", "private"])", body)));
  EXPECT_TRUE(CheckHolds("broken-condition", failed(R"(["eq", "$bucket", "other"])", body)));
  EXPECT_FALSE(
      CheckHolds("broken-condition", failed(R"(["eq", "$bucket", "examplebucket"])", body)));
  EXPECT_FALSE(CheckHolds("broken-condition", failed("[\"eq\"", body)));
}

TEST(FormSources, FindTheFieldThatOssNames) {
  const json elements = {{"Code", "InvalidArgument"}, {"ArgumentName", "policy"}};
  EXPECT_TRUE(CheckHolds("named-field is p and no named-field-missing",
                         Form(Part("policy", "p") + Part("file", ""), elements)));
  EXPECT_TRUE(
      CheckHolds("named-field-missing and no named-field", Form(Part("file", ""), elements)));
}

}  // namespace
}  // namespace osslens::analyzers
