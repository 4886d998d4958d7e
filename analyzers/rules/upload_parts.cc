#include "analyzers/rules/upload_parts.h"

#include <charconv>

namespace osslens::analyzers {

std::optional<int> PartNumber(std::string_view text) {
  constexpr int kMost = 10000;  // OSS documentation, "UploadPart"
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (number < 1 || number > kMost) return std::nullopt;
  return number;
}

std::string BareEtag(std::string_view text) {
  std::string bare;
  for (const char c : text) {
    if (c == '"') continue;
    bare += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return bare;
}

}  // namespace osslens::analyzers
