#include "store/text_search.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace osslens::store {
namespace {

size_t IndexOf(char c) noexcept { return static_cast<unsigned char>(ToLower(c)); }

}  // namespace

// Horspool's search: a filter reads megabytes of heads, and most places can be skipped by looking
// at one byte.
bool ContainsIgnoreCase(std::string_view text, std::string_view word) noexcept {
  if (word.empty()) return true;
  if (text.size() < word.size()) return false;
  std::array<uint8_t, 256> skip{};
  const size_t last = word.size() - 1;
  skip.fill(static_cast<uint8_t>(std::min<size_t>(word.size(), UINT8_MAX)));
  for (size_t i = 0; i < last; ++i) {
    skip[IndexOf(word[i])] = static_cast<uint8_t>(std::min<size_t>(last - i, UINT8_MAX));
  }
  for (size_t at = 0; at + word.size() <= text.size(); at += skip[IndexOf(text[at + last])]) {
    if (EqualsIgnoreCase(text.substr(at, word.size()), word)) return true;
  }
  return false;
}

}  // namespace osslens::store
