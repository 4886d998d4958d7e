// The evidence of errors that are data: tests/fixtures/catalogue/cases.json has, for every entry that
// can be proven, exchanges that prove it and such that come near and do not.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "analyzers/analyzer.h"
#include "analyzers/error_matcher.h"
#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;
using store::Confidence;

const Catalogue& TheCatalogue() {
  static const Result<Catalogue> catalogue = Catalogue::Load();
  return *catalogue;
}

json ReadJson(const char* name) {
  std::ifstream file(std::string(OSSLENS_FIXTURES "/catalogue/") + name);
  return json::parse(file);
}

const json& Cases() {
  static const json cases = ReadJson("cases.json");
  return cases;
}

// What the exchange has by the error itself; `words` say the rest.
json Merged(const std::string& rule, const json& words) {
  static const json errors = ReadJson("errors.json");
  static const json settings = ReadJson("settings.json");
  const auto error =
      std::ranges::find_if(errors, [&](const json& e) { return e.at("id") == rule; });
  json all = json::object();
  if (error != errors.end()) {
    all["elements"] = {{"Code", error->at("code")}, {"Message", error->at("message_text")}};
    if (!error->at("ec").empty()) all["elements"]["EC"] = error->at("ec").front();
    if (!error->at("http_status").empty()) all["status"] = error->at("http_status").front();
  }
  if (settings.contains(rule)) all.update(settings.at(rule), true);
  all.update(words, true);
  return all;
}

std::optional<store::Finding> Matched(const json& words) {
  static const ErrorMatcher matcher(TheCatalogue());
  const store::Exchange exchange = MakeWireCase(words);
  const EmptyHistory history;
  return matcher.Match(Facts(exchange, history));
}

class ErrorCasesTest : public testing::TestWithParam<size_t> {
 protected:
  [[nodiscard]] const json& words() const { return Cases().at(GetParam()); }
  [[nodiscard]] std::string rule() const { return words().at("rule"); }
};

TEST_P(ErrorCasesTest, AHitIsProvenByCapturedBytes) {
  const json merged = Merged(rule(), words().at("hit"));
  const auto finding = Matched(merged);
  ASSERT_TRUE(finding) << merged;
  EXPECT_EQ(finding->rule, rule()) << merged;
  EXPECT_EQ(finding->confidence, Confidence::kProven) << merged;
  EXPECT_GE(finding->evidence.size(), 1U);
  for (const std::string& note :
       TheCatalogue().Describe(*finding, store::Language::kChinese).evidence_notes) {
    EXPECT_NE(note, "");
  }
}

TEST_P(ErrorCasesTest, ANearMissIsNot) {
  if (!words().contains("miss")) return;
  const json merged = Merged(rule(), words().at("miss"));
  const auto finding = Matched(merged);
  const std::string expected = words().value("miss_rule", rule());
  EXPECT_EQ(finding ? finding->rule : "", expected) << merged;
  if (finding && finding->rule == rule()) {
    EXPECT_NE(finding->confidence, Confidence::kProven) << merged;
  }
}

std::vector<size_t> Indices() {
  std::vector<size_t> indices(Cases().size());
  for (size_t i = 0; i < indices.size(); ++i) indices[i] = i;
  return indices;
}

std::string NameOf(const testing::TestParamInfo<size_t>& param) {
  std::string name = Cases().at(param.param).at("rule");
  std::ranges::replace(name, '-', '_');
  return name + "_" + std::to_string(param.param);
}

INSTANTIATE_TEST_SUITE_P(Cases, ErrorCasesTest, testing::ValuesIn(Indices()), NameOf);

TEST(ErrorCases, EveryEntryThatCanBeProvenHasACase) {
  std::set<std::string> wanted, given;
  for (const CatalogueEntry& entry : TheCatalogue().entries()) {
    if (entry.match && !entry.match->proves.empty()) wanted.insert(entry.id);
  }
  for (const json& words : Cases()) given.insert(words.at("rule").get<std::string>());
  EXPECT_EQ(given, wanted);
}

// Each alternative that proves is shown by a case of its own or beside another one.
TEST(ErrorCases, EveryProofIsShown) {
  std::set<std::string> shown;
  for (const json& words : Cases()) {
    const std::string rule = words.at("rule");
    const store::Exchange exchange = MakeWireCase(Merged(rule, words.at("hit")));
    const EmptyHistory history;
    const Facts facts(exchange, history);
    for (const AllOf& proof : TheCatalogue().Find(rule)->match->proves) {
      if (Holds(proof, facts)) shown.insert(rule + ": " + proof.text);
    }
  }
  for (const CatalogueEntry& entry : TheCatalogue().entries()) {
    if (!entry.match) continue;
    for (const AllOf& proof : entry.match->proves) {
      EXPECT_TRUE(shown.contains(entry.id + ": " + proof.text)) << entry.id << ": " << proof.text;
    }
  }
}

// What the file of errors calls provable is proven here, or it is said why not.
TEST(ErrorCases, WhatIsProvableIsProvenOrHasAReason) {
  const json reasons = ReadJson("not_proven.json");
  std::set<std::string> expected, without;
  for (const auto& [id, reason] : reasons.items()) expected.insert(id);
  for (const json& error : ReadJson("errors.json")) {
    const std::string id = error.at("id");
    const bool proven = !TheCatalogue().Find(id)->match->proves.empty();
    if (error.at("cause_provable").get<bool>() && !proven) without.insert(id);
  }
  EXPECT_EQ(without, expected);
}

// No case makes the whole analyzer say an error twice, crash, or lose its facts.
TEST(ErrorCases, TheAnalyzerTellsEachErrorOnce) {
  Analyzer analyzer(TheCatalogue());
  for (const json& words : Cases()) {
    store::Exchange exchange = MakeWireCase(Merged(words.at("rule"), words.at("hit")));
    analyzer.Annotate(exchange);
    std::map<std::string, int> times;
    for (const store::Finding& finding : exchange.findings) ++times[finding.rule];
    for (const auto& [rule, count] : times) EXPECT_EQ(count, 1) << rule << words;
  }
  EXPECT_EQ(analyzer.unreadable(), 0U);
}

TEST(ErrorCases, RandomBytesDoNotDisturbTheGeneralRule) {
  std::mt19937 random(20240515);
  Analyzer analyzer(TheCatalogue());
  for (const json& words : Cases()) {
    const store::Exchange original = MakeWireCase(Merged(words.at("rule"), words.at("hit")));
    for (int round = 0; round < 5; ++round) {
      store::Exchange exchange = original;
      for (std::string* text : {&exchange.request.head, &exchange.request.body.bytes,
                                &exchange.response.head, &exchange.response.body.bytes}) {
        for (int i = 0; i < 6 && !text->empty(); ++i) {
          (*text)[random() % text->size()] = static_cast<char>(random() % 256);
        }
      }
      analyzer.Annotate(exchange);
    }
  }
  EXPECT_EQ(analyzer.unreadable(), 0U);
  const RuleCounters& counters = analyzer.rule_counters().at(std::string(ErrorMatcher::kName));
  EXPECT_EQ(counters.failed, 0U) << counters.last_failure;
}

}  // namespace
}  // namespace osslens::analyzers
