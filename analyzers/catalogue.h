#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/checks/check.h"
#include "analyzers/embedded_catalogue.h"
#include "base/result.h"
#include "store/record/finding_text.h"

namespace osslens::analyzers {

// One value for each store::Language.
template <class T>
struct InBothLanguages {
  std::array<T, 2> values;
  [[nodiscard]] const T& in(store::Language language) const {
    return values[static_cast<size_t>(language)];
  }
  [[nodiscard]] T& in(store::Language language) { return values[static_cast<size_t>(language)]; }
};

using NamedTexts = std::map<std::string, InBothLanguages<std::string>, std::less<>>;

// The sentences of a diagnosis. {name} stands for a value that the rule supplies.
struct DiagnosisText {
  std::string title;
  std::string cause;
  std::vector<std::string> fix;
};

// Whose answer an error entry is about.
enum class Answer {
  kOss,      // an answer of OSS itself
  kForeign,  // an answer of a server, proxy or portal that is not OSS
  kNone,     // none came, or osslens had to refuse
};

// When a rule with code is asked.
enum class About {
  kRefusal,   // for an answer of OSS with one of the entry's codes
  kCallback,  // for a call of OSS to a callback server
  kUpload,    // for an upload that asks for a callback, whatever came of it
  kForm,      // for a PostObject, whatever came of it
  kAnswer,    // for every answer of OSS
  kBroken,    // for a call of OSS that broke: no complete answer came
};

// How an error is recognised and what proves it: the part of an entry that needs no code. The
// general rule (error_matcher.h) reads it.
struct ErrorMatch {
  Answer answer = Answer::kOss;
  std::vector<std::string> messages;  // forms of the message, as written in the catalogue
  std::vector<std::string> forms;     // the same, squeezed (message_form.h)
  std::vector<int> statuses;          // of the answer; a hint between entries that are alike
  // The entry is also meant when the code fits and the message fits no form of any entry.
  bool any_message = false;
  int rank = 0;               // added for entries that must come before others of equal fit
  std::vector<AllOf> when;    // one of them must hold for the entry to be meant; empty: always
  std::vector<AllOf> proves;  // one that holds leaves no other cause
  std::vector<AllOf> suggests;
  std::vector<AllOf> quiet;  // one that holds makes it severity info
  store::Side side = store::Side::kApp;
};

// Everything the catalogue says of one rule or error.
struct CatalogueEntry {
  std::string id;
  About about = About::kRefusal;
  std::string topic;               // the file below catalogue/errors; of a rule with code: "rules"
  std::vector<std::string> codes;  // error codes of OSS for which the rule is asked
  std::vector<std::string> ecs;    // EC codes, for answers that carry no error code
  std::vector<std::string> aliases;  // other names to look it up by, such as codes of clients
  store::Severity severity = store::Severity::kError;
  InBothLanguages<DiagnosisText> general;  // also the base of every variant
  std::map<std::string, InBothLanguages<DiagnosisText>, std::less<>> variants;
  NamedTexts notes;
  // By placeholder, then by value: how a value that is a word of ours is said in each language.
  std::map<std::string, NamedTexts, std::less<>> words;
  InBothLanguages<std::vector<std::string>> docs;
  std::vector<std::string> covers;  // error entries that keep silent when this rule spoke
  std::optional<ErrorMatch> match;  // nullopt: a rule with code
};

// The texts of all rules and errors in both languages. Immutable once loaded; any thread may read
// it.
class Catalogue final : public store::FindingTextSource {
 public:
  // From the texts that are part of the binary.
  [[nodiscard]] static Result<Catalogue> Load();
  // From given texts; the error names the file, the line where that is known, and what to change.
  [[nodiscard]] static Result<Catalogue> Parse(std::span<const CatalogueText> texts);

  [[nodiscard]] const std::vector<CatalogueEntry>& entries() const { return entries_; }  // by id
  [[nodiscard]] const CatalogueEntry* Find(std::string_view id) const;

  // Titles of the topics, by file name.
  using TopicTitles = NamedTexts;
  [[nodiscard]] const TopicTitles& topics() const { return topics_; }

  [[nodiscard]] store::FindingText Describe(const store::Finding& finding,
                                            store::Language language) const override;

 private:
  [[nodiscard]] Result<void> CheckReferences() const;

  std::vector<CatalogueEntry> entries_;
  TopicTitles topics_;
  NamedTexts shared_notes_;
};

}  // namespace osslens::analyzers
