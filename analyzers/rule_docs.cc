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

std::string PageOf(const CatalogueEntry& entry) {
  std::string page = kNotice;
  page += fmt::format("# {}\n\nSeverity: {}. Asked for: {}", entry.id, ToWord(entry.severity),
                      Join(entry.codes));
  if (!entry.ecs.empty()) page += fmt::format(", EC {}", Join(entry.ecs));
  page += ".\n\n";
  AppendLanguage(entry, Language::kEnglish, "English", page);
  AppendLanguage(entry, Language::kChinese, "中文", page);
  page.pop_back();
  return page;
}

std::string IndexOf(const Catalogue& catalogue) {
  std::string page = kNotice;
  page +=
      "# Rules\n\nEvery diagnosis that osslens can give. A name in braces stands for a value of "
      "the "
      "exchange.\n\n| rule | what it finds | codes |\n| --- | --- | --- |\n";
  for (const CatalogueEntry& entry : catalogue.entries()) {
    page += fmt::format("| [{0}]({0}.md) | {1} | {2} |\n", entry.id,
                        entry.general.in(Language::kEnglish).title, Join(entry.codes));
  }
  return page;
}

std::map<std::string, std::string> Pages(const Catalogue& catalogue) {
  std::map<std::string, std::string> pages = {{"README.md", IndexOf(catalogue)}};
  for (const CatalogueEntry& entry : catalogue.entries()) {
    pages.emplace(entry.id + ".md", PageOf(entry));
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
