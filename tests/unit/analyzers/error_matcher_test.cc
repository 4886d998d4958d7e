// How the general rule chooses between entries; what the entries themselves say is tested by
// error_catalogue_test.cc.
#include "analyzers/error_matcher.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;
using store::Confidence;

constexpr const char* kTexts = R"(en = { title = "T", cause = "C", fix = ["F"] }
zh = { title = "标", cause = "因", fix = ["步"] }
)";

// A topic of errors without their texts.
std::string Topic(const std::vector<std::string>& errors) {
  std::string text =
      "title = { en = \"T\", zh = \"T\" }\nside = \"app\"\nseverity = \"error\"\n"
      "docs = { en = [\"P\"], zh = [\"P\"] }\n";
  for (const std::string& error : errors) text += "[[error]]\n" + error + "\n" + kTexts;
  return text;
}

Catalogue MakeCatalogue(const std::vector<std::string>& errors) {
  const std::string topic = Topic(errors);
  const std::array<CatalogueText, 1> texts = {{{"errors/t.toml", topic}}};
  Result<Catalogue> catalogue = Catalogue::Parse(texts);
  EXPECT_TRUE(catalogue) << catalogue.error().message;
  return std::move(*catalogue);
}

std::optional<store::Finding> Match(const std::vector<std::string>& errors, const json& words) {
  const Catalogue catalogue = MakeCatalogue(errors);
  const store::Exchange exchange = MakeWireCase(words);
  const EmptyHistory history;
  return ErrorMatcher(catalogue).Match(Facts(exchange, history));
}

std::string IdOf(const std::vector<std::string>& errors, const json& words) {
  const auto finding = Match(errors, words);
  return finding ? finding->rule : "";
}

json Answered(const char* code, const char* message, const char* ec = "") {
  json elements = {{"Code", code}, {"Message", message}};
  if (*ec != '\0') elements["EC"] = ec;
  return {{"elements", elements}};
}

const std::string kByCode =
    "id = \"by-code\"\ncodes = [\"C\"]\nany-message = true\nmessages = [\"x\"]";
const std::string kByMessage = "id = \"by-message\"\ncodes = [\"C\"]\nmessages = [\"It is\"]";
const std::string kByEc = "id = \"by-ec\"\ncodes = [\"C\"]\necs = [\"9\"]\nmessages = [\"y\"]";

TEST(ErrorMatcher, PrefersTheMessageThenTheEcThenTheCode) {
  const std::vector<std::string> all = {kByCode, kByMessage, kByEc};
  EXPECT_EQ(IdOf(all, Answered("C", "It is.", "9")), "by-message");
  EXPECT_EQ(IdOf(all, Answered("C", "Other.", "9")), "by-ec");
  EXPECT_EQ(IdOf(all, Answered("C", "Other.")), "by-code");
  EXPECT_EQ(IdOf(all, Answered("D", "It is.")), "");
}

TEST(ErrorMatcher, IsLessSureWhereOnlyASharedCodeFits) {
  EXPECT_EQ(Match({kByCode, kByMessage}, Answered("C", "Other."))->confidence,
            Confidence::kPossible);
  EXPECT_EQ(Match({kByCode, kByMessage}, Answered("C", "It is."))->confidence, Confidence::kLikely);
}

TEST(ErrorMatcher, TakesTheCodeAloneWhenNoOtherErrorHasIt) {
  const auto finding = Match({kByMessage}, Answered("C", "Said otherwise."));
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->confidence, Confidence::kLikely);
}

TEST(ErrorMatcher, KnowsAnErrorByItsEcWhenThereIsNoCode) {
  EXPECT_EQ(IdOf({kByMessage, kByEc}, {{"method", "HEAD"}, {"response", {{"x-oss-ec", "9"}}}}),
            "by-ec");
}

TEST(ErrorMatcher, ProvesOnlyByWhatIsCaptured) {
  const std::string error = kByMessage + "\nproves = [\"header Origin\"]";
  EXPECT_EQ(Match({error}, Answered("C", "It is."))->confidence, Confidence::kLikely);
  json words = Answered("C", "It is.");
  words["headers"] = {{"Origin", "https://a.example"}};
  const auto finding = Match({error}, words);
  EXPECT_EQ(finding->confidence, Confidence::kProven);
  ASSERT_EQ(finding->evidence.size(), 2U);
  EXPECT_EQ(finding->evidence[0].note, "answer");
  EXPECT_EQ(finding->evidence[1].name, "Origin");
}

