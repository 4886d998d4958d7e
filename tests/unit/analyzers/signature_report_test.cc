#include "analyzers/signature_report.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

using store::Language;

const store::Exchange& ExchangeOf(const std::string& rule, const std::string& name) {
  for (const RuleFixture& fixture : RuleFixtures()) {
    if (fixture.rule == rule && fixture.name == name) return fixture.exchange;
  }
  ADD_FAILURE() << "no fixture " << rule << "/" << name;
  return RuleFixtures().front().exchange;
}

TEST(SignatureReport, ListsTheDifferencesToTheEcho) {
  const SignatureReport report =
      ReportSignature(ExchangeOf("proxy-added-header", "hit-header-added"), Language::kEnglish);
  EXPECT_EQ(report.scheme, "oss-v1-header");
  EXPECT_STREQ(ToWord(report.verdict), "different");
  ASSERT_EQ(report.differences.size(), 1U);
  EXPECT_EQ(report.differences[0].part, "header x-oss-traffic-tag");
  EXPECT_FALSE(report.differences[0].rebuilt);
  EXPECT_EQ(report.differences[0].echoed, "edge-7");
  ASSERT_TRUE(report.echoed);
  EXPECT_EQ(report.echoed->string_to_sign.substr(report.differences[0].offset, 6), "edge-7");
  EXPECT_NE(report.note, "");
}

TEST(SignatureReport, HasBothTextsOfV4) {
  const SignatureReport report =
      ReportSignature(ExchangeOf("wrong-secret", "hit-v4"), Language::kChinese);
  EXPECT_STREQ(ToWord(report.verdict), "equal");
  EXPECT_TRUE(report.differences.empty());
  ASSERT_TRUE(report.rebuilt && report.echoed);
  EXPECT_EQ(report.rebuilt->canonical_request, report.echoed->canonical_request);
  EXPECT_EQ(report.rebuilt->string_to_sign, report.echoed->string_to_sign);
}

TEST(SignatureReport, RebuildsSuccessesWithoutEcho) {
  const SignatureReport report = ReportSignature(
      ExchangeOf("callback-body-not-json", "miss-callback-worked"), Language::kEnglish);
  EXPECT_STREQ(ToWord(report.verdict), "no-echo");
  EXPECT_TRUE(report.rebuilt);
  EXPECT_FALSE(report.echoed);
}

TEST(SignatureReport, SaysWhenThereIsNoSignature) {
  const SignatureReport report = ReportSignature(
      MakeExchange("h", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"),
      Language::kEnglish);
  EXPECT_STREQ(ToWord(report.verdict), "unsigned");
  EXPECT_FALSE(report.rebuilt);
}

SteadyTime Never() noexcept { return {}; }

// Of a fixture of the rule, with the secrets it was given.
SignatureReport WithSecret(const std::string& rule, const std::string& name) {
  for (const RuleFixture& fixture : RuleFixtures()) {
    if (fixture.rule != rule || fixture.name != name) continue;
    const oss::SearchBudget budget{.now = &Never};
    return ReportSignature(fixture.exchange, Language::kEnglish, &fixture.keyring, budget);
  }
  ADD_FAILURE() << "no fixture " << rule << "/" << name;
  return {};
}

TEST(SignatureReport, ShowsWhatTheAppSigned) {
  const SignatureReport report = WithSecret("signature-mistake", "hit-content-type-left-out");
  EXPECT_STREQ(ToWord(report.verdict), "different");
  ASSERT_EQ(report.mistakes.size(), 1U);
  EXPECT_EQ(report.mistakes[0].kind, oss::Mistake::kContentTypeLeftOut);
  ASSERT_TRUE(report.signed_by_app && report.rebuilt);
  EXPECT_NE(report.signed_by_app->string_to_sign, report.rebuilt->string_to_sign);
}

TEST(SignatureReport, HasAVerdictForEachThingASecretCanSay) {
  const auto verdict = [](const char* rule, const char* name) {
    return std::string(ToWord(WithSecret(rule, name).verdict));
  };
  EXPECT_EQ(verdict("wrong-secret", "hit-matches"), "matches-secret");
  EXPECT_EQ(verdict("wrong-secret", "hit-other-secret-at-oss"), "matches-secret");
  EXPECT_EQ(verdict("wrong-secret", "hit-not-the-given"), "wrong-secret");
  EXPECT_EQ(verdict("signature-mistake", "hit-secret-newline"), "wrong-secret");
  EXPECT_EQ(verdict("signature-mistake", "miss-no-secret-for-the-key"), "equal");
}

TEST(SignatureReport, SaysWhatAMatchMeans) {
  const SignatureReport refused = WithSecret("wrong-secret", "hit-matches");
  EXPECT_NE(refused.note.find("OSS refused it"), std::string::npos) << refused.note;
}

TEST(SignatureReport, DoesNotRebuildFormsThatWereCutOff) {
  const SignatureReport report =
      ReportSignature(ExchangeOf("wrong-secret", "hit-not-compared-form"), Language::kEnglish);
  EXPECT_STREQ(ToWord(report.verdict), "no-echo");
  EXPECT_FALSE(report.rebuilt);
  EXPECT_EQ(report.scheme, "oss-post-object");
}

}  // namespace
}  // namespace osslens::analyzers
