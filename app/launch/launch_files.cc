#include "app/launch/launch_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace osslens::app {
namespace {

std::optional<std::string> ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<void> WriteFile(const std::filesystem::path& path, const std::string& content) {
  if (ReadFile(path) == content) return {};
  const std::filesystem::path partial = fmt::format("{}.{}", path.string(), getpid());
  std::ofstream file(partial, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(partial, path, error);
  if (file && !error) return {};
  const std::string reason = error ? error.message() : std::generic_category().message(errno);
  std::filesystem::remove(partial, error);
  return Fail(ErrorKind::kIo, fmt::format("cannot write {}: {}", path.string(), reason));
}

// FNV-1a, 64 bit: a name for a path, nothing that must withstand anybody.
uint64_t Hash(std::string_view text) {
  uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

}  // namespace

Result<std::filesystem::path> JoinedBundle(const std::filesystem::path& directory,
                                           const std::filesystem::path& first,
                                           const std::filesystem::path& second) {
  std::string joined;
  for (const auto& part : {first, second}) {
    const std::optional<std::string> text = ReadFile(part);
    if (!text)
      return Fail(ErrorKind::kIo, fmt::format("cannot read the certificates in {}", part.string()));
    joined += *text;
    if (!joined.empty() && joined.back() != '\n') joined += '\n';
  }
  std::error_code ignored;
  const auto name =
      fmt::format("bundle-{:016x}.pem", Hash(std::filesystem::absolute(first, ignored).string()));
  std::filesystem::path file = directory / name;
  return WriteFile(file, joined).map([&file] { return file; });
}

Result<std::filesystem::path> WritePhpSettings(const std::filesystem::path& directory,
                                               const std::filesystem::path& bundle) {
  std::filesystem::path folder = directory / "php";
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  if (error)
    return Fail(ErrorKind::kIo,
                fmt::format("cannot make {}: {}", folder.string(), error.message()));
  std::string quoted;
  for (const char c : bundle.string()) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return WriteFile(folder / "osslens.ini",
                   fmt::format("curl.cainfo = \"{}\"\nopenssl.cafile = \"{}\"\n", quoted, quoted))
      .map([&folder] { return folder; });
}

}  // namespace osslens::app
