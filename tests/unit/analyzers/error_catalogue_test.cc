// Holds the catalogue and tests/fixtures/catalogue/errors.json together: every error that OSS
// documents is an entry, is recognised from its wire text, and is taken for no other one.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

#include "analyzers/analyzer.h"
#include "analyzers/error_matcher.h"
#include "analyzers/message_form.h"
#include "base/text.h"
#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;
using store::Language;

const Catalogue& TheCatalogue() {
  static const Result<Catalogue> catalogue = Catalogue::Load();
  return *catalogue;
}

json ReadJson(const char* name) {
  std::ifstream file(std::string(OSSLENS_FIXTURES "/catalogue/") + name);
  return json::parse(file);
}

const json& Errors() {
  static const json errors = ReadJson("errors.json");
  return errors;
}

// Requests that an error needs besides its code and message.
const json& Settings() {
  static const json settings = ReadJson("settings.json");
  return settings;
}

bool has_code(const json& error) {
  const std::string code = error.at("code");
  return !code.starts_with('(') && !error.at("id").get<std::string>().starts_with("net-");
}

// The exchange in which OSS answers with that error.
json WireOf(const json& error) {
  json words = {{"elements", json::object()}};
  if (!error.at("http_status").empty()) words["status"] = error.at("http_status").front();
  words["elements"]["Code"] = error.at("code");
  words["elements"]["Message"] = error.at("message_text");
  if (!error.at("ec").empty()) words["elements"]["EC"] = error.at("ec").front();
  const auto setting = Settings().find(error.at("id"));
  if (setting != Settings().end()) words.update(*setting, true);
  return words;
}

std::optional<store::Finding> Matched(const json& words) {
  static const ErrorMatcher matcher(TheCatalogue());
  const store::Exchange exchange = MakeWireCase(words);
  const EmptyHistory history;
  return matcher.Match(Facts(exchange, history));
}

class ErrorCatalogueTest : public testing::TestWithParam<size_t> {
 protected:
  [[nodiscard]] const json& error() const { return Errors().at(GetParam()); }
  [[nodiscard]] const CatalogueEntry* entry() const {
    return TheCatalogue().Find(error().at("id").get<std::string>());
  }
};

TEST_P(ErrorCatalogueTest, HasAnEntryWithItsCodesAndEcs) {
  ASSERT_NE(entry(), nullptr);
  std::set<std::string> codes = error().at("code_aliases");
  if (!error().at("code").get<std::string>().starts_with('(')) codes.insert(error().at("code"));
  std::set<std::string> known(entry()->codes.begin(), entry()->codes.end());
  known.insert(entry()->aliases.begin(), entry()->aliases.end());
  EXPECT_TRUE(std::ranges::includes(known, codes));
  EXPECT_EQ(entry()->ecs, error().at("ec").get<std::vector<std::string>>());
}

TEST_P(ErrorCatalogueTest, IsRecognisedFromItsWireTextAndAsNoOther) {
  const json words = WireOf(error());
  const std::optional<store::Finding> finding = Matched(words);
  ASSERT_TRUE(finding) << words;
  EXPECT_EQ(finding->rule, error().at("id").get<std::string>()) << words;
}

// Editions differ in blanks, capitals and the final full stop.
TEST_P(ErrorCatalogueTest, IsRecognisedInOtherSpellingsOfItsMessage) {
  if (!has_code(error()) || error().at("message_text").empty()) return;
  json words = WireOf(error());
  std::string message = error().at("message_text");
  message = std::regex_replace(message, std::regex(" "), "  ");
  message = message.ends_with('.') ? message.substr(0, message.size() - 1) : message + ".";
  words["elements"]["Message"] = message;
  words["elements"].erase("EC");
  const std::optional<store::Finding> finding = Matched(words);
  ASSERT_TRUE(finding) << words;
  const bool by_ec_only = finding->rule != error().at("id");
  // What only its EC tells from another error cannot be told without it.
  EXPECT_TRUE(!by_ec_only || !error().at("ec").empty()) << finding->rule;
}

