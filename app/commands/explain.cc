#include "app/commands/explain.h"

#include <fmt/format.h>

#include <cstdio>

#include "analyzers/lookup.h"
#include "app/captures.h"
#include "app/terminal_text.h"

namespace osslens::app {
namespace {

using analyzers::CatalogueEntry;

// More than these are listed only, to choose from.
constexpr size_t kMostWhole = 3;

std::string Join(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& item : list) text += (text.empty() ? "" : ", ") + item;
  return text;
}

void PrintText(const analyzers::DiagnosisText& text) {
  fmt::print("  {}\n", analyzers::WithoutValues(text.cause));
  for (const std::string& step : text.fix) {
    fmt::print("  - {}\n", analyzers::WithoutValues(step));
  }
}

void PrintEntry(const CatalogueEntry& entry, store::Language language) {
  const analyzers::DiagnosisText& text = entry.general.in(language);
  fmt::print("{} ({})\n", analyzers::WithoutValues(text.title), entry.id);
  if (!entry.codes.empty()) fmt::print("  Code: {}\n", Join(entry.codes));
  if (!entry.ecs.empty()) fmt::print("  EC: {}\n", Join(entry.ecs));
  if (entry.match) {
    for (const std::string& message : entry.match->messages) fmt::print("  Message: {}\n", message);
  }
  PrintText(text);
  for (const auto& [name, variant] : entry.variants) {
    fmt::print("  * {} ({})\n", analyzers::WithoutValues(variant.in(language).title), name);
  }
  fmt::print("  {}\n", Join(entry.docs.in(language)));
}

}  // namespace

void AddExplainOptions(CLI::App& command, ExplainArguments& arguments) {
  command
      .add_option("words", arguments.words,
                  "An error code, an EC, a message of OSS or the id of a rule")
      ->type_name("CODE")
      ->required();
  command.add_option("--lang", arguments.language, "Language of the texts: en or zh")
      ->type_name("LANG")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
}

Result<void> Explain(const ExplainArguments& arguments) {
  std::string words;
  for (const std::string& word : arguments.words) words += (words.empty() ? "" : " ") + word;
  const Result<analyzers::Catalogue> catalogue = analyzers::Catalogue::Load();
  if (!catalogue) return tl::unexpected(catalogue.error());
  const std::vector<const CatalogueEntry*> found = analyzers::LookUp(*catalogue, words);
  const store::Language language = LanguageOf(arguments.language);
  if (found.empty()) {
    constexpr size_t kMostSuggestions = 5;
    const std::vector<std::string> near = analyzers::Suggest(*catalogue, words, kMostSuggestions);
    return Fail(ErrorKind::kNotFound,
                fmt::format("the catalogue has no error \"{}\"{}", TerminalText(words),
                            near.empty() ? "" : "; did you mean " + Join(near) + "?"));
  }
  if (found.size() > kMostWhole) {
    for (const CatalogueEntry* entry : found) {
      fmt::print("{}  {}\n", entry->id,
                 analyzers::WithoutValues(entry->general.in(language).title));
    }
    return {};
  }
  for (size_t i = 0; i < found.size(); ++i) {
    if (i > 0) fmt::print("\n");
    PrintEntry(*found[i], language);
  }
  return {};
}

}  // namespace osslens::app
