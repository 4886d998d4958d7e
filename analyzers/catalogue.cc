#include "analyzers/catalogue.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>

namespace osslens::analyzers {
namespace {

using store::Language;

// Reads one file into an entry and keeps the first fault; later calls then change nothing.
class EntryReader {
 public:
  EntryReader(std::string_view file, const toml::table& table) : file_(file), table_(table) {}

  [[nodiscard]] Result<CatalogueEntry> Read() {
    AllowOnly(table_, "the top level",
              {"id", "codes", "ecs", "severity", "en", "zh", "variants", "notes", "words"});
    entry_.id = Text(table_, "id");
    if (fmt::format("{}.toml", entry_.id) != file_) Fault("id must be the name of the file");
    entry_.codes = List(table_, "codes");
    if (table_.contains("ecs")) entry_.ecs = List(table_, "ecs");
    const std::string severity = Text(table_, "severity");
    if (!store::FromWord(severity, entry_.severity)) {
      Fault("severity must be \"error\", \"warning\" or \"info\"");
    }
    ReadGeneral();
    ReadVariants();
    if (table_.contains("notes")) entry_.notes = ReadTexts(Table(table_, "notes"), "note");
    ReadWords();
    if (!fault_.empty()) return Fail(ErrorKind::kInvalid, fault_);
    return std::move(entry_);
  }

 private:
  static constexpr std::array kLanguages = {std::pair{"en", Language::kEnglish},
                                            std::pair{"zh", Language::kChinese}};

  void Fault(std::string_view what) {
    if (fault_.empty()) fault_ = fmt::format("analyzers/catalogue/{}: {}", file_, what);
  }

  void AllowOnly(const toml::table& table, std::string_view where,
                 std::initializer_list<std::string_view> names) {
    for (const auto& [key, value] : table) {
      if (std::ranges::find(names, key.str()) == names.end()) {
        Fault(fmt::format("line {}: unknown key \"{}\" in {}", value.source().begin.line, key.str(),
                          where));
      }
    }
  }

  const toml::table& Table(const toml::table& parent, std::string_view name) {
    static const toml::table kEmpty;
    const toml::table* table = parent[name].as_table();
    if (table == nullptr) Fault(fmt::format("table [{}] is missing", name));
    return table == nullptr ? kEmpty : *table;
  }

  std::string Text(const toml::table& table, std::string_view name) {
    const auto text = table[name].value<std::string>();
    if (!text || text->empty()) Fault(fmt::format("text \"{}\" is missing", name));
    return text.value_or("");
  }

  std::vector<std::string> List(const toml::table& table, std::string_view name) {
    std::vector<std::string> list;
    if (const toml::array* array = table[name].as_array()) {
      for (const toml::node& item : *array) {
        const auto text = item.value<std::string>();
        if (!text || text->empty()) Fault(fmt::format("\"{}\" must be a list of texts", name));
        list.push_back(text.value_or(""));
      }
    }
    if (list.empty()) Fault(fmt::format("list \"{}\" is missing or empty", name));
    return list;
  }

  void ReadGeneral() {
    for (const auto& [word, language] : kLanguages) {
      const toml::table& table = Table(table_, word);
      AllowOnly(table, word, {"title", "cause", "fix", "docs"});
      entry_.general.in(language) = {Text(table, "title"), Text(table, "cause"),
                                     List(table, "fix")};
      entry_.docs.in(language) = List(table, "docs");
    }
  }

  // A variant says what is different; the rest it takes from the general text.
  void ReadVariants() {
    if (!table_.contains("variants")) return;
    for (const auto& [name, node] : Table(table_, "variants")) {
      const toml::table* variant = node.as_table();
      if (variant == nullptr)
        return Fault(fmt::format("variant \"{}\" must be a table", name.str()));
      InBothLanguages<DiagnosisText> texts = entry_.general;
      for (const auto& [word, language] : kLanguages) {
        const toml::table& table = Table(*variant, word);
        AllowOnly(table, fmt::format("variant \"{}\"", name.str()), {"title", "cause", "fix"});
        DiagnosisText& text = texts.in(language);
        text.cause = Text(table, "cause");
        if (table.contains("title")) text.title = Text(table, "title");
        if (table.contains("fix")) text.fix = List(table, "fix");
      }
      entry_.variants.emplace(name.str(), std::move(texts));
    }
  }

