#include <gtest/gtest.h>

#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;

json Signed(const char* authorization) { return {{"headers", {{"Authorization", authorization}}}}; }

json Form(const std::string& fields) {
  return {{"method", "POST"},
          {"target", "/"},
          {"elements", {{"Code", "AccessDenied"}}},
          {"headers",
           {{"Authorization", nullptr}, {"Content-Type", "multipart/form-data; boundary=B"}}},
          {"body", fields}};
}

std::string Part(const std::string& name, const std::string& value) {
  return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

TEST(SignerSources, ReadTheCredentials) {
  EXPECT_TRUE(CheckHolds("scheme is oss-v1-header and key-id is exampleAccessKeyId", {}));
  const json v4 = Signed(
      "OSS4-HMAC-SHA256 Credential=k1/20240515/cn-beijing/oss/aliyun_v4_request,Signature=a");
  EXPECT_TRUE(CheckHolds("scope-region is cn-beijing and scope-product is oss", v4));
  EXPECT_TRUE(CheckHolds("scope-date is 20240515", v4));
}

TEST(SignerSources, JudgeKeyIds) {
  EXPECT_TRUE(CheckHolds("temporary-key and no token", Signed("OSS STS.example:c2ln")));
  EXPECT_FALSE(CheckHolds("temporary-key", {}));
  EXPECT_TRUE(CheckHolds("bad-key-id", Signed("OSS \"key\":c2ln")));
  EXPECT_FALSE(CheckHolds("bad-key-id", Signed("OSS a.b_c=9:c2ln")));
  EXPECT_TRUE(CheckHolds("placeholder-key-id", Signed("OSS yourAccessKeyId:c2ln")));
  EXPECT_FALSE(CheckHolds("placeholder-key-id", {}));
}

TEST(SignerSources, FindTokens) {
  const json header = {{"headers", {{"x-oss-security-token", "CAISexample"}}}};
  EXPECT_TRUE(CheckHolds("token and no damaged-token", header));
  EXPECT_TRUE(
      CheckHolds("damaged-token", json{{"headers", {{"x-oss-security-token", "CAIS%2B"}}}}));
}

TEST(SignerSources, KnowWhenNobodySigned) {
  const json unsigned_request = {{"headers", {{"Authorization", nullptr}}}};
  EXPECT_TRUE(CheckHolds("anonymous", unsigned_request));
  EXPECT_FALSE(CheckHolds("anonymous", {}));
  EXPECT_FALSE(CheckHolds("anonymous", Signed("Bearer x")));
  const std::string file = Part("file", "x") + "--B--\r\n";
  EXPECT_TRUE(CheckHolds("anonymous", Form(Part("key", "a") + file)));
  EXPECT_FALSE(CheckHolds("anonymous", Form(Part("OSSAccessKeyId", "k") + file)));
  EXPECT_FALSE(CheckHolds("anonymous", Form(Part("key", "a"))));
}

TEST(SignerSources, ReadCredentialsOfForms) {
  const json form = Form(Part("OSSAccessKeyId", "STS.k") + Part("x-oss-security-token", "CAIS") +
                         Part("file", ""));
  EXPECT_TRUE(CheckHolds("temporary-key and token", form));
}

TEST(SignerSources, ReadDates) {
  EXPECT_TRUE(CheckHolds("request-date and no unreadable-date", {}));
  EXPECT_TRUE(CheckHolds("no request-date", json{{"headers", {{"Date", nullptr}}}}));
  EXPECT_TRUE(CheckHolds("unreadable-date", json{{"headers", {{"Date", "yesterday"}}}}));
}

TEST(SignerSources, KnowWhenASignedUrlEnds) {
  EXPECT_TRUE(CheckHolds("url-expiry is 1715761812",
                         json{{"target", "/k?Expires=1715761812&OSSAccessKeyId=k&Signature=a"}}));
  EXPECT_TRUE(CheckHolds("url-expiry is 1715761872",
                         json{{"target", "/k?x-oss-date=20240515T083012Z&x-oss-expires=60"}}));
  EXPECT_FALSE(CheckHolds("url-expiry", json{{"target", "/k?x-oss-expires=60"}}));
  EXPECT_FALSE(CheckHolds(
      "url-expiry", json{{"target", "/k?x-oss-date=20240515T083012Z&x-oss-expires=9999999999"}}));
}

}  // namespace
}  // namespace osslens::analyzers
