#pragma once

#include <span>
#include <string_view>

namespace osslens::analyzers {

// One file of analyzers/catalogue: TOML as written.
struct CatalogueText {
  std::string_view file;
  std::string_view text;
};

// All of them, sorted by file name; generated at build time, static.
[[nodiscard]] std::span<const CatalogueText> EmbeddedCatalogue();

}  // namespace osslens::analyzers
