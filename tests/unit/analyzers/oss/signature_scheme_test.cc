#include "analyzers/oss/signature_scheme.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

Scheme OfHeader(std::string_view authorization) {
  return DetectScheme(ReadRequest("GET", "/k", "h", {{"authorization", authorization}}));
}

Scheme OfTarget(std::string_view target) {
  return DetectScheme(ReadRequest("GET", target, "h", {}));
}

TEST(SignatureScheme, IsReadFromTheAuthorizationHeader) {
  EXPECT_EQ(OfHeader("OSS id:sig"), Scheme::kV1Header);
  EXPECT_EQ(OfHeader("OSS2 AccessKeyId:id,Signature:s"), Scheme::kV2Header);
  EXPECT_EQ(OfHeader("OSS4-HMAC-SHA256 Credential=x"), Scheme::kV4Header);
  EXPECT_EQ(OfHeader("AWS id:sig"), Scheme::kS3V2Header);
  EXPECT_EQ(OfHeader("AWS4-HMAC-SHA256 Credential=x"), Scheme::kS3V4Header);
  EXPECT_EQ(OfHeader("Basic abc"), Scheme::kAnonymous);
}

TEST(SignatureScheme, IsReadFromTheQuery) {
  EXPECT_EQ(OfTarget("/k?OSSAccessKeyId=a&Expires=1&Signature=s"), Scheme::kV1Query);
  EXPECT_EQ(OfTarget("/k?x-oss-signature-version=OSS2"), Scheme::kV2Query);
  EXPECT_EQ(OfTarget("/k?x-oss-signature-version=OSS4-HMAC-SHA256"), Scheme::kV4Query);
  EXPECT_EQ(OfTarget("/k?AWSAccessKeyId=a"), Scheme::kS3V2Query);
  EXPECT_EQ(OfTarget("/k?X-Amz-Signature=a"), Scheme::kS3V4Query);
  EXPECT_EQ(OfTarget("/k?Signature=a"), Scheme::kAnonymous);
}

TEST(SignatureScheme, OfAFormIsInItsBody) {
  EXPECT_EQ(DetectScheme(ReadRequest("POST", "/", "b.oss-cn-hangzhou.aliyuncs.com",
                                     {{"Content-Type", "multipart/form-data; boundary=x"},
                                      {"Authorization", "OSS id:sig"}})),
            Scheme::kPostObject);
}

TEST(SignatureScheme, FamiliesDoNotOverlap) {
  for (int i = 0; i <= static_cast<int>(Scheme::kS3V4Query); ++i) {
    const auto scheme = static_cast<Scheme>(i);
    const int families = is_v1(scheme) + is_v2(scheme) + is_v4(scheme) + is_s3_v2(scheme) +
                         is_s3_v4(scheme) + is_form(scheme);
    EXPECT_EQ(families, scheme == Scheme::kAnonymous ? 0 : 1) << ToWord(scheme);
    EXPECT_STRNE(ToWord(scheme), "");
  }
}

TEST(SignatureScheme, HasAWordForEach) {
  EXPECT_STREQ(ToWord(Scheme::kV4Query), "oss-v4-query");
  EXPECT_STREQ(ToWord(Scheme::kAnonymous), "anonymous");
}

}  // namespace
}  // namespace osslens::oss
