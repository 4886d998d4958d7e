#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;

json InHeader(const std::string& raw) { return {{"headers", {{"x-oss-callback", raw}}}}; }
json Encoded(const std::string& text) { return InHeader(Base64Encode(text)); }

TEST(CallbackSources, ReadTheParameterWhereItStands) {
  EXPECT_TRUE(CheckHolds("callback is abc", InHeader("abc")));
  EXPECT_TRUE(CheckHolds("callback is abc", json{{"target", "/k?callback=abc"}}));
  EXPECT_FALSE(CheckHolds("callback", {}));
  const json form = {
      {"method", "POST"},
      {"target", "/"},
      {"elements", {{"Code", "InvalidArgument"}}},
      {"headers",
       {{"Authorization", nullptr}, {"Content-Type", "multipart/form-data; boundary=B"}}},
      {"body", "--B\r\nContent-Disposition: form-data; name=\"callback\"\r\n\r\nabc\r\n--B--\r\n"}};
  EXPECT_TRUE(CheckHolds("callback is abc", form));
}

TEST(CallbackSources, TellHowFarItCanBeDecoded) {
  EXPECT_TRUE(CheckHolds("not-base64 callback and no not-json callback", InHeader("{\"a\":1}")));
  EXPECT_TRUE(CheckHolds("not-json callback and no not-base64 callback", Encoded("{a}")));
  EXPECT_TRUE(CheckHolds("no not-json callback and no not-base64 callback", Encoded("{}")));
}

TEST(CallbackSources, ReadMembers) {
  const json words =
      Encoded(R"({"callbackUrl":"http://10.0.0.1/n;b.example","callbackSNI":"true"})");
  EXPECT_TRUE(CheckHolds("member callbackUrl like *10.0.0.1* and private-callback-url", words));
  EXPECT_TRUE(CheckHolds("callback-url-count is 2 and odd-sni and no bad-callback-url", words));
  EXPECT_TRUE(CheckHolds("missing-member callbackBody", words));
  EXPECT_TRUE(CheckHolds("no missing-member callbackUrl", words));
  EXPECT_FALSE(CheckHolds("missing-member callbackUrl", InHeader("!")));
  EXPECT_FALSE(CheckHolds("odd-sni", Encoded(R"({"callbackSNI":true})")));
}

TEST(CallbackSources, RecogniseUrlsThatCannotBeCalled) {
  EXPECT_TRUE(CheckHolds("bad-callback-url", Encoded(R"({"callbackUrl":"http:///x"})")));
  EXPECT_TRUE(CheckHolds("bad-callback-url", Encoded(R"({"callbackUrl":"http://a b/"})")));
  EXPECT_FALSE(CheckHolds("bad-callback-url", Encoded(R"({"callbackUrl":"app.example.com"})")));
}

TEST(CallbackSources, CheckNamesOfVariables) {
  const auto variables = [](const char* text) {
    return json{{"headers", {{"x-oss-callback-var", Base64Encode(text)}}}};
  };
  EXPECT_TRUE(CheckHolds("odd-variable is name", variables(R"({"name":"a"})")));
  EXPECT_TRUE(CheckHolds("odd-variable", variables(R"({"x:Name":"a"})")));
  EXPECT_FALSE(CheckHolds("odd-variable", variables(R"({"x:name":"a"})")));
  EXPECT_TRUE(CheckHolds("raw-length callback-var is 4", variables("ab")));
}

}  // namespace
}  // namespace osslens::analyzers
