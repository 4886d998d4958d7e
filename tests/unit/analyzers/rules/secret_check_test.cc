#include "analyzers/rules/secret_check.h"

#include <gtest/gtest.h>

#include "analyzers/oss/signature_v1.h"

namespace osslens::analyzers {
namespace {

using Verdict = SecretCheck::Verdict;

constexpr const char* kSecret = "fake-secret-not-real";
constexpr const char* kText = "GET\n\n\nD\n/b/k";

oss::Keyring TheKeyring() {
  std::vector<oss::AccessKey> keys;
  keys.push_back({"id", Secret(std::string(kSecret)), {}, {}, {}});
  return oss::Keyring(std::move(keys));
}

// GET of the key k, signed over `text`.
SecretCheck Check(const std::string& text, std::string_view host = "b.oss-cn-hangzhou.aliyuncs.com",
                  const std::string& id = "id", const oss::SignatureEcho* echo = nullptr) {
  const std::string authorization =
      "OSS " + id + ":" + oss::SignV1(Secret(std::string(kSecret)), text);
  const oss::Request request =
      oss::ReadRequest("GET", "/k", host, {{"Date", "D"}, {"Authorization", authorization}});
  const oss::Credentials credentials = oss::ReadCredentials(request);
  return CheckSecret({request, credentials, nullptr, std::nullopt}, echo, TheKeyring(), {});
}

TEST(SecretCheck, MatchesWhatWasRightlySigned) {
  const SecretCheck check = Check(kText);
  EXPECT_EQ(check.verdict, Verdict::kMatches);
  EXPECT_EQ(check.signed_text.string_to_sign, kText);
  EXPECT_FALSE(check.matches_echo);
}

TEST(SecretCheck, NamesAMistake) {
  const SecretCheck check = Check("GET\n\n\nD\n/k");
  EXPECT_EQ(check.verdict, Verdict::kMistake);
  ASSERT_EQ(check.mistakes.size(), 1U);
  EXPECT_EQ(check.mistakes[0].kind, oss::Mistake::kBucketMissing);
}

TEST(SecretCheck, LeavesKeysItHasNoSecretFor) {
  EXPECT_EQ(Check(kText, "b.oss-cn-hangzhou.aliyuncs.com", "other").verdict, Verdict::kNotChecked);
}

TEST(SecretCheck, KnowsWhenTheSignatureFitsTheEcho) {
  oss::SignatureEcho echo;
  echo.string_to_sign = kText;
  const char* host = "b.oss-cn-hangzhou.aliyuncs.com";
  EXPECT_TRUE(Check(kText, host, "id", &echo).matches_echo);
  echo.string_to_sign += "x";
  EXPECT_FALSE(Check(kText, host, "id", &echo).matches_echo);
}

TEST(SecretCheck, SaysNothingOfABucketItDoesNotKnow) {
  EXPECT_EQ(Check("something else", "files.example.com").verdict, Verdict::kInconclusive);
}

TEST(SecretCheck, BehindACustomDomainASignatureWithoutBucketIsAMistake) {
  const SecretCheck check = Check("GET\n\n\nD\n/k", "files.example.com");
  EXPECT_EQ(check.verdict, Verdict::kMistake);
  ASSERT_EQ(check.mistakes.size(), 1U);
  EXPECT_EQ(check.mistakes[0].kind, oss::Mistake::kBucketMissing);
}

}  // namespace
}  // namespace osslens::analyzers
