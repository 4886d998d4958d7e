#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace osslens::analyzers {

// A part number as OSS takes it, 1 to 10000; nullopt for any other text.
[[nodiscard]] std::optional<int> PartNumber(std::string_view text);

// An ETag without its quotes, in upper case: two spellings of one ETag become the same.
[[nodiscard]] std::string BareEtag(std::string_view text);

}  // namespace osslens::analyzers
