#include "analyzers/oss/callback.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr std::string_view kJson =
    R"({"callbackUrl":"https://cb.example.com:8443/notify","callbackBody":"{\"o\":${object}}",)"
    R"("callbackBodyType":"application/json","callbackSNI":true})";

TEST(Callback, IsDecodedFromTheHeader) {
  const std::string value = Base64Encode(kJson);
  const std::string variables = Base64Encode(R"({"x:uid":"12345","x:n":1})");
  const auto callback = ReadCallback(ReadRequest(
      "PUT", "/k", "h", {{"x-oss-callback", value}, {"x-oss-callback-var", variables}}));
  ASSERT_TRUE(callback);
  EXPECT_TRUE(callback->in_header);
  EXPECT_EQ(callback->url, "https://cb.example.com:8443/notify");
  EXPECT_EQ(callback->body, R"({"o":${object}})");
  EXPECT_EQ(callback->body_type, "application/json");
  EXPECT_EQ(callback->sni, true);
  EXPECT_EQ(callback->variables, (std::map<std::string, std::string>{{"x:uid", "12345"}}));
}

TEST(Callback, IsDecodedFromTheQuery) {
  const std::string target = "/k?callback=" + Base64Encode(R"({"callbackUrl":"cb.example.com"})");
  const auto callback = ReadCallback(ReadRequest("PUT", target, "h", {}));
  ASSERT_TRUE(callback);
  EXPECT_FALSE(callback->in_header);
  EXPECT_EQ(callback->url, "cb.example.com");
}

TEST(Callback, SaysWhatItIsNot) {
  const auto plain = ReadCallback(ReadRequest("PUT", "/k", "h", {{"x-oss-callback", "{}!"}}));
  ASSERT_TRUE(plain);
  EXPECT_FALSE(plain->is_base64);
  const std::string twice = Base64Encode(Base64Encode(kJson));
  const auto doubled = ReadCallback(ReadRequest("PUT", "/k", "h", {{"x-oss-callback", twice}}));
  EXPECT_TRUE(doubled->is_base64);
  EXPECT_FALSE(doubled->is_json);
  EXPECT_FALSE(ReadCallback(ReadRequest("PUT", "/k", "h", {})));
}

TEST(Callback, KnowsHostsThatOssCannotReach) {
  EXPECT_TRUE(is_private_host("localhost"));
  EXPECT_TRUE(is_private_host("127.0.0.1"));
  EXPECT_TRUE(is_private_host("10.1.2.3"));
  EXPECT_TRUE(is_private_host("172.16.0.1"));
  EXPECT_TRUE(is_private_host("172.31.0.1"));
  EXPECT_TRUE(is_private_host("192.168.0.1"));
  EXPECT_TRUE(is_private_host("169.254.1.1"));
  EXPECT_FALSE(is_private_host("172.32.0.1"));
  EXPECT_FALSE(is_private_host("192.169.0.1"));
  EXPECT_FALSE(is_private_host("10.example.com"));
  EXPECT_FALSE(is_private_host("10.0.0.256"));
}

TEST(Callback, FindsTheHostOfAUrl) {
  EXPECT_EQ(HostOfUrl("http://Cb.Example.com:80/x?y"), "cb.example.com");
  EXPECT_EQ(HostOfUrl("cb.example.com/x;other.example.com"), "cb.example.com");
  EXPECT_EQ(HostOfUrl("http://user@10.0.0.1/"), "10.0.0.1");
}

}  // namespace
}  // namespace osslens::oss
