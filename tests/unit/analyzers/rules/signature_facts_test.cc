#include "analyzers/rules/signature_facts.h"

#include <gtest/gtest.h>

namespace osslens::analyzers {
namespace {

oss::Request SignedGet(std::string_view host = "b.oss-cn-hangzhou.aliyuncs.com") {
  return oss::ReadRequest("GET", "/k", host, {{"Date", "D"}, {"Authorization", "OSS id:sig"}});
}

oss::ErrorDocument Echo(const std::string& text, const std::string& signature,
                        const std::string& key_id = "id") {
  return *oss::ParseErrorDocument("<Error><Code>SignatureDoesNotMatch</Code><StringToSign>" + text +
                                  "</StringToSign><SignatureProvided>" + signature +
                                  "</SignatureProvided><OSSAccessKeyId>" + key_id +
                                  "</OSSAccessKeyId></Error>");
}

SignatureFacts Rebuild(const oss::Request& request, const oss::ErrorDocument& error) {
  return RebuildSignature(request, request, oss::ReadCredentials(request), nullptr, &error);
}

TEST(SignatureFacts, AreEqualWhenTheTextsAre) {
  const SignatureFacts facts = Rebuild(SignedGet(), Echo("GET\n\n\nD\n/b/k", "sig"));
  EXPECT_TRUE(facts.equal());
  EXPECT_TRUE(facts.of_this_signature);
}

TEST(SignatureFacts, AreNotEqualWhenTheAnswerIsOfAnotherSignatureOrKey) {
  EXPECT_FALSE(Rebuild(SignedGet(), Echo("GET\n\n\nD\n/b/k", "other")).equal());
  EXPECT_FALSE(Rebuild(SignedGet(), Echo("GET\n\n\nD\n/b/k", "sig", "other")).equal());
}

TEST(SignatureFacts, TellOwnEditsFromThoseBehind) {
  const oss::Request received =
      oss::ReadRequest("GET", "/k", "b.oss-cn-hangzhou.aliyuncs.com",
                       {{"Date", "D"}, {"x-oss-meta-a", "1"}, {"Authorization", "OSS id:sig"}});
  const oss::Credentials credentials = oss::ReadCredentials(received);
  const oss::ErrorDocument error = Echo("GET\n\n\nD\n/b/k", "sig");
  const SignatureFacts facts =
      RebuildSignature(received, SignedGet(), credentials, nullptr, &error);
  EXPECT_TRUE(facts.behind.empty());
  EXPECT_EQ(facts.own.size(), 1U);
  EXPECT_FALSE(facts.equal());
}

TEST(SignatureFacts, TakeTheBucketBehindACustomDomainFromTheEcho) {
  const SignatureFacts facts =
      Rebuild(SignedGet("files.example.com"), Echo("GET\n\n\nD\n/examplebucket/k", "sig"));
  EXPECT_EQ(facts.string_to_sign, "GET\n\n\nD\n/examplebucket/k");
}

TEST(SignatureFacts, AreRebuiltWithoutAnAnswer) {
  const oss::Request request = SignedGet();
  const SignatureFacts facts =
      RebuildSignature(request, request, oss::ReadCredentials(request), nullptr, nullptr);
  EXPECT_EQ(facts.string_to_sign, "GET\n\n\nD\n/b/k");
  EXPECT_FALSE(facts.echo);
  EXPECT_FALSE(facts.equal());
}

TEST(SignatureFacts, AreNotRebuiltForUnsignedRequests) {
  const oss::Request request = oss::ReadRequest("GET", "/k", "h", {});
  EXPECT_FALSE(
      RebuildSignature(request, request, oss::ReadCredentials(request), nullptr, nullptr).rebuilt);
}

TEST(SignatureFacts, OfFormsAreTheirPolicy) {
  const oss::Request request = oss::ReadRequest("POST", "/", "b.oss-cn-hangzhou.aliyuncs.com", {});
  oss::PostForm form;
  form.fields = {{"OSSAccessKeyId", "id", {}, true},
                 {"policy", "eyJ9", {}, true},
                 {"Signature", "sig", {}, true}};
  const oss::Credentials credentials = oss::ReadFormCredentials(form);
  const auto rebuild = [&](const oss::ErrorDocument& error) {
    return RebuildSignature(request, request, credentials, &form, &error);
  };
  EXPECT_TRUE(rebuild(Echo("eyJ9", "sig")).equal());
  const SignatureFacts changed = rebuild(Echo("eyJx", "sig"));
  ASSERT_EQ(changed.behind.size(), 1U);
  EXPECT_EQ(changed.behind[0].part, oss::SignedPart::kWhole);
  EXPECT_EQ(changed.behind[0].offset, 3U);
}

TEST(SignatureFacts, OfTheS3SurfaceAreComparedPartByPart) {
  const oss::Request request =
      oss::ReadRequest("GET", "/k", "b.s3.oss-cn-hangzhou.aliyuncs.com",
                       {{"Date", "D"}, {"x-amz-meta-a", "1"}, {"Authorization", "AWS id:sig"}});
  EXPECT_TRUE(Rebuild(request, Echo("GET\n\n\nD\nx-amz-meta-a:1\n/b/k", "sig")).equal());
  const SignatureFacts changed = Rebuild(request, Echo("GET\n\n\nD\nx-amz-meta-a:2\n/b/k", "sig"));
  ASSERT_EQ(changed.behind.size(), 1U);
  EXPECT_EQ(oss::PartName(changed.behind[0]), "header x-amz-meta-a");
}

}  // namespace
}  // namespace osslens::analyzers
