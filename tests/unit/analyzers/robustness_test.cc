// Whatever bytes were captured, Annotate returns and the exchange keeps what the proxy recorded.
#include <gtest/gtest.h>

#include <random>

#include "analyzers/analyzer.h"
#include "analyzers/signature_report.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

const Catalogue& TheCatalogue() {
  static const Result<Catalogue> catalogue = Catalogue::Load();
  return *catalogue;
}

void AnnotateAndReport(Analyzer& analyzer, store::Exchange exchange) {
  const std::string body = exchange.response.body.bytes;
  analyzer.Annotate(exchange);
  EXPECT_EQ(exchange.response.body.bytes, body);
  static_cast<void>(ReportSignature(exchange, store::Language::kEnglish));
}

TEST(Robustness, ResponsesCutAtEveryOffset) {
  Analyzer analyzer(TheCatalogue());
  for (const RuleFixture& fixture : RuleFixtures()) {
    const std::string& whole = fixture.exchange.response.body.bytes;
    for (size_t cut = 0; cut <= whole.size(); cut += 11) {
      store::Exchange exchange = fixture.exchange;
      exchange.response.body.bytes.resize(cut);
      exchange.response.body.truncated = true;
      AnnotateAndReport(analyzer, exchange);
    }
  }
  EXPECT_EQ(analyzer.unreadable(), 0U);
}

TEST(Robustness, RequestHeadsCutAtEveryOffset) {
  Analyzer analyzer(TheCatalogue());
  for (const RuleFixture& fixture : RuleFixtures()) {
    for (size_t cut = 0; cut <= fixture.exchange.request.head.size(); cut += 11) {
      store::Exchange exchange = fixture.exchange;
      exchange.request.head.resize(cut);
      AnnotateAndReport(analyzer, exchange);
    }
  }
  EXPECT_EQ(analyzer.unreadable(), 0U);
}

TEST(Robustness, RandomBytesAnywhere) {
  std::mt19937 random(20240515);
  Analyzer analyzer(TheCatalogue());
  for (const RuleFixture& fixture : RuleFixtures()) {
    for (int round = 0; round < 20; ++round) {
      store::Exchange exchange = fixture.exchange;
      for (std::string* text :
           {&exchange.request.head, &exchange.response.head, &exchange.response.body.bytes}) {
        for (int i = 0; i < 4 && !text->empty(); ++i) {
          (*text)[random() % text->size()] = static_cast<char>(random() % 256);
        }
      }
      AnnotateAndReport(analyzer, exchange);
    }
  }
  for (const auto& [rule, counters] : analyzer.rule_counters()) {
    EXPECT_EQ(counters.failed, 0U) << rule << ": " << counters.last_failure;
  }
}

TEST(Robustness, DeeplyNestedDocuments) {
  Analyzer analyzer(TheCatalogue());
  std::string xml = "<Error><Code>AccessDenied</Code>", json = "{\"Error\":";
  for (int i = 0; i < 20000; ++i) {
    xml += "<a>";
    json += "{\"a\":";
  }
  for (const std::string& body : {xml, json}) {
    AnnotateAndReport(analyzer,
                      MakeExchange("b.oss-cn-hangzhou.aliyuncs.com", "GET / HTTP/1.1\r\n\r\n",
                                   "HTTP/1.1 403 X\r\nx-oss-request-id: 1\r\n\r\n" + body));
  }
  EXPECT_EQ(analyzer.unreadable(), 0U);
}

}  // namespace
}  // namespace osslens::analyzers
