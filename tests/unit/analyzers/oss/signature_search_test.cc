#include "analyzers/oss/signature_search.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analyzers/oss/digest.h"
#include "analyzers/oss/signature.h"
#include "base/text.h"
#include "tests/unit/analyzers/oss/signed_samples.h"

namespace osslens::oss {
namespace {

using Outcome = SearchResult::Outcome;

// A clock that stands still, so that a busy machine cuts nothing off.
SteadyTime Never() noexcept { return {}; }

constexpr SearchBudget kPatient{.attempts = 1'000'000, .now = &Never};

SearchResult SearchOf(const Sample& sample) {
  return SearchSignature(sample.signed_request(), SampleKey(), SampleKeys(), kPatient);
}

std::vector<Candidate> CandidatesOf(const Sample& sample, const SigningParts& parts) {
  return ListMistakes({sample.request(), parts, SampleKey(), SampleKeys(), std::nullopt});
}

bool same(const Attempt& a, const Attempt& b) {
  return a.secret.reveal() == b.secret.reveal() && a.key_prefix == b.key_prefix &&
         Assemble(a.parts).string_to_sign == Assemble(b.parts).string_to_sign;
}

TEST(SignatureSearch, FindsNothingWrongWithARightSignature) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const Sample sample(random);
    const SearchResult result = SearchOf(sample);
    EXPECT_EQ(result.outcome, Outcome::kMatches) << sample.Describe();
    EXPECT_TRUE(result.mistakes.empty());
    EXPECT_EQ(result.attempts, 1U);
  }
}

TEST(SignatureSearch, FindsAnyMistakeAndNamesIt) {
  std::mt19937 random(2);
  int made = 0;
  while (made < 250) {
    Sample sample(random);
    const SigningParts parts = sample.parts();
    const std::vector<Candidate> candidates = CandidatesOf(sample, parts);
    const Candidate& mistake = candidates[random() % candidates.size()];
    const Attempt right = RightAttempt(sample);
    Attempt wrong = right;
    mistake.make(wrong);
    if (same(wrong, right)) continue;
    ++made;
    sample.SignAs(wrong);

    const SearchResult result = SearchOf(sample);

    const std::string what = sample.Describe() + ": " + ToWord(mistake.mistake.kind);
    ASSERT_EQ(result.outcome, Outcome::kMistake) << what;
    ASSERT_EQ(result.mistakes.size(), 1U) << what;
    EXPECT_EQ(result.signed_text.string_to_sign, Assemble(wrong.parts).string_to_sign) << what;
    // Two mistakes may come to the same text; then the first of the list is named.
    const auto named = std::ranges::find_if(candidates, [&](const Candidate& candidate) {
      Attempt attempt = right;
      candidate.make(attempt);
      return same(attempt, wrong);
    });
    EXPECT_EQ(ToWord(result.mistakes[0].kind), ToWord(named->mistake.kind)) << what;
  }
}

TEST(SignatureSearch, FindsTwoMistakesTogether) {
  std::mt19937 random(3);
  int made = 0;
  while (made < 12) {
    Sample sample(random);
    const SigningParts parts = sample.parts();
    std::vector<Candidate> candidates = CandidatesOf(sample, parts);
    std::erase_if(candidates, [](const Candidate& candidate) { return candidate.alone; });
    const size_t i = random() % candidates.size(), j = random() % candidates.size();
    if (i >= j || candidates[i].mistake.kind == candidates[j].mistake.kind) continue;
    const Attempt right = RightAttempt(sample);
    Attempt wrong = right;
    candidates[i].make(wrong);
    const Attempt first = wrong;
    candidates[j].make(wrong);
    if (same(first, right) || same(wrong, first) || same(wrong, right)) continue;
    ++made;
    sample.SignAs(wrong);

    const SearchResult result = SearchOf(sample);

    const std::string what = sample.Describe() + ": " + ToWord(candidates[i].mistake.kind) + ", " +
                             ToWord(candidates[j].mistake.kind);
    ASSERT_EQ(result.outcome, Outcome::kMistake) << what;
    EXPECT_LE(result.mistakes.size(), 2U) << what;
    EXPECT_EQ(result.signed_text.string_to_sign, Assemble(wrong.parts).string_to_sign) << what;
  }
}

