// Every worked example of every scheme, from captured request to signature; and what has no example
// there: the S3-compatible surface, whose values come from AWS's documentation and from the lab.
#include "analyzers/oss/signature.h"

#include <gtest/gtest.h>

#include "analyzers/oss/digest.h"
#include "base/text.h"
#include "tests/unit/analyzers/oss/signing_vectors.h"

namespace osslens::oss {
namespace {

using nlohmann::json;

class EveryVector : public testing::TestWithParam<std::string> {};

TEST_P(EveryVector, GivesItsSignature) {
  const json& vector = VectorOf(GetParam());
  const CapturedVector captured(vector);
  SigningParts parts = ReadParts(captured.request(), captured.credentials());
  if (is_form(parts.scheme)) {
    parts.policy = captured.form().Value("policy");
    parts.scope = captured.credentials().scope;
  }

  EXPECT_EQ(ToWord(captured.credentials().scheme), vector.at("scheme"));
  EXPECT_EQ(captured.credentials().key_id, vector.at("access_key_id"));
  EXPECT_EQ(Assemble(parts).string_to_sign, vector.at("expected").at("string_to_sign"));
  const Secret secret(vector.at("access_key_secret").get<std::string>());
  EXPECT_EQ(Sign(parts, secret), vector.at("expected").at("signature"));
  EXPECT_EQ(captured.credentials().signature.reveal(),
            vector.at("expected").at("signature").get<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Worked, EveryVector, testing::ValuesIn(VectorIds("")), VectorName);

TEST(Signature, HasAllWorkedExamples) { EXPECT_EQ(VectorIds("").size(), 121U); }

// The example keys and signatures of the Amazon S3 documentation ("Signature calculations for the
// Authorization header", "Authenticating requests: using query parameters", "Signature calculations
// for chunked uploads", "Signing and authenticating REST requests").
constexpr const char* kAwsSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr const char* kEmptyHash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct AwsExample {
  std::string_view name, method, target, bucket;
  std::vector<Header> headers;
};

class S3Example : public testing::TestWithParam<AwsExample> {};

TEST_P(S3Example, IsVerified) {
  const AwsExample& example = GetParam();
  Request request = ReadRequest(example.method, example.target, "", example.headers);
  request.resource.bucket = example.bucket;
  const Credentials credentials = ReadCredentials(request);
  const SigningParts parts = ReadParts(request, credentials);
  EXPECT_EQ(credentials.key_id, "AKIAIOSFODNN7EXAMPLE");
  EXPECT_EQ(Sign(parts, Secret(std::string(kAwsSecret))),
            std::string(credentials.signature.reveal()))
      << Assemble(parts).canonical_request << "\n"
      << Assemble(parts).string_to_sign;
}

std::string AwsExampleName(const testing::TestParamInfo<AwsExample>& example) {
  return std::string(example.param.name);
}

std::string V4Authorization(const std::string& names, const std::string& signature) {
  return "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
         "SignedHeaders=" +
         names + ",Signature=" + signature;
}

const std::string kRange =
    V4Authorization("host;range;x-amz-content-sha256;x-amz-date",
                    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
const std::string kPut =
    V4Authorization("date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
const std::string kLifecycle =
    V4Authorization("host;x-amz-content-sha256;x-amz-date",
                    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
const std::string kList =
    V4Authorization("host;x-amz-content-sha256;x-amz-date",
                    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
const std::string kChunked = V4Authorization(
    "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
    "x-amz-decoded-content-length;x-amz-storage-class",
    "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");

INSTANTIATE_TEST_SUITE_P(
    Documented, S3Example,
    testing::Values(
        AwsExample{"V4Range",
                   "GET",
                   "/test.txt",
                   "examplebucket",
                   {{"Host", "examplebucket.s3.amazonaws.com"},
                    {"Authorization", kRange},
                    {"Range", "bytes=0-9"},
                    {"x-amz-content-sha256", kEmptyHash},
                    {"x-amz-date", "20130524T000000Z"}}},
        AwsExample{"V4PayloadHash",
                   "PUT",
                   "/test$file.text",
                   "examplebucket",
                   {{"Host", "examplebucket.s3.amazonaws.com"},
                    {"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                    {"Authorization", kPut},
                    {"x-amz-date", "20130524T000000Z"},
                    {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                    {"x-amz-content-sha256",
                     "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"}}},
        AwsExample{"V4EmptyQueryValue",
                   "GET",
                   "/?lifecycle",
                   "examplebucket",
                   {{"Host", "examplebucket.s3.amazonaws.com"},
                    {"Authorization", kLifecycle},
                    {"x-amz-date", "20130524T000000Z"},
                    {"x-amz-content-sha256", kEmptyHash}}},
        AwsExample{"V4Query",
                   "GET",
                   "/?max-keys=2&prefix=J",
                   "examplebucket",
                   {{"Host", "examplebucket.s3.amazonaws.com"},
                    {"Authorization", kList},
                    {"x-amz-date", "20130524T000000Z"},
                    {"x-amz-content-sha256", kEmptyHash}}},
        AwsExample{"V4StreamingSeed",
                   "PUT",
                   "/examplebucket/chunkObject.txt",
                   "",
                   {{"Host", "s3.amazonaws.com"},
                    {"x-amz-date", "20130524T000000Z"},
                    {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                    {"Authorization", kChunked},
                    {"x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
                    {"Content-Encoding", "aws-chunked"},
                    {"x-amz-decoded-content-length", "66560"},
                    {"Content-Length", "66824"}}},
        AwsExample{"V4Presigned",
                   "GET",
                   "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                   "AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&"
                   "X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&"
                   "X-Amz-Signature="
                   "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                   "examplebucket",
                   {{"Host", "examplebucket.s3.amazonaws.com"}}},
        AwsExample{"V2Get",
                   "GET",
                   "/photos/puppy.jpg",
                   "johnsmith",
                   {{"Host", "johnsmith.s3.amazonaws.com"},
                    {"Date", "Tue, 27 Mar 2007 19:36:42 +0000"},
                    {"Authorization", "AWS AKIAIOSFODNN7EXAMPLE:bWq2s1WEIj+Ydj0vQ697zp+IXMU="}}},
        AwsExample{"V2Put",
                   "PUT",
                   "/photos/puppy.jpg",
                   "johnsmith",
                   {{"Content-Type", "image/jpeg"},
                    {"Content-Length", "94328"},
                    {"Host", "johnsmith.s3.amazonaws.com"},
                    {"Date", "Tue, 27 Mar 2007 21:15:45 +0000"},
                    {"Authorization", "AWS AKIAIOSFODNN7EXAMPLE:MyyxeRY7whkBe+bq8fHCL/2kKUg="}}},
        AwsExample{"V2List",
                   "GET",
                   "/?prefix=photos&max-keys=50&marker=puppy",
                   "johnsmith",
                   {{"Host", "johnsmith.s3.amazonaws.com"},
                    {"Date", "Tue, 27 Mar 2007 19:42:41 +0000"},
                    {"Authorization", "AWS AKIAIOSFODNN7EXAMPLE:htDYFYduRNen8P9ZfE/s9SuKy0U="}}},
        AwsExample{"V2Acl",
                   "GET",
                   "/?acl",
                   "johnsmith",
                   {{"Host", "johnsmith.s3.amazonaws.com"},
                    {"Date", "Tue, 27 Mar 2007 19:44:46 +0000"},
                    {"Authorization", "AWS AKIAIOSFODNN7EXAMPLE:c2WLPFtWHVgbEmeEG93a4cG37dM="}}}),
    AwsExampleName);

TEST(Signature, OfS3V2InTheQueryTakesTheExpiryForTheDate) {
  // From the same documentation, "Query string request authentication alternative"; the signature
  // there is written with the escapes of a URL.
  Request request = ReadRequest(
      "GET",
      "/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620&Signature="
      "NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D",
      "johnsmith.s3.amazonaws.com", {});
  request.resource.bucket = "johnsmith";
  const Credentials credentials = ReadCredentials(request);
  const SigningParts parts = ReadParts(request, credentials);
  EXPECT_EQ(Assemble(parts).string_to_sign, "GET\n\n\n1175139620\n/johnsmith/photos/puppy.jpg");
  EXPECT_EQ(Sign(parts, Secret(std::string(kAwsSecret))), credentials.signature.reveal());
}

TEST(Signature, OfAFormOnTheS3SurfaceCoversThePolicyToo) {
  SigningParts parts;
  parts.policy = "eyJwb2xpY3kiOiJ4In0=";
  parts.scheme = Scheme::kPostS3V2;
  const Secret secret(std::string("fake-secret-not-real"));
  EXPECT_EQ(Sign(parts, secret), Base64Encode(HmacSha1(secret, parts.policy)));
  parts.scheme = Scheme::kPostS3V4;
  parts.scope = {"20240515", "cn-hangzhou", "s3", "aws4_request"};
  EXPECT_EQ(Sign(parts, secret),
            Hex(HmacSha256(DeriveKey("AWS4", secret, parts.scope), parts.policy).reveal()));
}

}  // namespace
}  // namespace osslens::oss
