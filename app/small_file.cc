#include "app/small_file.h"

#include <fmt/format.h>

#include <fstream>

namespace osslens::app {

Result<std::string> ReadSmallFile(const std::string& path, size_t most_bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(ErrorKind::kNotFound, fmt::format("cannot read {}", path));
  std::string bytes(most_bytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  if (bytes.size() > most_bytes) {
    return Fail(ErrorKind::kInvalid, fmt::format("{} is longer than {} bytes", path, most_bytes));
  }
  return bytes;
}

}  // namespace osslens::app