TEST(SignatureSearch, GivesUpOnASecretThatIsNotTheOne) {
  std::mt19937 random(4);
  Sample sample(random);
  Attempt wrong = RightAttempt(sample);
  wrong.secret = Secret(std::string("quite-another-secret"));
  sample.SignAs(wrong);
  const SearchResult result = SearchOf(sample);
  EXPECT_EQ(result.outcome, Outcome::kNothing);
  EXPECT_TRUE(result.mistakes.empty());
}

TEST(SignatureSearch, StopsAtItsBudgetOfAttempts) {
  std::mt19937 random(5);
  Sample sample(random);
  Attempt wrong = RightAttempt(sample);
  wrong.secret = Secret(std::string("quite-another-secret"));
  sample.SignAs(wrong);
  const SearchBudget budget{.attempts = 500, .now = &Never};
  const SearchResult result =
      SearchSignature(sample.signed_request(), SampleKey(), SampleKeys(), budget);
  EXPECT_EQ(result.outcome, Outcome::kCutOff);
  EXPECT_EQ(result.attempts, 500U);
}

SteadyTime OneMoreSecond() noexcept {
  static int calls = 0;
  return SteadyTime(std::chrono::seconds(++calls));
}

TEST(SignatureSearch, StopsAtItsBudgetOfTime) {
  std::mt19937 random(5);
  Sample sample(random);
  Attempt wrong = RightAttempt(sample);
  wrong.secret = Secret(std::string("quite-another-secret"));
  sample.SignAs(wrong);
  const SearchBudget budget{
      .attempts = 1'000'000, .time = std::chrono::seconds(3), .now = &OneMoreSecond};
  EXPECT_EQ(SearchSignature(sample.signed_request(), SampleKey(), SampleKeys(), budget).outcome,
            Outcome::kCutOff);
}

// A V1 request whose signature is written down in another way.
SearchResult SearchAs(const std::string& signature) {
  const std::string authorization = "OSS exampleAccessKeyId:" + signature;
  const Request request = ReadRequest("GET", "/k", "b.oss-cn-hangzhou.aliyuncs.com",
                                      {{"Authorization", authorization}, {"Date", "d"}});
  const Credentials credentials = ReadCredentials(request);
  return SearchSignature({request, credentials, nullptr, std::nullopt}, SampleKey(), SampleKeys(),
                         kPatient);
}

constexpr std::string_view kText = "GET\n\n\nd\n/b/k";

TEST(SignatureSearch, TellsHexFromBase64) {
  const SearchResult result = SearchAs(Hex(HmacSha1(SampleKey().secret, kText)));
  ASSERT_EQ(result.outcome, Outcome::kMistake);
  ASSERT_EQ(result.mistakes.size(), 1U);
  EXPECT_EQ(result.mistakes[0].kind, Mistake::kSignatureEncoding);
}

TEST(SignatureSearch, TellsBase64OfHexDigits) {
  const SearchResult result = SearchAs(Base64Encode(Hex(HmacSha1(SampleKey().secret, kText))));
  ASSERT_EQ(result.mistakes.size(), 1U);
  EXPECT_EQ(result.mistakes[0].kind, Mistake::kSignatureEncoding);
}

TEST(SignatureSearch, TellsTheWrongAlgorithm) {
  const SearchResult result =
      SearchAs(Base64Encode(HmacSha256(SampleKey().secret, kText).reveal()));
  ASSERT_EQ(result.mistakes.size(), 1U);
  EXPECT_EQ(result.mistakes[0].kind, Mistake::kAlgorithm);
}