// The pattern of the file and our forms agree on every message of the same code.
TEST_P(ErrorCatalogueTest, FormsAgreeWithThePatternOfTheFile) {
  const std::string pattern = error().at("message_pattern");
  if (!has_code(error()) || pattern.empty() || pattern == "^.*$") return;
  const auto flags = error().at("pattern_flags") == "i" ? std::regex::ECMAScript | std::regex::icase
                                                        : std::regex::ECMAScript;
  const std::regex regex(pattern, flags);
  for (const json& other : Errors()) {
    const std::string message = other.at("message_text");
    if (other.at("code") != error().at("code") || message.empty()) continue;
    const std::string squeezed = SqueezeMessage(message);
    const bool fits = std::ranges::any_of(
        entry()->match->forms, [&](const std::string& form) { return FitsForm(form, squeezed); });
    EXPECT_EQ(fits, std::regex_match(message, regex)) << message;
  }
}

TEST_P(ErrorCatalogueTest, IsRecognisedInAnAnswerToHead) {
  if (!has_code(error())) return;
  json words = WireOf(error());
  const std::string method = words.value("method", "GET");
  if (method != "GET") return;
  words["method"] = "HEAD";
  std::string document = "<Error>";
  for (const auto& [name, value] : words.at("elements").items()) {
    document += "<" + name + "><![CDATA[" + value.get<std::string>() + "]]></" + name + ">";
  }
  words.erase("elements");
  words["response"]["x-oss-err"] = Base64Encode(document + "</Error>");
  const std::optional<store::Finding> finding = Matched(words);
  ASSERT_TRUE(finding) << words;
  EXPECT_EQ(finding->rule, error().at("id").get<std::string>());
  EXPECT_EQ(finding->evidence.at(0).where, store::Where::kResponseHeader);
}

std::vector<size_t> Indices() {
  std::vector<size_t> indices(Errors().size());
  for (size_t i = 0; i < indices.size(); ++i) indices[i] = i;
  return indices;
}

std::string NameOf(const testing::TestParamInfo<size_t>& param) {
  std::string name = Errors().at(param.param).at("id");
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Errors, ErrorCatalogueTest, testing::ValuesIn(Indices()), NameOf);

TEST(ErrorCatalogue, CoversTheWholeFile) { EXPECT_EQ(Errors().size(), 226U); }

TEST(ErrorCatalogue, SaysNothingOfARequestThatWorked) {
  for (const json& error : Errors()) {
    json words = WireOf(error);
    if (words.contains("failure") || error.at("id") == "cors-etag-not-exposed") continue;
    words.erase("elements");
    words.erase("answer");
    for (const int status : {200, 204, 206}) {
      words["status"] = status;
      words["server"] = "oss";
      const std::optional<store::Finding> finding = Matched(words);
      EXPECT_TRUE(!finding || finding->severity != store::Severity::kError)
          << finding->rule << words;
    }
  }
}

TEST(ErrorCatalogue, DoesNotExplainTheErrorsOfOtherServersAsThoseOfOss) {
  const std::set<std::string> foreign = {"foreign-s3-server", "cdn-not-oss", "not-oss-answer",
                                         "captive-portal", "block-page"};
  for (const json& error : Errors()) {
    if (!has_code(error)) continue;
    json words = WireOf(error);
    words["server"] = "nginx";
    const std::optional<store::Finding> finding = Matched(words);
    EXPECT_TRUE(!finding || foreign.contains(finding->rule)) << error.at("id") << finding->rule;
  }
}

TEST(ErrorCatalogue, SaysSoWhenItKnowsNothing) {
  const std::optional<store::Finding> finding = Matched(
      {{"elements",
        {{"Code", "SomethingNew"}, {"Message", "New."}, {"RequestId", "65A0"}, {"EC", "9"}}}});
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->rule, "unknown-error");
  EXPECT_EQ(finding->severity, store::Severity::kInfo);
  EXPECT_EQ(finding->confidence, store::Confidence::kPossible);
  const store::FindingText text = TheCatalogue().Describe(*finding, Language::kEnglish);
  EXPECT_NE(text.fix.back().find("RequestId 65A0, EC 9, code SomethingNew"), std::string::npos);
}

TEST(ErrorCatalogue, TakesAnUnknownMessageOfACodeForTheGeneralErrorAtMost) {
  const std::optional<store::Finding> finding =
      Matched({{"elements", {{"Code", "AccessDenied"}, {"Message", "A message of tomorrow."}}}});
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->rule, "access-denied-generic");
  EXPECT_EQ(finding->confidence, store::Confidence::kPossible);
}

}  // namespace
}  // namespace osslens::analyzers
