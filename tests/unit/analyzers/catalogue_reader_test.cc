#include "analyzers/catalogue_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace osslens::analyzers {
namespace {

constexpr const char* kTopic = R"(title = { en = "Topic", zh = "主题" }
side = "app"
severity = "error"
[docs]
en = ["Page"]
zh = ["文档"]
[[error]]
id = "some-error"
codes = ["SomeCode"]
statuses = [403]
messages = ["It  is wrong."]
proves = ["header Origin and method is PUT"]
en.title = "T"
en.cause = "C"
en.fix = ["F"]
zh.title = "标题"
zh.cause = "原因"
zh.fix = ["步骤"]
)";

Result<CatalogueFile> Read(const std::string& text, const char* file = "errors/topic.toml") {
  return ReadCatalogueFile({file, text});
}

std::string FaultOf(const std::string& text) {
  const Result<CatalogueFile> file = Read(text);
  return file ? "" : file.error().message;
}

std::string Replaced(std::string_view part, std::string_view by) {
  std::string text(kTopic);
  return text.replace(text.find(part), part.size(), by);
}

TEST(CatalogueReader, ReadsATopic) {
  const Result<CatalogueFile> file = Read(kTopic);
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_EQ(file->entries.size(), 1U);
  const CatalogueEntry& entry = file->entries[0];
  EXPECT_EQ(entry.topic, "topic");
  EXPECT_EQ(file->title.in(store::Language::kChinese), "主题");
  ASSERT_TRUE(entry.match);
  EXPECT_EQ(entry.match->forms, std::vector<std::string>{"itiswrong"});
  EXPECT_EQ(entry.match->statuses, std::vector<int>{403});
  ASSERT_EQ(entry.match->proves.size(), 1U);
  EXPECT_EQ(entry.match->proves[0].checks.size(), 2U);
  EXPECT_EQ(entry.docs.in(store::Language::kEnglish), std::vector<std::string>{"Page"});
}

TEST(CatalogueReader, LetsAnErrorSayOtherwiseThanItsTopic) {
  const Result<CatalogueFile> file = Read(
      Replaced("statuses", "side = \"oss\"\nseverity = \"info\"\nanswer = \"none\"\nstatuses"));
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->entries[0].match->side, store::Side::kOss);
  EXPECT_EQ(file->entries[0].severity, store::Severity::kInfo);
  EXPECT_EQ(file->entries[0].match->answer, Answer::kNone);
}

TEST(CatalogueReader, NamesTheErrorThatIsWrong) {
  const std::string where = "analyzers/catalogue/errors/topic.toml: some-error: ";
  EXPECT_EQ(FaultOf(Replaced("zh.cause = \"原因\"\n", "")), where + "text \"cause\" is missing");
  EXPECT_EQ(
      FaultOf(Replaced("header Origin", "haeder Origin")),
      where + "proves \"haeder Origin and method is PUT\": a source is expected at \"haeder\"");
  EXPECT_EQ(FaultOf(Replaced("statuses", "answer = \"mine\"\nstatuses")),
            where + "answer must be \"oss\", \"foreign\" or \"none\"");
  EXPECT_EQ(FaultOf(Replaced("codes = [\"SomeCode\"]\n", "")),
            where + "\"codes\", \"ecs\" or \"when\" must say when it is meant");
  EXPECT_EQ(FaultOf(Replaced("statuses", "colour = 1\nstatuses")),
            where + "line 10: unknown key \"colour\" in an error");
}

TEST(CatalogueReader, ReadsNotesThatAllShare) {
  const Result<CatalogueFile> file =
      Read("[notes]\nfound = { en = \"here\", zh = \"此处\" }\n", "shared-notes.toml");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->shared_notes.at("found").in(store::Language::kEnglish), "here");
}

}  // namespace
}  // namespace osslens::analyzers
