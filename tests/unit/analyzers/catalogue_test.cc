#include "analyzers/catalogue.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace osslens::analyzers {
namespace {

using store::Language;

store::Finding MakeFinding(std::string rule, std::string variant,
                           std::map<std::string, std::string> values) {
  store::Finding finding;
  finding.rule = std::move(rule);
  finding.variant = std::move(variant);
  finding.values = std::move(values);
  return finding;
}

constexpr std::string_view kText = R"(
id = "some-fault"
codes = ["SomeCode"]
severity = "warning"
[en]
title = "Title of {name}"
cause = "Cause"
fix = ["Do {name}", "Then that"]
docs = ["Page"]
[zh]
title = "标题 {name}"
cause = "原因"
fix = ["做 {name}", "然后"]
docs = ["文档"]
[variants.other.en]
cause = "Other cause with ${object} and {unknown}"
[variants.other.zh]
cause = "其他原因"
fix = ["只有一步"]
[variants.placed.en]
cause = "It is in the {place}"
[variants.placed.zh]
cause = "位于{place}"
[words.place]
header = { en = "request header", zh = "请求头" }
[notes]
host = { en = "the host {name}", zh = "域名" }
)";

Result<Catalogue> ParseOne(std::string text) {
  const std::array<CatalogueText, 1> texts = {{{"some-fault.toml", text}}};
  return Catalogue::Parse(texts);
}

std::string Without(std::string_view part) {
  std::string text(kText);
  const size_t at = text.find(part);
  return text.erase(at, part.size());
}

TEST(Catalogue, LoadsTheEmbeddedTexts) {
  const Result<Catalogue> catalogue = Catalogue::Load();
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_NE(catalogue->Find("wrong-endpoint"), nullptr);
  EXPECT_EQ(catalogue->Find("wrong"), nullptr);
}

TEST(Catalogue, FillsPlaceholdersInEveryText) {
  const Result<Catalogue> catalogue = ParseOne(std::string(kText));
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  store::Finding finding = MakeFinding("some-fault", "", {{"name", "{name} <b>"}});
  finding.evidence.resize(1);
  finding.evidence[0].note = "host";
  const store::FindingText text = catalogue->Describe(finding, Language::kEnglish);
  EXPECT_EQ(text.title, "Title of {name} <b>");
  EXPECT_EQ(text.fix, (std::vector<std::string>{"Do {name} <b>", "Then that"}));
  EXPECT_EQ(text.evidence_notes, (std::vector<std::string>{"the host {name} <b>"}));
  EXPECT_EQ(text.docs, (std::vector<std::string>{"Page"}));
}

TEST(Catalogue, SaysItsOwnWordsInTheLanguageOfTheReader) {
  const Result<Catalogue> catalogue = ParseOne(std::string(kText));
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  const store::Finding known = MakeFinding("some-fault", "placed", {{"place", "header"}});
  EXPECT_EQ(catalogue->Describe(known, Language::kEnglish).cause, "It is in the request header");
  EXPECT_EQ(catalogue->Describe(known, Language::kChinese).cause, "位于请求头");
  // Any other value, and any other placeholder, is captured and said as it is.
  const store::Finding other =
      MakeFinding("some-fault", "placed", {{"place", "body"}, {"name", "header"}});
  EXPECT_EQ(catalogue->Describe(other, Language::kChinese).cause, "位于body");
  EXPECT_EQ(catalogue->Describe(other, Language::kChinese).title, "标题 header");
}

TEST(Catalogue, LetsVariantsSayOnlyWhatIsDifferent) {
  const Result<Catalogue> catalogue = ParseOne(std::string(kText));
  const store::Finding finding = MakeFinding("some-fault", "other", {{"name", "N"}});
  const store::FindingText english = catalogue->Describe(finding, Language::kEnglish);
  EXPECT_EQ(english.title, "Title of N");
  EXPECT_EQ(english.cause, "Other cause with ${object} and {unknown}");
  EXPECT_EQ(english.fix.size(), 2U);
  EXPECT_EQ(catalogue->Describe(finding, Language::kChinese).fix,
            (std::vector<std::string>{"只有一步"}));
}

TEST(Catalogue, GivesTheIdOfARuleItDoesNotKnow) {
  const Result<Catalogue> catalogue = ParseOne(std::string(kText));
  store::Finding finding = MakeFinding("from-the-future", "", {});
  finding.evidence.resize(2);
  const store::FindingText text = catalogue->Describe(finding, Language::kEnglish);
  EXPECT_EQ(text.title, "from-the-future");
  EXPECT_EQ(text.cause, "");
  EXPECT_EQ(text.evidence_notes.size(), 2U);
}

TEST(Catalogue, NamesFileAndLineOfASyntaxError) {
  const Result<Catalogue> catalogue = ParseOne("id = \"some-fault\"\ncodes = [");
  ASSERT_FALSE(catalogue);
  EXPECT_TRUE(catalogue.error().message.starts_with("analyzers/catalogue/some-fault.toml: line 2:"))
      << catalogue.error().message;
}

TEST(Catalogue, RefusesWhatIsMissing) {
  EXPECT_EQ(ParseOne(Without("title = \"标题 {name}\"\n")).error().message,
            "analyzers/catalogue/some-fault.toml: text \"title\" is missing");
  EXPECT_EQ(ParseOne(Without("fix = [\"做 {name}\", \"然后\"]\n")).error().message,
            "analyzers/catalogue/some-fault.toml: list \"fix\" is missing or empty");
  EXPECT_EQ(ParseOne(Without("[variants.other.zh]\ncause = \"其他原因\"\nfix = [\"只有一步\"]\n"))
                .error()
                .message,
            "analyzers/catalogue/some-fault.toml: table [zh] is missing");
}

TEST(Catalogue, RefusesUnknownKeysWithTheirLine) {
  EXPECT_EQ(ParseOne("colour = \"red\"" + std::string(kText)).error().message,
            "analyzers/catalogue/some-fault.toml: line 1: unknown key \"colour\" in the top level");
}

TEST(Catalogue, RefusesAnIdThatIsNotTheFileName) {
  std::string text(kText);
  text.replace(text.find("some-fault"), 4, "same");
  EXPECT_EQ(ParseOne(text).error().message,
            "analyzers/catalogue/some-fault.toml: id must be the name of the file");
}

TEST(Catalogue, RefusesAnUnknownSeverity) {
  std::string text(kText);
  text.replace(text.find("warning"), 7, "fatal");
  EXPECT_EQ(ParseOne(text).error().message,
            "analyzers/catalogue/some-fault.toml: severity must be \"error\", \"warning\" or "
            "\"info\"");
}

}  // namespace
}  // namespace osslens::analyzers
