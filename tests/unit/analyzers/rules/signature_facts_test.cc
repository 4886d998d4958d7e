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
  return RebuildSignature(request, request, oss::ReadCredentials(request), &error);
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
  const SignatureFacts facts = RebuildSignature(received, SignedGet(), credentials, &error);
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
      RebuildSignature(request, request, oss::ReadCredentials(request), nullptr);
  EXPECT_EQ(facts.string_to_sign, "GET\n\n\nD\n/b/k");
  EXPECT_FALSE(facts.echo);
  EXPECT_FALSE(facts.equal());
}

TEST(SignatureFacts, AreNotRebuiltForOtherSchemes) {
  const oss::Request request =
      oss::ReadRequest("GET", "/k", "h", {{"Authorization", "AWS id:sig"}});
  EXPECT_FALSE(RebuildSignature(request, request, oss::ReadCredentials(request), nullptr).rebuilt);
}

}  // namespace
}  // namespace osslens::analyzers