TEST(SignatureSearch, LeavesWhatIsNoSignature) {
  EXPECT_EQ(SearchAs("").outcome, Outcome::kUnreadable);
  EXPECT_EQ(SearchAs("not a signature").outcome, Outcome::kUnreadable);
  EXPECT_EQ(SearchAs("AAAA").outcome, Outcome::kUnreadable);
}

TEST(SignatureSearch, ChecksForms) {
  const std::string policy = "eyJjb25kaXRpb25zIjpbXX0=";
  PostForm form;
  const std::string signature = Base64Encode(HmacSha1(SampleKey().secret, policy));
  form.fields = {{"OSSAccessKeyId", SampleKey().id, {}, true},
                 {"policy", policy, {}, true},
                 {"Signature", signature, {}, true}};
  form.file = form.fields.size();
  const Request request = ReadRequest("POST", "/", "b.oss-cn-hangzhou.aliyuncs.com", {});
  const Credentials credentials = ReadFormCredentials(form);
  const SignedRequest right{request, credentials, &form, std::nullopt};
  EXPECT_EQ(SearchSignature(right, SampleKey(), SampleKeys(), kPatient).outcome, Outcome::kMatches);

  // The JSON was signed, not its base64.
  const std::string of_json =
      Base64Encode(HmacSha1(SampleKey().secret, Base64Decode(policy).value_or("")));
  form.fields[2].value = of_json;
  const Credentials wrong = ReadFormCredentials(form);
  const SearchResult result =
      SearchSignature({request, wrong, &form, std::nullopt}, SampleKey(), SampleKeys(), kPatient);
  ASSERT_EQ(result.mistakes.size(), 1U);
  EXPECT_EQ(result.mistakes[0].kind, Mistake::kPolicy);
}

TEST(ListMistakenTexts, HoldsTheTextOfEachMistakeThatChangesIt) {
  std::mt19937 random(6);
  for (int i = 0; i < 60; ++i) {
    const Sample sample(random);
    const SigningParts parts = sample.parts();
    const std::vector<MistakenText> texts = ListMistakenTexts(sample.signed_request());
    EXPECT_LT(texts.size(), 600U);
    const std::string right = Assemble(parts).string_to_sign;
    for (const Candidate& candidate :
         ListMistakes({sample.request(), parts, AccessKey{}, {}, std::nullopt})) {
      Attempt attempt = RightAttempt(sample);
      const std::string prefix = attempt.key_prefix;
      candidate.make(attempt);
      const std::string text = Assemble(attempt.parts).string_to_sign;
      if (text == right || attempt.key_prefix != prefix) continue;
      const auto count = std::ranges::count(texts, text, &MistakenText::string_to_sign);
      EXPECT_EQ(count, is_about_secret(candidate.mistake.kind) ? 0 : 1)
          << sample.Describe() << ' ' << ToWord(candidate.mistake.kind);
    }
  }
}

TEST(ListMistakenTexts, AreNoneWithoutASignature) {
  const Request request = ReadRequest("GET", "/k", "b.oss-cn-hangzhou.aliyuncs.com", {});
  const Credentials credentials = ReadCredentials(request);
  EXPECT_TRUE(ListMistakenTexts({request, credentials, nullptr, std::nullopt}).empty());
}

TEST(SignatureSearch, KnowsThatACustomDomainHidesTheBucket) {
  const Request request =
      ReadRequest("GET", "/k", "files.example.com", {{"Authorization", "OSS id:sig"}});
  const Credentials credentials = ReadCredentials(request);
  EXPECT_TRUE(is_bucket_unknown({request, credentials, nullptr, std::nullopt}));
  const Request named =
      ReadRequest("GET", "/k", "b.oss-cn-hangzhou.aliyuncs.com", {{"Authorization", "OSS id:sig"}});
  EXPECT_FALSE(is_bucket_unknown({named, credentials, nullptr, std::nullopt}));
}

}  // namespace
}  // namespace osslens::oss
