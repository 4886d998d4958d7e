#include "analyzers/analyzer.h"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

const Catalogue& TheCatalogue() {
  static const Result<Catalogue> catalogue = Catalogue::Load();
  return *catalogue;
}

constexpr const char* kHost = "examplebucket.oss-cn-hangzhou.aliyuncs.com";

store::Exchange Denied(const std::string& code = "AccessDenied") {
  return MakeExchange(kHost,
                      "GET /dir/a%20b.txt HTTP/1.1\r\nHost: " + std::string(kHost) + "\r\n\r\n",
                      "HTTP/1.1 403 Forbidden\r\nx-oss-request-id: 65A0\r\n\r\n<Error><Code>" +
                          code + "</Code><Message>m</Message></Error>");
}

std::optional<Diagnosis> Throw(const Facts&) { throw std::runtime_error("broken rule"); }
std::optional<Diagnosis> FindPossible(const Facts&) { return Diagnosis{}; }
std::optional<Diagnosis> FindProven(const Facts&) {
  return Diagnosis{.confidence = store::Confidence::kProven};
}

SteadyTime g_now;
SteadyTime FakeNow() noexcept { return g_now; }
std::optional<Diagnosis> TakeLong(const Facts&) {
  g_now += std::chrono::milliseconds(101);
  return Diagnosis{};
}

TEST(Analyzer, FillsWhatTheRequestIs) {
  Analyzer analyzer(TheCatalogue());
  store::Exchange exchange = Denied();
  analyzer.Annotate(exchange);
  EXPECT_EQ(exchange.bucket, "examplebucket");
  EXPECT_EQ(exchange.object, "dir/a b.txt");
  EXPECT_EQ(exchange.region, "cn-hangzhou");
  EXPECT_EQ(exchange.operation, "GetObject");
  EXPECT_EQ(exchange.oss_code, "AccessDenied");
  EXPECT_EQ(exchange.oss_message, "m");
  EXPECT_EQ(exchange.request_id, "65A0");
}

// Signed without its Content-Type by the key of the fixture's keyring.
const RuleFixture& Mistaken() {
  for (const RuleFixture& fixture : RuleFixtures()) {
    if (fixture.name == "hit-content-type-left-out") return fixture;
  }
  ADD_FAILURE() << "no such fixture";
  return RuleFixtures().front();
}

std::string FirstRule(Analyzer& analyzer) {
  store::Exchange exchange = Mistaken().exchange;
  analyzer.Annotate(exchange);
  return exchange.findings.empty() ? "" : exchange.findings.front().rule;
}

TEST(Analyzer, ChecksRefusedSignaturesWithAGivenSecret) {
  Analyzer analyzer(TheCatalogue(), {.now = &FakeNow, .keyring = &Mistaken().keyring});
  EXPECT_EQ(FirstRule(analyzer), "signature-mistake");
  EXPECT_EQ(analyzer.searched(), 1U);
  EXPECT_EQ(analyzer.search_skipped(), 0U);
}

TEST(Analyzer, DoesNotSearchWhileItIsBehind) {
  Analyzer analyzer(TheCatalogue(), {.now = &FakeNow, .keyring = &Mistaken().keyring});
  analyzer.set_busy(true);
  EXPECT_EQ(FirstRule(analyzer), "wrong-secret");
  EXPECT_EQ(analyzer.search_skipped(), 1U);
  analyzer.set_busy(false);
  EXPECT_EQ(FirstRule(analyzer), "signature-mistake");
}

// Each reading of the clock is a second later, so that one search uses up what all may take.
SteadyTime SlowNow() noexcept {
  g_now += std::chrono::seconds(1);
  return g_now;
}

TEST(Analyzer, BoundsTheTimeOfAllSearches) {
  Analyzer analyzer(TheCatalogue(), {.rules = {}, .now = &SlowNow, .keyring = &Mistaken().keyring});
  for (int i = 0; i < 10; ++i) static_cast<void>(FirstRule(analyzer));
  EXPECT_GT(analyzer.searched(), 0U);
  EXPECT_GT(analyzer.search_skipped(), 0U);
  EXPECT_EQ(analyzer.searched() + analyzer.search_skipped(), 10U);
}

