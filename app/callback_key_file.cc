#include "app/callback_key_file.h"

#include <fmt/format.h>

#include <string>

#include "app/small_file.h"

namespace osslens::app {

Result<oss::CallbackKey> ReadCallbackKey(const std::string& path) {
  // A key of 16,384 bits has less than 3 KB.
  constexpr size_t kMostBytes = 64 * 1024;
  const Result<std::string> pem = ReadSmallFile(path, kMostBytes);
  if (!pem && pem.error().kind == ErrorKind::kInvalid)
    return Fail(ErrorKind::kInvalid,
                fmt::format("{} is longer than 64 KiB, so it is no key", path));
  if (!pem) return tl::unexpected(pem.error());
  Result<oss::CallbackKey> key = oss::CallbackKey::Parse(*pem);
  if (!key) return Fail(key.error().kind, fmt::format("{}: {}", path, key.error().message));
  return key;
}

}  // namespace osslens::app
