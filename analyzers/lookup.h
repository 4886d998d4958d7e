#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/catalogue.h"

namespace osslens::analyzers {

// Entries that someone may mean by an id, an error code of OSS or of a client, an EC or a message.
// The first of these kinds that fits decides; capitals do not matter. Sorted by
// id; empty when nothing fits.
[[nodiscard]] std::vector<const CatalogueEntry*> LookUp(const Catalogue& catalogue,
                                                        std::string_view words);

// Ids and codes that resemble the words, the best first, at most `limit`.
[[nodiscard]] std::vector<std::string> Suggest(const Catalogue& catalogue, std::string_view words,
                                               size_t limit);

// A text of the catalogue for a reader who has no exchange at hand: "{host}" becomes "<host>".
[[nodiscard]] std::string WithoutValues(std::string_view text);

}  // namespace osslens::analyzers