TEST(Analyzer, DoesNotCountSignaturesItHasNoSecretFor) {
  const oss::Keyring nobody;
  Analyzer analyzer(TheCatalogue(), {.keyring = &nobody});
  EXPECT_EQ(FirstRule(analyzer), "wrong-secret");
  EXPECT_EQ(analyzer.searched() + analyzer.search_skipped(), 0U);
}

TEST(Analyzer, SortsTheStrongestFirst) {
  const std::array<Rule, 2> rules = {{{.id = "proxy-added-header", .check = &FindPossible},
                                      {.id = "wrong-secret", .check = &FindProven}}};
  Analyzer analyzer(TheCatalogue(), {.rules = rules});
  store::Exchange exchange = Denied("SignatureDoesNotMatch");
  analyzer.Annotate(exchange);
  ASSERT_EQ(exchange.findings.size(), 2U);
  EXPECT_EQ(exchange.findings[0].rule, "wrong-secret");
}

TEST(Analyzer, AsksRulesForTheirCodesOnly) {
  const std::array<Rule, 1> rules = {{{.id = "wrong-secret", .check = &FindProven}}};
  Analyzer analyzer(TheCatalogue(), {.rules = rules});
  store::Exchange exchange = Denied("NoSuchKey");
  analyzer.Annotate(exchange);
  ASSERT_EQ(exchange.findings.size(), 1U);
  EXPECT_EQ(exchange.findings[0].rule, "no-such-key");
  EXPECT_EQ(analyzer.rule_counters().at("wrong-secret").asked, 0U);
}

TEST(Analyzer, KeepsTheExchangeAndOtherFindingsWhenARuleThrows) {
  const std::array<Rule, 2> rules = {{{.id = "proxy-added-header", .check = &Throw},
                                      {.id = "wrong-secret", .check = &FindProven}}};
  Analyzer analyzer(TheCatalogue(), {.rules = rules});
  store::Exchange exchange = Denied("SignatureDoesNotMatch");
  analyzer.Annotate(exchange);
  EXPECT_EQ(exchange.oss_code, "SignatureDoesNotMatch");
  EXPECT_EQ(exchange.findings.size(), 1U);
  const RuleCounters& counters = analyzer.rule_counters().at("proxy-added-header");
  EXPECT_EQ(counters.failed, 1U);
  EXPECT_EQ(counters.last_failure, "broken rule");
}

TEST(Analyzer, CutsARuleOffThatOverrunsTooOften) {
  const std::array<Rule, 1> rules = {{{.id = "wrong-secret", .check = &TakeLong}}};
  Analyzer analyzer(TheCatalogue(), {.rules = rules, .now = &FakeNow, .faults_allowed = 2});
  for (int i = 0; i < 5; ++i) {
    store::Exchange exchange = Denied("SignatureDoesNotMatch");
    analyzer.Annotate(exchange);
    ASSERT_EQ(exchange.findings.size(), 1U);
    EXPECT_EQ(exchange.findings[0].rule == "wrong-secret", i < 3);
  }
  const RuleCounters& counters = analyzer.rule_counters().at("wrong-secret");
  EXPECT_EQ(counters.asked, 3U);
  EXPECT_EQ(counters.overran, 3U);
  EXPECT_TRUE(counters.cut_off);
}

TEST(Analyzer, DoesNotCountTheBudgetItselfAsAnOverrun) {
  const std::array<Rule, 1> rules = {{{.id = "wrong-secret", .check = &TakeLong}}};
  Analyzer analyzer(
      TheCatalogue(),
      {.rules = rules, .now = &FakeNow, .rule_budget = std::chrono::milliseconds(101)});
  store::Exchange exchange = Denied("SignatureDoesNotMatch");
  analyzer.Annotate(exchange);
  EXPECT_EQ(analyzer.rule_counters().at("wrong-secret").overran, 0U);
}

TEST(Analyzer, ReadsOnlyTheHostOfATunnel) {
  Analyzer analyzer(TheCatalogue());
  store::Exchange exchange = Denied();
  exchange.kind = store::ExchangeKind::kTunnel;
  analyzer.Annotate(exchange);
  EXPECT_EQ(exchange.bucket, "examplebucket");
  EXPECT_EQ(exchange.operation, "");
  EXPECT_EQ(exchange.oss_code, "");
}

