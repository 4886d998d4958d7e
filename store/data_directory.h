#pragma once

#include <filesystem>

#include "base/result.h"

namespace osslens::store {

// Creates `directory` (mode 0700, with its parents) when there is none, and checks that it can keep
// captures: a directory, writable, and not one that another user owns and others may enter. Each
// refusal is a sentence.
[[nodiscard]] Result<void> PrepareDataDirectory(const std::filesystem::path& directory);

// The file of the exchanges inside a data directory.
[[nodiscard]] std::filesystem::path DatabaseFileIn(const std::filesystem::path& directory);

// For store/scratch.h.
[[nodiscard]] std::filesystem::path ScratchIn(const std::filesystem::path& directory);

}  // namespace osslens::store
