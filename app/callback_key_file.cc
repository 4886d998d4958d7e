#include "app/callback_key_file.h"

#include <fmt/format.h>

#include <fstream>
#include <string>

namespace osslens::app {

Result<oss::CallbackKey> ReadCallbackKey(const std::string& path) {
  // A key of 16,384 bits has less than 3 KB.
  constexpr std::streamsize kMostBytes = 64 * 1024;
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(ErrorKind::kNotFound, fmt::format("cannot read {}", path));
  std::string pem(static_cast<size_t>(kMostBytes) + 1, '\0');
  file.read(pem.data(), kMostBytes + 1);
  pem.resize(static_cast<size_t>(file.gcount()));
  if (file.gcount() > kMostBytes)
    return Fail(ErrorKind::kInvalid,
                fmt::format("{} is longer than 64 KiB, so it is no key", path));
  Result<oss::CallbackKey> key = oss::CallbackKey::Parse(pem);
  if (!key) return Fail(key.error().kind, fmt::format("{}: {}", path, key.error().message));
  return key;
}

}  // namespace osslens::app