TEST(Analyzer, ExplainsATunnelThatDidNotComeAbout) {
  Analyzer analyzer(TheCatalogue());
  store::Exchange exchange;
  exchange.kind = store::ExchangeKind::kTunnel;
  exchange.host = kHost;
  exchange.failure = {store::FailureKind::kDns, "the name has no address"};
  analyzer.Annotate(exchange);
  ASSERT_EQ(exchange.findings.size(), 1U);
  EXPECT_EQ(exchange.findings[0].rule, "net-dns-failure");
}

TEST(Analyzer, SaysNothingOfATunnelThatEnded) {
  Analyzer analyzer(TheCatalogue());
  for (const store::FailureKind kind :
       {store::FailureKind::kReset, store::FailureKind::kClientAbort,
        store::FailureKind::kTimeout}) {
    store::Exchange exchange;
    exchange.kind = store::ExchangeKind::kTunnel;
    exchange.host = kHost;
    exchange.timings.connect = Microseconds(1);
    exchange.failure = {kind, "it ended"};
    analyzer.Annotate(exchange);
    EXPECT_TRUE(exchange.findings.empty());
  }
}

TEST(Analyzer, TellsAPageInPlaceOfAnObjectAsAWarning) {
  Analyzer analyzer(TheCatalogue());
  store::Exchange exchange =
      MakeExchange(kHost, "GET /a HTTP/1.1\r\nHost: " + std::string(kHost) + "\r\n\r\n",
                   "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Please sign in</html>");
  analyzer.Annotate(exchange);
  ASSERT_EQ(exchange.findings.size(), 1U);
  EXPECT_EQ(exchange.findings[0].rule, "captive-portal");
  EXPECT_EQ(exchange.findings[0].severity, store::Severity::kWarning);
}

TEST(Analyzer, CutsARuleOffThatThrowsTooOften) {
  const std::array<Rule, 1> rules = {{{.id = "wrong-secret", .check = &Throw}}};
  Analyzer analyzer(TheCatalogue(), {.rules = rules, .faults_allowed = 2});
  for (int i = 0; i < 5; ++i) {
    store::Exchange exchange = Denied("SignatureDoesNotMatch");
    analyzer.Annotate(exchange);
    EXPECT_EQ(exchange.oss_code, "SignatureDoesNotMatch");
  }
  const RuleCounters& counters = analyzer.rule_counters().at("wrong-secret");
  EXPECT_EQ(counters.asked, 3U);
  EXPECT_TRUE(counters.cut_off);
}

TEST(Analyzer, JoinsACallbackToItsUpload) {
  Analyzer analyzer(TheCatalogue());
  store::Exchange exchange = MakeExchange(
      "cb.example.com",
      "POST /notify HTTP/1.1\r\nHost: cb.example.com\r\nx-oss-bucket: examplebucket\r\n"
      "x-oss-request-id: 65A0\r\n\r\n",
      "HTTP/1.1 500 Oops\r\n\r\n");
  exchange.kind = store::ExchangeKind::kCallback;
  analyzer.Annotate(exchange);
  EXPECT_EQ(exchange.request_id, "65A0");
  EXPECT_EQ(exchange.bucket, "examplebucket");
  EXPECT_EQ(exchange.operation, "");
}

TEST(Analyzer, LeavesOtherHostsAlone) {
  Analyzer analyzer(TheCatalogue());
  store::Exchange exchange =
      MakeExchange("example.com", "GET /a/b?acl HTTP/1.1\r\nHost: example.com\r\n\r\n",
                   "HTTP/1.1 403 Forbidden\r\nServer: nginx\r\n\r\n<Error><Code>x</Code></Error>");
  analyzer.Annotate(exchange);
  EXPECT_EQ(exchange.object, "");
  EXPECT_EQ(exchange.operation, "");
  EXPECT_EQ(exchange.oss_code, "");
}

TEST(Analyzer, TakesTheBucketBehindACustomDomainFromTheError) {
  Analyzer analyzer(TheCatalogue());
  store::Exchange exchange = MakeExchange(
      "files.example.com", "GET /k HTTP/1.1\r\nHost: files.example.com\r\n\r\n",
      "HTTP/1.1 404 X\r\nx-oss-request-id: 65A0\r\n\r\n<Error><Code>NoSuchBucket</Code>"
      "<BucketName>b</BucketName></Error>");
  analyzer.Annotate(exchange);
  EXPECT_EQ(exchange.bucket, "b");
}

}  // namespace
}  // namespace osslens::analyzers
