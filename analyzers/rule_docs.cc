// osslens_rule_docs [--check] DIR: writes the pages of docs/rules from the catalogue, or says which
// of them are not what it would write.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "analyzers/catalogue.h"

namespace osslens::analyzers {
namespace {

namespace fs = std::filesystem;
using store::Language;

constexpr const char* kNotice =
    "<!-- Written by osslens_rule_docs from analyzers/catalogue; change it there. -->\n";

std::string Join(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& item : list) {
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", item);
  }
  return text;
}

void AppendText(const DiagnosisText& text, std::string& page) {
  page += fmt::format("**{}**\n\n{}\n\n", text.title, text.cause);
  for (const std::string& step : text.fix) page += fmt::format("- {}\n", step);
  page += '\n';
}

void AppendLanguage(const CatalogueEntry& entry, Language language, const char* heading,
                    std::string& page) {
  page += fmt::format("## {}\n\n", heading);
  AppendText(entry.general.in(language), page);
  for (const auto& [name, texts] : entry.variants) {
    page += fmt::format("### {}\n\n", name);
    AppendText(texts.in(language), page);
  }
  for (const std::string& doc : entry.docs.in(language)) page += fmt::format("> {}\n", doc);
  page += '\n';
}

std::string SubjectOf(const CatalogueEntry& entry) {
  switch (entry.about) {
    case About::kRefusal:
      return Join(entry.codes);
    case About::kCallback:
      return "calls of OSS to a callback server (`--callback`)";
    case About::kUpload:
      return "uploads that ask for a callback";
    case About::kForm:
      return "uploads by form (PostObject)";
    case About::kAnswer:
      return "all answers of OSS";
    case About::kBroken:
      return "calls that broke before their answer was complete";
  }
  return {};
}

std::string PageOf(const CatalogueEntry& entry) {
  std::string page = kNotice;
  page += fmt::format("# {}\n\nSeverity: {}. Asked for: {}", entry.id, ToWord(entry.severity),
                      SubjectOf(entry));
  if (!entry.ecs.empty()) page += fmt::format(", EC {}", Join(entry.ecs));
  page += ".\n";
  if (!entry.covers.empty()) page += fmt::format("Covers: {}.\n", Join(entry.covers));
  page += '\n';
  AppendLanguage(entry, Language::kEnglish, "English", page);
  AppendLanguage(entry, Language::kChinese, "中文", page);
  page.pop_back();
  return page;
}

void AppendChecks(const char* heading, const std::vector<AllOf>& list, std::string& page) {
  if (list.empty()) return;
  page += fmt::format("- {}: ", heading);
  for (size_t i = 0; i < list.size(); ++i) {
    page += fmt::format("{}`{}`", i == 0 ? "" : " or ", list[i].text);
  }
  page += '\n';
}

// Codes, EC and checks of an error that is data.
void AppendMatch(const CatalogueEntry& entry, std::string& page) {
  if (!entry.codes.empty()) page += fmt::format("- code: {}\n", Join(entry.codes));
  if (!entry.ecs.empty()) page += fmt::format("- EC: {}\n", Join(entry.ecs));
  for (const std::string& message : entry.match->messages) {
    page += fmt::format("- message: `{}`\n", message);
  }
  AppendChecks("only when", entry.match->when, page);
  AppendChecks("proven by", entry.match->proves, page);
  AppendChecks("suggested by", entry.match->suggests, page);
  page +=
      fmt::format("- severity {}, side {}\n\n", ToWord(entry.severity), ToWord(entry.match->side));
}

std::string TopicPageOf(const Catalogue& catalogue, const std::string& topic,
                        const InBothLanguages<std::string>& title) {
  std::string page = kNotice;
  page += fmt::format("# {} / {}\n\n", title.in(Language::kEnglish), title.in(Language::kChinese));
  for (const CatalogueEntry& entry : catalogue.entries()) {
    if (entry.topic != topic) continue;
    page += fmt::format("## {}\n\n", entry.id);
    AppendMatch(entry, page);
    AppendText(entry.general.in(Language::kEnglish), page);
    AppendText(entry.general.in(Language::kChinese), page);
  }
  page.pop_back();
  return page;
}

void AppendRow(const CatalogueEntry& entry, const std::string& target, std::string& page) {
  page += fmt::format("| [{}]({}) | {} | {} |\n", entry.id, target,
                      entry.general.in(Language::kEnglish).title, Join(entry.codes));
}

std::string IndexOf(const Catalogue& catalogue) {
  constexpr const char* kTable = "| id | what it finds | codes |\n| --- | --- | --- |\n";
  std::string page = kNotice;
  page +=
      "# Rules\n\nEvery diagnosis that osslens can give. A name in braces stands for a value of "
      "the exchange.\n\n## Rules with code\n\nThey look at more than one thing at a time.\n\n";
  page += kTable;
  for (const CatalogueEntry& entry : catalogue.entries()) {
    if (!entry.match) AppendRow(entry, entry.id + ".md", page);
  }
  for (const auto& [topic, title] : catalogue.topics()) {
    page += fmt::format("\n## {}\n\n{}", title.in(Language::kEnglish), kTable);
    for (const CatalogueEntry& entry : catalogue.entries()) {
      if (entry.topic == topic) AppendRow(entry, fmt::format("{}.md#{}", topic, entry.id), page);
    }
  }
  return page;
}

std::map<std::string, std::string> Pages(const Catalogue& catalogue) {
  std::map<std::string, std::string> pages = {{"README.md", IndexOf(catalogue)}};
  for (const CatalogueEntry& entry : catalogue.entries()) {
    if (!entry.match) pages.emplace(entry.id + ".md", PageOf(entry));
  }
  for (const auto& [topic, title] : catalogue.topics()) {
    pages.emplace(topic + ".md", TopicPageOf(catalogue, topic, title));
  }
  return pages;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int Check(const std::map<std::string, std::string>& pages, const fs::path& folder) {
  int stale = 0;
  for (const auto& [name, text] : pages) {
    if (ReadFile(folder / name) == text) continue;
    fmt::print(stderr, "{} is not what the catalogue says\n", (folder / name).string());
    ++stale;
  }
  for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
    if (pages.contains(file.path().filename())) continue;
    fmt::print(stderr, "{} belongs to no rule\n", file.path().string());
    ++stale;
  }
  if (stale > 0) fmt::print(stderr, "run: osslens_rule_docs docs/rules\n");
  return stale == 0 ? 0 : 1;
}

int Write(const std::map<std::string, std::string>& pages, const fs::path& folder) {
  fs::create_directories(folder);
  for (const auto& [name, text] : pages) {
    std::ofstream file(folder / name, std::ios::binary);
    file << text;
    if (!file.flush()) {
      fmt::print(stderr, "cannot write {}\n", (folder / name).string());
      return 1;
    }
  }
  return 0;
}

int Run(const std::vector<std::string>& arguments) {
  const bool check = arguments.size() == 2 && arguments[0] == "--check";
  if (arguments.size() != (check ? 2U : 1U) || arguments.back().starts_with("--")) {
    fmt::print(stderr, "usage: osslens_rule_docs [--check] DIR\n");
    return 2;
  }
  const Result<Catalogue> catalogue = Catalogue::Load();
  if (!catalogue) {
    fmt::print(stderr, "{}\n", catalogue.error().message);
    return 1;
  }
  return check ? Check(Pages(*catalogue), arguments.back())
               : Write(Pages(*catalogue), arguments.back());
}

}  // namespace
}  // namespace osslens::analyzers

int main(int argc, char** argv) {
  try {
    return osslens::analyzers::Run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
}
