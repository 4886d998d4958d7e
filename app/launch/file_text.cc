#include "app/launch/file_text.h"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace osslens::app {
namespace {

std::string ReadPart(const std::filesystem::path& path, uint64_t limit_bytes, bool is_end) {
  std::error_code error;
  // A pipe or a device would block, or never end.
  if (!std::filesystem::is_regular_file(path, error) || error) return {};
  const uint64_t size = std::filesystem::file_size(path, error);
  if (error) return {};
  std::string bytes(std::min(size, limit_bytes), '\0');
  std::ifstream file(path, std::ios::binary);
  if (is_end) file.seekg(static_cast<std::streamoff>(size - bytes.size()));
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

bool is_part_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

std::string ReadBeginning(const std::filesystem::path& file, uint64_t limit_bytes) {
  return ReadPart(file, limit_bytes, false);
}

std::string ReadEnd(const std::filesystem::path& file, uint64_t limit_bytes) {
  return ReadPart(file, limit_bytes, true);
}

bool ContainsWord(std::string_view text, std::string_view word) noexcept {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool begins = at == 0 || !is_part_of_name(text[at - 1]) || !is_part_of_name(word.front());
    const bool ends =
        end == text.size() || !is_part_of_name(text[end]) || !is_part_of_name(word.back());
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace osslens::app
