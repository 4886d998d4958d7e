#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace osslens::oss {

// Undoes a content coding (gzip, deflate, br; "identity" and "" copy) of a body that may have been
// cut short: what can be decoded is returned, at most `limit_bytes` of it, so that a small body
// cannot unfold into a large one. nullopt for other codings and for bytes that are not of that
// coding from the start.
[[nodiscard]] std::optional<std::string> DecodeContent(std::string_view coding,
                                                       std::string_view bytes, size_t limit_bytes);

}  // namespace osslens::oss
