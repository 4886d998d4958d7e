#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace osslens::app {

// The bytes of a file that a user named. One that is longer than `most_bytes`, or without end, is refused with a sentence that
// names it. Blocks the thread.
[[nodiscard]] Result<std::string> ReadSmallFile(const std::string& path, size_t most_bytes);

}  // namespace osslens::app
