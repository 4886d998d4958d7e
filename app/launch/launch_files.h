#pragma once

#include <filesystem>

#include "base/result.h"

namespace osslens::app {

// Files that launched programs read. Each is written beside its place and moved there, so that a program that starts
// meanwhile never reads half of one, and is left as it is when it has that content already.

// Two files of certificates in one, in `directory`, named after the first: the same two give the same file.
[[nodiscard]] Result<std::filesystem::path> JoinedBundle(const std::filesystem::path& directory,
                                                         const std::filesystem::path& first,
                                                         const std::filesystem::path& second);

// A directory in `directory` for PHP to scan, with settings that let its libcurl and OpenSSL trust the bundle.
[[nodiscard]] Result<std::filesystem::path> WritePhpSettings(const std::filesystem::path& directory,
                                                             const std::filesystem::path& bundle);

}  // namespace osslens::app
