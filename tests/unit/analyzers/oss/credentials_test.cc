#include "analyzers/oss/credentials.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

Credentials OfHeader(std::string_view authorization) {
  return ReadCredentials(ReadRequest("GET", "/k", "h", {{"Authorization", authorization}}));
}

TEST(Credentials, OfV1HaveKeyAndSignature) {
  const Credentials credentials = OfHeader("OSS exampleAccessKeyId:abc=");
  EXPECT_EQ(credentials.key_id, "exampleAccessKeyId");
  EXPECT_EQ(credentials.signature.reveal(), "abc=");
}

TEST(Credentials, OfV4AreReadInAnyOrderAndWithBlanks) {
  const Credentials credentials = OfHeader(
      "OSS4-HMAC-SHA256 Credential=a/b/20240515/cn-hangzhou/oss/aliyun_v4_request, Signature=ff, "
      "AdditionalHeaders=Range;host;range");
  EXPECT_EQ(credentials.key_id, "a/b");
  EXPECT_EQ(credentials.scope.date, "20240515");
  EXPECT_EQ(credentials.scope.region, "cn-hangzhou");
  EXPECT_EQ(credentials.scope.product, "oss");
  EXPECT_EQ(credentials.scope.terminator, "aliyun_v4_request");
  EXPECT_EQ(credentials.signature.reveal(), "ff");
  EXPECT_EQ(credentials.additional_headers, (std::vector<std::string>{"host", "range"}));
}

TEST(Credentials, OfAShortCredentialDoNotInventAScope) {
  const Credentials credentials = OfHeader("OSS4-HMAC-SHA256 Credential=onlykey,Signature=ff");
  EXPECT_EQ(credentials.key_id, "onlykey");
  EXPECT_EQ(credentials.scope.region, "");
}

TEST(Credentials, OfV2HeaderAndQuery) {
  EXPECT_EQ(OfHeader("OSS2 AccessKeyId:id,AdditionalHeaders:range,Signature:s").key_id, "id");
  const Credentials query = ReadCredentials(ReadRequest(
      "GET", "/k?x-oss-signature-version=OSS2&x-oss-access-key-id=id&x-oss-signature=s", "h", {}));
  EXPECT_EQ(query.key_id, "id");
  EXPECT_EQ(query.signature.reveal(), "s");
}

TEST(Credentials, OfS3QueriesIgnoreTheCaseOfNames) {
  const Credentials credentials =
      ReadCredentials(ReadRequest("GET",
                                  "/k?x-amz-algorithm=AWS4-HMAC-SHA256&x-amz-credential=id%"
                                  "2F20240515%2Fcn-beijing%2Fs3%2Faws4_request",
                                  "h", {}));
  EXPECT_EQ(credentials.key_id, "id");
  EXPECT_EQ(credentials.scope.region, "cn-beijing");
}

TEST(Credentials, OfS3NameTheHeadersThatAreSigned) {
  const std::vector<std::string> signed_headers = {"host", "x-amz-date"};
  EXPECT_EQ(OfHeader("AWS4-HMAC-SHA256 Credential=id/20240515/cn-beijing/s3/aws4_request, "
                     "SignedHeaders=x-amz-date;host, Signature=ff")
                .additional_headers,
            signed_headers);
  EXPECT_EQ(ReadCredentials(ReadRequest("GET",
                                        "/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                                        "X-Amz-SignedHeaders=host%3Bx-amz-date",
                                        "h", {}))
                .additional_headers,
            signed_headers);
  EXPECT_TRUE(OfHeader("OSS4-HMAC-SHA256 SignedHeaders=host").additional_headers.empty());
}

TEST(Credentials, ListEveryTokenAndWhereItStands) {
  const Credentials credentials = ReadCredentials(
      ReadRequest("GET", "/k?security-token=q%2Bt", "h",
                  {{"Authorization", "OSS STS.id:sig"}, {"X-Oss-Security-Token", "ht"}}));
  ASSERT_EQ(credentials.tokens.size(), 2U);
  EXPECT_EQ(credentials.tokens[0].place, Place::kHeader);
  EXPECT_EQ(credentials.tokens[0].name, "X-Oss-Security-Token");
  EXPECT_EQ(credentials.tokens[1].place, Place::kQuery);
  EXPECT_EQ(credentials.tokens[1].value.reveal(), "q+t");
}

TEST(Credentials, OfS3V4HaveTheSignedHeaders) {
  EXPECT_EQ(OfHeader("AWS4-HMAC-SHA256 Credential=id/d/r/s3/aws4_request, "
                     "SignedHeaders=x-amz-date;Host, Signature=ff")
                .additional_headers,
            (std::vector<std::string>{"host", "x-amz-date"}));
}

Credentials OfForm(const std::vector<std::pair<std::string, std::string>>& fields) {
  PostForm form;
  for (const auto& [name, value] : fields) form.fields.push_back({name, value, {}, true});
  form.file = form.fields.size();
  return ReadFormCredentials(form);
}

TEST(Credentials, OfFormsAreFieldsOfTheBody) {
  const Credentials v1 =
      OfForm({{"OSSAccessKeyId", "id"}, {"Signature", "s"}, {"x-oss-security-token", "t"}});
  EXPECT_EQ(v1.scheme, Scheme::kPostV1);
  EXPECT_EQ(v1.key_id, "id");
  ASSERT_EQ(v1.tokens.size(), 1U);
  EXPECT_EQ(v1.tokens[0].place, Place::kForm);
  const Credentials v4 = OfForm(
      {{"x-oss-credential", "id/20240515/r/oss/aliyun_v4_request"}, {"x-oss-signature", "ff"}});
  EXPECT_EQ(v4.scheme, Scheme::kPostV4);
  EXPECT_EQ(v4.scope.region, "r");
  EXPECT_EQ(OfForm({{"AWSAccessKeyId", "id"}}).scheme, Scheme::kPostS3V2);
  EXPECT_EQ(OfForm({{"x-amz-credential", "id/d/r/s3/aws4_request"}}).scheme, Scheme::kPostS3V4);
}

TEST(Credentials, OfAFormWithoutSignatureAreAnonymousWhenItIsWhole) {
  EXPECT_EQ(OfForm({{"key", "k"}}).scheme, Scheme::kAnonymous);
  EXPECT_EQ(ReadFormCredentials(PostForm{}).scheme, Scheme::kPostObject);
}

TEST(Credentials, DoNotPrintTokensOrSignatures) {
  const Credentials credentials = OfHeader("OSS id:topsecret");
  EXPECT_EQ(fmt::format("{}", credentials.signature), "[secret]");
}

TEST(Credentials, TemporaryKeysBeginWithSts) {
  EXPECT_TRUE(is_temporary("STS.abc"));
  EXPECT_FALSE(is_temporary("sts.abc"));
}

}  // namespace
}  // namespace osslens::oss
