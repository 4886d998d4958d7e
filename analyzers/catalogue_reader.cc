#include "analyzers/catalogue_reader.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>

#include "analyzers/message_form.h"

namespace osslens::analyzers {
namespace {

using store::Language;

// Reads one file and keeps the first fault; later calls then change nothing.
class FileReader {
 public:
  FileReader(std::string_view file, const toml::table& table) : file_(file), table_(table) {}

  [[nodiscard]] Result<CatalogueFile> Read() {
    if (file_ == "shared-notes.toml") {
      AllowOnly(table_, "the top level", {"notes"});
      out_.shared_notes = ReadTexts(Table(table_, "notes"), "note");
    } else if (file_.starts_with(kErrors)) {
      ReadTopic();
    } else {
      out_.entries.push_back(ReadRule());
    }
    if (!fault_.empty()) return Fail(ErrorKind::kInvalid, fault_);
    return std::move(out_);
  }

 private:
  static constexpr std::string_view kErrors = "errors/";
  static constexpr std::array kLanguages = {std::pair{"en", Language::kEnglish},
                                            std::pair{"zh", Language::kChinese}};

  void Fault(std::string_view what) {
    if (fault_.empty()) {
      fault_ = fmt::format("analyzers/catalogue/{}: {}{}", file_,
                           error_.empty() ? "" : error_ + ": ", what);
    }
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

  std::vector<std::string> OptionalList(const toml::table& table, std::string_view name) {
    return table.contains(name) ? List(table, name) : std::vector<std::string>{};
  }

  store::Severity ReadSeverity(const toml::table& table) {
    store::Severity severity = store::Severity::kError;
    if (!store::FromWord(Text(table, "severity"), severity)) {
      Fault("severity must be \"error\", \"warning\" or \"info\"");
    }
    return severity;
  }

  CatalogueEntry ReadRule() {
    CatalogueEntry entry;
    AllowOnly(table_, "the top level",
              {"id", "codes", "ecs", "covers", "severity", "en", "zh", "variants", "notes", "words",
               "about"});
    entry.id = Text(table_, "id");
    entry.topic = "rules";
    if (fmt::format("{}.toml", entry.id) != file_) Fault("id must be the name of the file");
    entry.about = ReadAbout();
    entry.codes =
        entry.about == About::kRefusal ? List(table_, "codes") : OptionalList(table_, "codes");
    entry.ecs = OptionalList(table_, "ecs");
    entry.covers = OptionalList(table_, "covers");
    entry.severity = ReadSeverity(table_);
    for (const auto& [word, language] : kLanguages) {
      const toml::table& table = Table(table_, word);
      AllowOnly(table, word, {"title", "cause", "fix", "docs"});
      entry.general.in(language) = ReadText(table);
      entry.docs.in(language) = List(table, "docs");
    }
    ReadVariants(entry);
    if (table_.contains("notes")) entry.notes = ReadTexts(Table(table_, "notes"), "note");
    ReadWords(entry);
    return entry;
  }

  About ReadAbout() {
    const std::string word = table_["about"].value_or(std::string("refusal"));
    if (word == "callback") return About::kCallback;
    if (word == "upload") return About::kUpload;
    if (word == "form") return About::kForm;
    if (word == "answer") return About::kAnswer;
    if (word == "broken") return About::kBroken;
    if (word != "refusal") {
      Fault(
          "about must be \"refusal\", \"callback\", \"upload\", \"form\", \"answer\" or "
          "\"broken\"");
    }
    return About::kRefusal;
  }

  DiagnosisText ReadText(const toml::table& table) {
    return {Text(table, "title"), Text(table, "cause"), List(table, "fix")};
  }

  // A variant says what is different; the rest it takes from the general text.
  void ReadVariants(CatalogueEntry& entry) {
    if (!table_.contains("variants")) return;
    for (const auto& [name, node] : Table(table_, "variants")) {
      const toml::table* variant = node.as_table();
      if (variant == nullptr)
        return Fault(fmt::format("variant \"{}\" must be a table", name.str()));
      InBothLanguages<DiagnosisText> texts = entry.general;
      for (const auto& [word, language] : kLanguages) {
        const toml::table& table = Table(*variant, word);
        AllowOnly(table, fmt::format("variant \"{}\"", name.str()), {"title", "cause", "fix"});
        DiagnosisText& text = texts.in(language);
        text.cause = Text(table, "cause");
        if (table.contains("title")) text.title = Text(table, "title");
        if (table.contains("fix")) text.fix = List(table, "fix");
      }
      entry.variants.emplace(name.str(), std::move(texts));
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

  void ReadWords(CatalogueEntry& entry) {
    if (!table_.contains("words")) return;
    const toml::table& words = Table(table_, "words");
    for (const auto& [placeholder, node] : words) {
      entry.words.emplace(placeholder.str(), ReadTexts(Table(words, placeholder.str()), "word"));
    }
  }

  // The head of a topic says what its errors share.
  void ReadTopic() {
    AllowOnly(table_, "the top level", {"title", "docs", "side", "severity", "error"});
    for (const auto& [word, language] : kLanguages) {
      out_.title.in(language) = Text(Table(table_, "title"), word);
    }
    const toml::array* errors = table_["error"].as_array();
    if (errors == nullptr) return Fault("there is no [[error]]");
    for (const toml::node& node : *errors) {
      const toml::table* error = node.as_table();
      if (error == nullptr) return Fault("[[error]] must be a table");
      out_.entries.push_back(ReadError(*error));
    }
    error_.clear();
  }

  CatalogueEntry ReadError(const toml::table& table) {
    CatalogueEntry entry;
    entry.id = Text(table, "id");
    error_ = entry.id;
    AllowOnly(
        table, "an error",
        {"id", "codes", "aliases", "ecs", "statuses", "messages", "any-message", "rank", "answer",
         "when", "proves", "suggests", "quiet", "side", "severity", "docs", "en", "zh"});
    entry.topic = file_.substr(kErrors.size(), file_.size() - kErrors.size() - 5);
    entry.codes = OptionalList(table, "codes");
    entry.aliases = OptionalList(table, "aliases");
    entry.ecs = OptionalList(table, "ecs");
    entry.severity = ReadSeverity(table.contains("severity") ? table : table_);
    for (const auto& [word, language] : kLanguages) {
      const toml::table& texts = Table(table, word);
      AllowOnly(texts, word, {"title", "cause", "fix"});
      entry.general.in(language) = ReadText(texts);
      const toml::table& owner = table.contains("docs") ? table : table_;
      entry.docs.in(language) = List(Table(owner, "docs"), word);
    }
    entry.match = ReadMatch(table);
    const bool selective = !entry.codes.empty() || !entry.ecs.empty() || !entry.match->when.empty();
    if (!selective) Fault("\"codes\", \"ecs\" or \"when\" must say when it is meant");
    return entry;
  }

  ErrorMatch ReadMatch(const toml::table& table) {
    ErrorMatch match;
    match.messages = OptionalList(table, "messages");
    for (const std::string& form : match.messages) match.forms.push_back(SqueezeMessage(form));
    if (const toml::array* statuses = table["statuses"].as_array()) {
      for (const toml::node& status : *statuses) match.statuses.push_back(status.value_or(0));
    }
    match.any_message = table["any-message"].value_or(false);
    match.rank = table["rank"].value_or(0);
    match.answer = ReadAnswer(table);
    match.when = ReadChecks(table, "when");
    match.proves = ReadChecks(table, "proves");
    match.suggests = ReadChecks(table, "suggests");
    match.quiet = ReadChecks(table, "quiet");
    if (!store::FromWord(Text(table.contains("side") ? table : table_, "side"), match.side)) {
      Fault("side must be \"app\", \"middle\", \"network\" or \"oss\"");
    }
    return match;
  }

  Answer ReadAnswer(const toml::table& table) {
    const std::string word = table["answer"].value_or(std::string("oss"));
    if (word == "foreign") return Answer::kForeign;
    if (word == "none") return Answer::kNone;
    if (word != "oss") Fault("answer must be \"oss\", \"foreign\" or \"none\"");
    return Answer::kOss;
  }

  std::vector<AllOf> ReadChecks(const toml::table& table, std::string_view name) {
    std::vector<AllOf> all;
    for (const std::string& text : OptionalList(table, name)) {
      Result<AllOf> checks = ParseChecks(text);
      if (checks) {
        all.push_back(std::move(*checks));
      } else {
        Fault(fmt::format("{} \"{}\": {}", name, text, checks.error().message));
      }
    }
    return all;
  }

  std::string_view file_;
  const toml::table& table_;
  CatalogueFile out_;
  std::string error_;  // the [[error]] that is being read
  std::string fault_;
};

}  // namespace

Result<CatalogueFile> ReadCatalogueFile(const CatalogueText& text) {
  try {
    const toml::table table = toml::parse(text.text, text.file);
    return FileReader(text.file, table).Read();
  } catch (const toml::parse_error& error) {
    return Fail(ErrorKind::kInvalid, fmt::format("analyzers/catalogue/{}: line {}: {}", text.file,
                                                 error.source().begin.line, error.description()));
  }
}

}  // namespace osslens::analyzers
