#include "analyzers/rules/all_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "analyzers/catalogue.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

const Catalogue& TheCatalogue() {
  static const Result<Catalogue> catalogue = Catalogue::Load();
  return *catalogue;
}

TEST(AllRules, AreSortedAndUnique) {
  std::vector<std::string_view> ids;
  for (const Rule& rule : AllRules()) ids.push_back(rule.id);
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
}

TEST(AllRules, HaveTextsAndEveryTextOfARuleHasItsRule) {
  std::set<std::string> rules, texts;
  for (const Rule& rule : AllRules()) rules.emplace(rule.id);
  for (const CatalogueEntry& entry : TheCatalogue().entries()) {
    if (!entry.match) texts.insert(entry.id);
  }
  EXPECT_EQ(rules, texts);
}

TEST(AllRules, HaveAHitAndAMissFixture) {
  std::set<std::string> hits, misses, rules;
  for (const Rule& rule : AllRules()) rules.emplace(rule.id);
  for (const RuleFixture& fixture : RuleFixtures()) {
    (fixture.is_hit() ? hits : misses).insert(fixture.rule);
  }
  EXPECT_EQ(hits, rules);
  EXPECT_EQ(misses, rules);
}

TEST(AllRules, HaveAFixtureForEveryVariant) {
  std::set<std::string> wanted, shown;
  for (const CatalogueEntry& entry : TheCatalogue().entries()) {
    for (const auto& [variant, texts] : entry.variants) wanted.insert(entry.id + " " + variant);
  }
  for (const RuleFixture& fixture : RuleFixtures()) {
    for (const auto& finding : fixture.expected.at("findings")) {
      const std::string variant = finding.at("variant");
      if (!variant.empty()) shown.insert(finding.at("rule").get<std::string>() + " " + variant);
    }
  }
  EXPECT_EQ(shown, wanted);
}

std::set<std::string> Placeholders(const DiagnosisText& text) {
  std::string all = text.title + text.cause;
  for (const std::string& step : text.fix) all += step;
  const std::regex pattern("\\{([a-z_]+)\\}");
  std::set<std::string> names;
  for (std::sregex_iterator it(all.begin(), all.end(), pattern), end; it != end; ++it) {
    names.insert((*it)[1]);
  }
  return names;
}

TEST(AllRules, UseTheSamePlaceholdersInBothLanguages) {
  using store::Language;
  for (const CatalogueEntry& entry : TheCatalogue().entries()) {
    for (const auto& [variant, texts] : entry.variants) {
      EXPECT_EQ(Placeholders(texts.in(Language::kEnglish)),
                Placeholders(texts.in(Language::kChinese)))
          << entry.id << " " << variant;
    }
    EXPECT_EQ(Placeholders(entry.general.in(Language::kEnglish)),
              Placeholders(entry.general.in(Language::kChinese)))
        << entry.id;
  }
}

TEST(AllRules, HaveIdsThatNameAFault) {
  const std::regex kebab("[a-z0-9]+(-[a-z0-9]+)+");
  for (const Rule& rule : AllRules()) {
    EXPECT_TRUE(std::regex_match(std::string(rule.id), kebab)) << rule.id;
    EXPECT_FALSE(rule.id.starts_with("use-") || rule.id.starts_with("fix-")) << rule.id;
  }
}

TEST(AllRules, HaveAsManyStepsInBothLanguages) {
  for (const CatalogueEntry& entry : TheCatalogue().entries()) {
    for (const auto& [variant, texts] : entry.variants) {
      EXPECT_EQ(texts.values[0].fix.size(), texts.values[1].fix.size()) << entry.id << variant;
    }
    EXPECT_EQ(entry.general.values[0].fix.size(), entry.general.values[1].fix.size()) << entry.id;
  }
}

}  // namespace
}  // namespace osslens::analyzers
