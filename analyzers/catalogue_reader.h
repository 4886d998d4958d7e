#pragma once

#include <vector>

#include "analyzers/catalogue.h"

namespace osslens::analyzers {

// What one file of analyzers/catalogue holds.
struct CatalogueFile {
  std::vector<CatalogueEntry> entries;
  InBothLanguages<std::string> title;  // of a topic
  NamedTexts shared_notes;
};

// Three kinds of files, told by name: shared-notes.toml (notes that every entry may use),
// errors/TOPIC.toml (errors that need no code, [[error]] tables), and RULE.toml (one rule with
// code). The error names file, line where known, and what to change.
[[nodiscard]] Result<CatalogueFile> ReadCatalogueFile(const CatalogueText& text);

}  // namespace osslens::analyzers
