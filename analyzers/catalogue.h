#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// Everything the catalogue says of one rule.
struct CatalogueEntry {
  std::string id;
  std::vector<std::string> codes;  // error codes of OSS for which the rule is asked
  std::vector<std::string> ecs;    // EC codes, for answers that carry no error code
  store::Severity severity = store::Severity::kError;
  InBothLanguages<DiagnosisText> general;  // also the base of every variant
  std::map<std::string, InBothLanguages<DiagnosisText>, std::less<>> variants;
  NamedTexts notes;
  // By placeholder, then by value: how a value that is a word of ours is said in each language.
  std::map<std::string, NamedTexts, std::less<>> words;
  InBothLanguages<std::vector<std::string>> docs;
};

// The texts of all rules in both languages. Immutable once loaded; any thread may read it.
class Catalogue final : public store::FindingTextSource {
 public:
  // From the texts that are part of the binary.
  [[nodiscard]] static Result<Catalogue> Load();
  // From given texts; the error names the file, the line where that is known, and what to change.
  [[nodiscard]] static Result<Catalogue> Parse(std::span<const CatalogueText> texts);

  [[nodiscard]] const std::vector<CatalogueEntry>& entries() const { return entries_; }  // by id
  [[nodiscard]] const CatalogueEntry* Find(std::string_view id) const;

  [[nodiscard]] store::FindingText Describe(const store::Finding& finding,
                                            store::Language language) const override;

 private:
  std::vector<CatalogueEntry> entries_;
};

}  // namespace osslens::analyzers
