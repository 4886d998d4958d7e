#include "analyzers/catalogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzers/catalogue_reader.h"

namespace osslens::analyzers {
namespace {

using store::Language;

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
    Result<CatalogueFile> file = ReadCatalogueFile(text);
    if (!file) return tl::unexpected(file.error());
    for (CatalogueEntry& entry : file->entries) {
      if (entry.match) catalogue.topics_.try_emplace(entry.topic, file->title);
      catalogue.entries_.push_back(std::move(entry));
    }
    catalogue.shared_notes_.merge(file->shared_notes);
  }
  std::ranges::sort(catalogue.entries_, {}, &CatalogueEntry::id);
  if (const Result<void> checked = catalogue.CheckReferences(); !checked) {
    return tl::unexpected(checked.error());
  }
  return catalogue;
}

Result<void> Catalogue::CheckReferences() const {
  for (size_t i = 0; i < entries_.size(); ++i) {
    const CatalogueEntry& entry = entries_[i];
    if (i > 0 && entries_[i - 1].id == entry.id) {
      return Fail(ErrorKind::kInvalid,
                  fmt::format("analyzers/catalogue: two entries have the id {}", entry.id));
    }
    for (const std::string& covered : entry.covers) {
      const CatalogueEntry* other = Find(covered);
      if (other == nullptr || !other->match) {
        return Fail(ErrorKind::kInvalid,
                    fmt::format("analyzers/catalogue/{}.toml: covers \"{}\", which is no error of "
                                "analyzers/catalogue/errors",
                                entry.id, covered));
      }
    }
  }
  return {};
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
    const auto shared = shared_notes_.find(finding.evidence[i].note);
    if (note != entry->notes.end()) {
      text.evidence_notes[i] = Fill(note->second.in(language), values);
    } else if (shared != shared_notes_.end()) {
      text.evidence_notes[i] = shared->second.in(language);
    }
  }
  text.docs = entry->docs.in(language);
  return text;
}

}  // namespace osslens::analyzers
