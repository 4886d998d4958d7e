#include "app/launch/go_build_info.h"

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string_view>

#include "base/text.h"

namespace osslens::app {
namespace {

// Sections are bounded: the texts of a large program take some ten KiB.
constexpr uint64_t kMostSections = 512;
constexpr uint64_t kMostBytes = 4 << 20;

constexpr std::string_view kMagic{"\xff Go buildinf:", 14};
constexpr size_t kHeaderBytes = 32;
constexpr size_t kFlagsAt = 15;
constexpr unsigned char kTextsAreInline = 2;

// Reads parts of a file; each read either gives all of it or nothing.
class Parts {
 public:
  explicit Parts(const std::filesystem::path& path) : file_(path, std::ios::binary) {}

  [[nodiscard]] std::optional<std::string> Read(uint64_t offset, uint64_t size) {
    if (size > kMostBytes) return std::nullopt;
    std::string bytes(size, '\0');
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(offset));
    file_.read(bytes.data(), static_cast<std::streamsize>(size));
    if (!file_) return std::nullopt;
    return bytes;
  }

  template <class T>
  [[nodiscard]] std::optional<T> Read(uint64_t offset) {
    const auto bytes = Read(offset, sizeof(T));
    if (!bytes) return std::nullopt;
    T value;
    std::memcpy(&value, bytes->data(), sizeof value);
    return value;
  }

 private:
  std::ifstream file_;
};

// 64-bit programs of this machine's byte order: others could not be started here.
std::optional<std::string> SectionBytes(Parts& parts, std::string_view wanted) {
  const auto header = parts.Read<Elf64_Ehdr>(0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_shentsize != sizeof(Elf64_Shdr) ||
      header->e_shnum > kMostSections || header->e_shstrndx >= header->e_shnum) {
    return std::nullopt;
  }
  const auto section_at = [&](uint64_t index) {
    return parts.Read<Elf64_Shdr>(header->e_shoff + index * sizeof(Elf64_Shdr));
  };
  const auto names_section = section_at(header->e_shstrndx);
  if (!names_section) return std::nullopt;
  const auto names = parts.Read(names_section->sh_offset, names_section->sh_size);
  if (!names) return std::nullopt;
  for (uint64_t i = 0; i < header->e_shnum; ++i) {
    const auto section = section_at(i);
    if (!section) return std::nullopt;
    if (section->sh_name >= names->size() || names->c_str() + section->sh_name != wanted) continue;
    return parts.Read(section->sh_offset, section->sh_size);
  }
  return std::nullopt;
}

// A text with its length in front, as an unsigned varint (encoding/binary of Go). Takes it off the bytes.
std::optional<std::string_view> TakeText(std::string_view& bytes) {
  uint64_t length = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    if (bytes.empty()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    length |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) != 0) continue;
    if (length > bytes.size()) return std::nullopt;
    const std::string_view text = bytes.substr(0, length);
    bytes.remove_prefix(length);
    return text;
  }
  return std::nullopt;
}

// Lines "mod<TAB>PATH<TAB>VERSION...", "dep<TAB>PATH..." and others, between two marks of 16 bytes.
std::vector<std::string> ModulesOf(std::string_view text) {
  std::vector<std::string> modules;
  for (const std::string_view line : Split(text, '\n')) {
    const auto words = Split(line, '\t');
    if (words.size() >= 2 && (words[0] == "dep" || words[0].ends_with("mod")))
      modules.emplace_back(words[1]);
  }
  return modules;
}

}  // namespace

std::optional<GoBuildInfo> ReadGoBuildInfo(const std::filesystem::path& program) {
  Parts parts(program);
  const auto section = SectionBytes(parts, ".go.buildinfo");
  if (!section || !section->starts_with(kMagic)) return std::nullopt;
  GoBuildInfo info;
  if (section->size() <= kHeaderBytes ||
      (static_cast<unsigned char>((*section)[kFlagsAt]) & kTextsAreInline) == 0) {
    return info;
  }
  std::string_view rest = std::string_view(*section).substr(kHeaderBytes);
  if (const auto version = TakeText(rest)) info.version = *version;
  if (const auto modules = TakeText(rest)) info.modules = ModulesOf(*modules);
  return info;
}

}  // namespace osslens::app
