#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace osslens::app {

// At most that many bytes from the beginning, or the end, of a regular file; empty when there is none or it cannot be
// read.
[[nodiscard]] std::string ReadBeginning(const std::filesystem::path& file, uint64_t limit_bytes);
[[nodiscard]] std::string ReadEnd(const std::filesystem::path& file, uint64_t limit_bytes);

// Whether the word stands in the text by itself: not as a part of a longer name of letters, digits, "-" and "_".
[[nodiscard]] bool ContainsWord(std::string_view text, std::string_view word) noexcept;

}  // namespace osslens::app
