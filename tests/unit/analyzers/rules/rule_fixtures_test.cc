// Every folder of tests/fixtures/rules: the exchange goes through the whole Analyzer, and the
// findings must be exactly those of expected.json, in that order.
#include <gtest/gtest.h>

#include <algorithm>

#include "analyzers/analyzer.h"
#include "analyzers/catalogue.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;
using store::Finding;
using store::Language;

const Catalogue& TheCatalogue() {
  static const Result<Catalogue> catalogue = Catalogue::Load();
  return *catalogue;
}

// A clock that stands still, so that a busy machine cuts no search off.
SteadyTime Never() noexcept { return {}; }

store::Exchange Annotated(const RuleFixture& fixture) {
  AnalyzerOptions options;
  options.keyring = &fixture.keyring;
  std::optional<oss::GivenCallbackKey> keys;
  if (fixture.callback_key) options.callback_keys = &keys.emplace(*fixture.callback_key);
  options.search_budget.now = &Never;
  Analyzer analyzer(TheCatalogue(), options);
  for (store::Exchange earlier : fixture.before) analyzer.Annotate(earlier);
  store::Exchange exchange = fixture.exchange;
  analyzer.Annotate(exchange);
  return exchange;
}

std::string Summary(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += finding.rule + " " + finding.variant + " " + ToWord(finding.confidence) + " " +
            ToWord(finding.side) + "\n";
  }
  return text;
}

std::string Summary(const json& findings) {
  std::string text;
  for (const json& finding : findings) {
    text += finding.at("rule").get<std::string>() + " " + finding.at("variant").get<std::string>() +
            " " + finding.at("confidence").get<std::string>() + " " +
            finding.at("side").get<std::string>() + "\n";
  }
  return text;
}

bool Matches(const store::Evidence& evidence, const json& expected) {
  return expected.at("where") == ToWord(evidence.where) && expected.at("name") == evidence.name &&
         (!expected.contains("value") || expected.at("value") == evidence.value) &&
         (!expected.contains("note") || expected.at("note") == evidence.note);
}

std::string Print(const std::vector<store::Evidence>& list) {
  std::string text;
  for (const store::Evidence& evidence : list) {
    text += std::string(ToWord(evidence.where)) + " " + evidence.name + " = " + evidence.value +
            " (" + evidence.note + ")\n";
  }
  return text;
}

void ExpectContents(const Finding& finding, const json& expected) {
  const json values = expected.value("values", json::object());
  for (const auto& [name, value] : values.items()) {
    const auto found = finding.values.find(name);
    ASSERT_TRUE(found != finding.values.end()) << "no value " << name;
    EXPECT_EQ(found->second, value.get<std::string>()) << name;
  }
  for (const json& wanted : expected.value("evidence", json::array())) {
    const bool present = std::ranges::any_of(
        finding.evidence, [&](const store::Evidence& given) { return Matches(given, wanted); });
    EXPECT_TRUE(present) << wanted << " is not among\n" << Print(finding.evidence);
  }
}

json FieldsOf(const store::Exchange& exchange) {
  return {{"bucket", exchange.bucket},
          {"object", exchange.object},
          {"region", exchange.region},
          {"operation", exchange.operation},
          {"oss_code", exchange.oss_code},
          {"oss_message", exchange.oss_message},
          {"request_id", exchange.request_id},
          {"ec", exchange.ec},
          {"access_key_id", exchange.access_key_id}};
}

class RuleFixturesTest : public testing::TestWithParam<size_t> {
 protected:
  [[nodiscard]] const RuleFixture& fixture() const { return RuleFixtures().at(GetParam()); }
};

TEST_P(RuleFixturesTest, GivesExactlyTheExpectedFindings) {
  const store::Exchange exchange = Annotated(fixture());
  const json& expected = fixture().expected;

  ASSERT_EQ(Summary(exchange.findings), Summary(expected.at("findings")));
  for (size_t i = 0; i < exchange.findings.size(); ++i) {
    ExpectContents(exchange.findings[i], expected.at("findings").at(i));
  }
  const json fields = FieldsOf(exchange);
  const json expected_fields = expected.value("fields", json::object());
  for (const auto& [name, value] : expected_fields.items()) {
    EXPECT_EQ(fields.at(name), value) << name;
  }
}

TEST_P(RuleFixturesTest, HitsAndMissesAreWhatTheirNamesSay) {
  const json& findings = fixture().expected.at("findings");
  const bool found = std::ranges::any_of(
      findings, [this](const json& finding) { return finding.at("rule") == fixture().rule; });
  EXPECT_EQ(found, fixture().is_hit());
}

// "{name}" that no value replaced. "${name}" is a variable of callback bodies.
bool has_placeholder(const std::string& text) {
  for (size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    if (open > 0 && text[open - 1] == '$') continue;
    const size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", open + 1);
    if (end != std::string::npos && text[end] == '}' && end > open + 1) return true;
  }
  return false;
}

TEST_P(RuleFixturesTest, EverySentenceIsCompleteInBothLanguages) {
  for (const Finding& finding : Annotated(fixture()).findings) {
    for (const Language language : {Language::kEnglish, Language::kChinese}) {
      const store::FindingText text = TheCatalogue().Describe(finding, language);
      EXPECT_FALSE(has_placeholder(text.title)) << text.title;
      EXPECT_FALSE(has_placeholder(text.cause)) << text.cause;
      for (const std::string& step : text.fix) EXPECT_FALSE(has_placeholder(step)) << step;
      for (const std::string& note : text.evidence_notes) {
        EXPECT_NE(note, "") << finding.rule << ": evidence without note\n"
                            << Print(finding.evidence);
        EXPECT_FALSE(has_placeholder(note)) << note;
      }
    }
  }
}

TEST_P(RuleFixturesTest, NoTokenOrSecretGetsIntoAFinding) {
  for (const Finding& finding : Annotated(fixture()).findings) {
    for (const auto& [name, value] : finding.values) {
      EXPECT_EQ(value.find("CAIS"), std::string::npos) << name;
      EXPECT_EQ(value.find("not-real"), std::string::npos) << name;
    }
    EXPECT_EQ(Print(finding.evidence).find("not-real"), std::string::npos);
    EXPECT_EQ(Print(finding.evidence).find("CAIS"), std::string::npos);
  }
}

std::vector<size_t> Indices() {
  std::vector<size_t> indices(RuleFixtures().size());
  for (size_t i = 0; i < indices.size(); ++i) indices[i] = i;
  return indices;
}

std::string NameOf(const testing::TestParamInfo<size_t>& param) {
  const RuleFixture& fixture = RuleFixtures().at(param.param);
  std::string name = fixture.rule + "__" + fixture.name;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Fixtures, RuleFixturesTest, testing::ValuesIn(Indices()), NameOf);

}  // namespace
}  // namespace osslens::analyzers
