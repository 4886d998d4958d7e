#include "analyzers/oss/signing_parts.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

constexpr std::string_view kHost = "b.oss-cn-hangzhou.aliyuncs.com";

SigningParts PartsOf(const Request& request) {
  return ReadParts(request, ReadCredentials(request));
}

TEST(SigningParts, OfV1KeepOnlyTheSignedKeysAndHeaders) {
  const SigningParts parts = PartsOf(ReadRequest(
      "get", "/a%20b?acl&prefix=x&versionId=v%2B1", kHost,
      {{"Authorization", "OSS id:s"}, {"Date", "d"}, {"X-Oss-Meta-A", "1"}, {"User-Agent", "u"}}));
  EXPECT_EQ(parts.method, "GET");
  EXPECT_EQ(parts.bucket, "b");
  EXPECT_EQ(parts.path, "a b");
  EXPECT_EQ(QueryText(parts), "acl&versionId=v+1");
  EXPECT_EQ(Assemble(parts).string_to_sign, "GET\n\n\nd\nx-oss-meta-a:1\n/b/a b?acl&versionId=v+1");
}

TEST(SigningParts, OfBothLevelsAboveTheObject) {
  const std::vector<Header> headers = {{"Authorization", "OSS id:s"}};
  EXPECT_EQ(ResourceText(PartsOf(ReadRequest("GET", "/", kHost, headers))), "/b/");
  EXPECT_EQ(ResourceText(PartsOf(ReadRequest("GET", "/", "oss-cn-hangzhou.aliyuncs.com", headers))),
            "/");
}

TEST(SigningParts, OfV4AreEncodedAndInTheOrderOfTheEncodedNames) {
  const SigningParts parts = PartsOf(
      ReadRequest("PUT", "/x(1).txt?%7Cp=1&a=b%2Fc&z=", kHost,
                  {{"Authorization",
                    "OSS4-HMAC-SHA256 Credential=id/20240515/cn-hangzhou/oss/aliyun_v4_request,"
                    "AdditionalHeaders=host,Signature=ff"},
                   {"Host", kHost},
                   {"Content-Type", "t"},
                   {"x-oss-date", "20240515T083012Z"}}));
  EXPECT_EQ(ResourceText(parts), "/b/x%281%29.txt");
  EXPECT_EQ(QueryText(parts), "%7Cp=1&a=b%2Fc&z");
  EXPECT_EQ(parts.additional_headers, "host");
  EXPECT_EQ(parts.payload, "UNSIGNED-PAYLOAD");
  EXPECT_TRUE(Assemble(parts).canonical_request.ends_with(
      "\ncontent-type:t\nhost:b.oss-cn-hangzhou.aliyuncs.com\nx-oss-date:20240515T083012Z\n\nhost\n"
      "UNSIGNED-PAYLOAD"));
}

TEST(SigningParts, OfS3V4SignEverySignedHeaderWithBlanksCollapsed) {
  const SigningParts parts =
      PartsOf(ReadRequest("GET", "/b/k", "s3.example.com",
                          {{"Authorization",
                            "AWS4-HMAC-SHA256 Credential=id/20240515/r/s3/aws4_request, "
                            "SignedHeaders=host;x-amz-meta-a,"
                            " Signature=ff"},
                           {"Host", "s3.example.com"},
                           {"X-Amz-Meta-A", "a   b"},
                           {"x-amz-meta-unsigned", "1"}}));
  EXPECT_EQ(parts.headers.size(), 2U);
  EXPECT_EQ(parts.headers.find("x-amz-meta-a")->second, "a b");
  EXPECT_EQ(ResourceText(parts), "/b/k");
}

TEST(SigningParts, OfS3V2LeaveTheDateLineEmptyBesideXAmzDate) {
  const SigningParts parts =
      PartsOf(ReadRequest("GET", "/k%20k", "b.s3.oss-cn-hangzhou.aliyuncs.com",
                          {{"Authorization", "AWS id:s"}, {"Date", "d1"}, {"x-amz-date", "d2"}}));
  EXPECT_EQ(Assemble(parts).string_to_sign, "GET\n\n\n\nx-amz-date:d2\n/b/k%20k");
}

TEST(SigningParts, OfS3V2WithTheBucketInThePathDoNotRepeatIt) {
  const SigningParts parts =
      PartsOf(ReadRequest("GET", "/b/k", "10.0.0.1", {{"Authorization", "AWS id:s"}}));
  EXPECT_EQ(ResourceText(parts), "/b/k");
}

}  // namespace
}  // namespace osslens::oss
