#include "app/exchange_output.h"

#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::app {
namespace {

class Texts final : public store::FindingTextSource {
 public:
  [[nodiscard]] store::FindingText Describe(const store::Finding&,
                                            store::Language language) const override {
    store::FindingText text;
    text.title = language == store::Language::kEnglish ? "a title" : "标题";
    text.cause = "a cause with \x1B[31m";
    text.fix = {"do this", "then that"};
    text.evidence_notes = {"a note"};
    return text;
    return text;
  }
};

std::string PrintedOutcome(const store::Exchange& exchange) {
  testing::internal::CaptureStdout();
  PrintOutcome(exchange);
  return testing::internal::GetCapturedStdout();
}

TEST(ExchangeOutput, TellsWhatOssSaid) {
  const std::string out = PrintedOutcome(*store::MakeRefused());
  EXPECT_NE(out.find("status 403 at "), std::string::npos) << out;
  EXPECT_NE(out.find(", code "), std::string::npos) << out;
}

TEST(ExchangeOutput, TellsWhyThereIsNoAnswer) {
  store::Exchange exchange = *store::MakeExchange();
  exchange.status = 0;
  exchange.failure = store::Failure{store::FailureKind::kDns, "no such name\n"};
  const std::string out = PrintedOutcome(exchange);
  EXPECT_NE(out.find("no answer at "), std::string::npos) << out;
  EXPECT_NE(out.find("dns: no such name\\x0a"), std::string::npos) << out;
}

TEST(ExchangeOutput, FindingsHaveStepsAndEvidenceAndNothingThatMovesACursor) {
  store::Exchange exchange;
  store::Finding finding;
  finding.rule = "a-rule";
  finding.evidence.push_back(
      {.where = store::Where::kRequestHeader, .name = "Date", .value = "x", .note = ""});
  exchange.findings.push_back(std::move(finding));
  testing::internal::CaptureStdout();
  PrintFindings(exchange, Texts(), store::Language::kEnglish);
  const std::string out = testing::internal::GetCapturedStdout();
  EXPECT_NE(out.find("a title (a-rule)"), std::string::npos) << out;
  EXPECT_NE(out.find("  - do this\n  - then that\n"), std::string::npos) << out;
  EXPECT_NE(out.find("request.header Date: x  (a note)"), std::string::npos) << out;
  EXPECT_EQ(out.find('\x1B'), std::string::npos);
}

}  // namespace
}  // namespace osslens::app