  NamedTexts ReadTexts(const toml::table& parent, std::string_view kind) {
    NamedTexts all;
    for (const auto& [name, node] : parent) {
      const toml::table* text = node.as_table();
      if (text == nullptr) {
        Fault(fmt::format("{} \"{}\" must be a table", kind, name.str()));
        return all;
      }
      AllowOnly(*text, fmt::format("{} \"{}\"", kind, name.str()), {"en", "zh"});
      InBothLanguages<std::string> texts;
      for (const auto& [word, language] : kLanguages) texts.in(language) = Text(*text, word);
      all.emplace(name.str(), std::move(texts));
    }
    return all;
  }

  void ReadWords() {
    if (!table_.contains("words")) return;
    const toml::table& words = Table(table_, "words");
    for (const auto& [placeholder, node] : words) {
      entry_.words.emplace(placeholder.str(), ReadTexts(Table(words, placeholder.str()), "word"));
    }
  }

  std::string_view file_;
  const toml::table& table_;
  CatalogueEntry entry_;
  std::string fault_;
};

Result<CatalogueEntry> ParseEntry(const CatalogueText& text) {
  try {
    const toml::table table = toml::parse(text.text, text.file);
    return EntryReader(text.file, table).Read();
  } catch (const toml::parse_error& error) {
    return Fail(ErrorKind::kInvalid, fmt::format("analyzers/catalogue/{}: line {}: {}", text.file,
                                                 error.source().begin.line, error.description()));
  }
}

// Replaces each {name} for which there is a value. What was put in is not looked at again, so a
// captured value cannot bring placeholders of its own.
std::string Fill(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string filled;
  while (true) {
    const size_t open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) return filled;
    const size_t close = text.find('}', open);
    const auto value = close == std::string_view::npos
                           ? values.end()
                           : values.find(std::string(text.substr(open + 1, close - open - 1)));
    if (value == values.end()) {
      filled += '{';
      text.remove_prefix(open + 1);
    } else {
      filled += value->second;
      text.remove_prefix(close + 1);
    }
  }
}

}  // namespace

Result<Catalogue> Catalogue::Load() { return Parse(EmbeddedCatalogue()); }

Result<Catalogue> Catalogue::Parse(std::span<const CatalogueText> texts) {
  Catalogue catalogue;
  for (const CatalogueText& text : texts) {
    Result<CatalogueEntry> entry = ParseEntry(text);
    if (!entry) return tl::unexpected(entry.error());
    catalogue.entries_.push_back(std::move(*entry));
  }
  std::ranges::sort(catalogue.entries_, {}, &CatalogueEntry::id);
  return catalogue;
}

const CatalogueEntry* Catalogue::Find(std::string_view id) const {
  const auto found = std::ranges::lower_bound(entries_, id, {}, &CatalogueEntry::id);
  return found == entries_.end() || found->id != id ? nullptr : &*found;
}

namespace {

// The values of a finding as they are said in that language.
std::map<std::string, std::string> InWords(std::map<std::string, std::string> values,
                                           const CatalogueEntry& entry, Language language) {
  for (const auto& [placeholder, words] : entry.words) {
    const auto value = values.find(placeholder);
    if (value == values.end()) continue;
    const auto word = words.find(value->second);
    if (word != words.end()) value->second = word->second.in(language);
  }
  return values;
}

}  // namespace

store::FindingText Catalogue::Describe(const store::Finding& finding, Language language) const {
  store::FindingText text;
  text.evidence_notes.resize(finding.evidence.size());
  const CatalogueEntry* entry = Find(finding.rule);
  if (entry == nullptr) {
    text.title = finding.rule;
    return text;
  }
  const auto variant = entry->variants.find(finding.variant);
  const DiagnosisText& source =
      variant == entry->variants.end() ? entry->general.in(language) : variant->second.in(language);
  const std::map<std::string, std::string> values = InWords(finding.values, *entry, language);
  text.title = Fill(source.title, values);
  text.cause = Fill(source.cause, values);
  for (const std::string& step : source.fix) text.fix.push_back(Fill(step, values));
  for (size_t i = 0; i < finding.evidence.size(); ++i) {
    const auto note = entry->notes.find(finding.evidence[i].note);
    if (note != entry->notes.end()) {
      text.evidence_notes[i] = Fill(note->second.in(language), values);
    }
  }
  text.docs = entry->docs.in(language);
  return text;
}

}  // namespace osslens::analyzers
