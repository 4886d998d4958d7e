#pragma once

#include <string_view>

namespace osslens::store {

// True when `text` contains `word`; the case of ASCII letters does not matter. Works on bytes:
// neither needs to be valid UTF-8, and a NUL is a byte like any other. An empty word is contained
// in everything.
[[nodiscard]] bool ContainsIgnoreCase(std::string_view text, std::string_view word) noexcept;

}  // namespace osslens::store
