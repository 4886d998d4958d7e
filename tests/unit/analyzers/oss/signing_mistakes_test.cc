#include "analyzers/oss/signing_mistakes.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/analyzers/oss/signed_samples.h"

namespace osslens::oss {
namespace {

TEST(SigningMistakes, HaveAWordEach) {
  std::set<std::string> words;
  for (int i = 0; i < kMistakes; ++i) words.insert(ToWord(static_cast<Mistake>(i)));
  EXPECT_EQ(words.size(), static_cast<size_t>(kMistakes));
  EXPECT_STREQ(ToWord(Mistake::kHeaderLeftOut), "header-left-out");
  EXPECT_STREQ(ToWord(Mistake::kPolicy), "policy");
  EXPECT_STREQ(ToWord(Mistake::kAlgorithm), "algorithm");
}

TEST(SigningMistakes, AreAboutTheSecretOrTheText) {
  EXPECT_TRUE(is_about_secret(Mistake::kSecretNewline));
  EXPECT_TRUE(is_about_secret(Mistake::kSecretOfAnotherKey));
  EXPECT_FALSE(is_about_secret(Mistake::kPolicy));
  EXPECT_FALSE(is_about_secret(Mistake::kSignatureEncoding));
}

// The values of a mistake get into findings, so a secret must not get into them.
TEST(SigningMistakes, NeverNameASecret) {
  std::mt19937 random(7);
  for (int i = 0; i < 40; ++i) {
    const Sample sample(random);
    const SigningParts parts = sample.parts();
    const SigningContext context{sample.request(), parts, SampleKey(), SampleKeys(), std::nullopt};
    for (const Candidate& candidate : ListMistakes(context)) {
      const MadeMistake& mistake = candidate.mistake;
      const std::string all =
          mistake.name + mistake.was_signed.value_or("") + mistake.was_sent.value_or("");
      EXPECT_EQ(all.find("fake-secret"), std::string::npos) << ToWord(mistake.kind);
    }
  }
}

TEST(SigningMistakes, AreAFewHundredAtMost) {
  // As many headers and keys as a head can hold.
  std::vector<std::string> names;
  for (int i = 0; i < 500; ++i) names.push_back("x-oss-meta-" + std::to_string(i));
  std::vector<Header> headers;
  for (const std::string& name : names) headers.push_back({name, "%41"});
  headers.push_back({"Authorization", "OSS id:sig"});
  std::string target = "/k?a";
  for (int i = 0; i < 500; ++i)
    target += "&x-oss-" + std::to_string(i) + "=%20&b" + std::to_string(i);
  const Request request =
      ReadRequest("PUT", target, "b.oss-cn-hangzhou.aliyuncs.com", std::move(headers));
  const SigningParts parts = ReadParts(request, ReadCredentials(request));
  const SigningContext context{request, parts, SampleKey(), SampleKeys(), std::nullopt};
  EXPECT_LT(ListMistakes(context).size(), 400U);
}

TEST(SigningMistakes, OfAFormConcernItsPolicy) {
  const Request request = ReadRequest("POST", "/", "b.oss-cn-hangzhou.aliyuncs.com", {});
  SigningParts parts;
  parts.scheme = Scheme::kPostV1;
  parts.policy = "eyJ9\r\n";
  const SigningContext context{request, parts, SampleKey(), {}, std::nullopt};
  int policies = 0;
  for (const Candidate& candidate : ListMistakes(context)) {
    const Mistake kind = candidate.mistake.kind;
    policies += kind == Mistake::kPolicy ? 1 : 0;
    EXPECT_TRUE(kind == Mistake::kPolicy || kind == Mistake::kExtraNewline || is_about_secret(kind))
        << ToWord(kind);
  }
  EXPECT_GT(policies, 0);
}

}  // namespace
}  // namespace osslens::oss