TEST(ErrorMatcher, AsksForWhatTheEntryDemands) {
  const std::string error = kByMessage + "\nwhen = [\"method is PUT\"]";
  EXPECT_EQ(IdOf({error}, Answered("C", "It is.")), "");
  json words = Answered("C", "It is.");
  words["method"] = "PUT";
  EXPECT_EQ(IdOf({error}, words), "by-message");
}

TEST(ErrorMatcher, PrefersTheBetterProvenOfTwoThatFitAlike) {
  const std::string other =
      "id = \"zz\"\ncodes = [\"C\"]\nmessages = [\"It is\"]\nproves = [\"method is GET\"]";
  EXPECT_EQ(IdOf({kByMessage, other}, Answered("C", "It is.")), "zz");
}

TEST(ErrorMatcher, LowersTheSeverityWhereAnErrorIsToBeExpected) {
  const std::string error = kByMessage + "\nquiet = [\"method is HEAD\"]";
  EXPECT_EQ(Match({error}, Answered("C", "It is."))->severity, store::Severity::kError);
  json words = Answered("C", "It is.");
  words["method"] = "HEAD";
  EXPECT_EQ(Match({error}, words)->severity, store::Severity::kInfo);
}

TEST(ErrorMatcher, KeepsApartWhoseAnswerItIs) {
  const std::string foreign = "id = \"foreign\"\nanswer = \"foreign\"\nwhen = [\"status is 403\"]";
  const std::string none = "id = \"none\"\nanswer = \"none\"\nwhen = [\"failure\"]";
  const std::vector<std::string> all = {foreign, none, kByMessage};
  json words = Answered("C", "It is.");
  EXPECT_EQ(IdOf(all, words), "by-message");
  words["server"] = "nginx";
  EXPECT_EQ(IdOf(all, words), "foreign");
  EXPECT_EQ(IdOf(all, {{"status", 0}, {"failure", {"dns", "no such name"}}}), "none");
}

TEST(ErrorMatcher, IsSilentWhereARuleWithCodeCoversTheError) {
  const std::string rule =
      "id = \"my-rule\"\ncodes = [\"C\"]\ncovers = [\"by-message\"]\nseverity = \"error\"\n"
      "[en]\ntitle = \"T\"\ncause = \"C\"\nfix = [\"F\"]\ndocs = [\"P\"]\n"
      "[zh]\ntitle = \"T\"\ncause = \"C\"\nfix = [\"F\"]\ndocs = [\"P\"]\n";
  const std::string topic = Topic({kByMessage});
  const std::array<CatalogueText, 2> texts = {{{"errors/t.toml", topic}, {"my-rule.toml", rule}}};
  const Result<Catalogue> catalogue = Catalogue::Parse(texts);
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  const ErrorMatcher matcher(*catalogue);
  const store::Exchange exchange = MakeWireCase(Answered("C", "It is."));
  const EmptyHistory history;
  const Facts facts(exchange, history);
  store::Finding covering, other;
  covering.rule = "my-rule";
  other.rule = "another-rule";
  EXPECT_FALSE(matcher.Match(facts, std::array{covering}));
  EXPECT_TRUE(matcher.Match(facts, std::array{other}));
}

TEST(ErrorMatcher, NeverCallsASuccessAnError) {
  const std::string error = "id = \"any-put\"\nwhen = [\"method is PUT\"]";
  EXPECT_EQ(IdOf({error}, {{"method", "PUT"}, {"status", 200}}), "");
  EXPECT_EQ(IdOf({error + "\nseverity = \"warning\""}, {{"method", "PUT"}, {"status", 200}}),
            "any-put");
}

TEST(ErrorMatcher, TakesABodyThatBrokeForNoSuccess) {
  const std::string error = "id = \"reset\"\nanswer = \"none\"\nwhen = [\"failure is reset\"]";
  const json broken = {{"status", 200}, {"elements", nullptr}, {"failure", {"reset", "it broke"}}};
  EXPECT_EQ(IdOf({error}, broken), "reset");
}

}  // namespace
}  // namespace osslens::analyzers
