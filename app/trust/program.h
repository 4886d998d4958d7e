#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osslens::app {

// The file that a shell would run for `name`: the first executable one in `path` (as the variable PATH) and then in
// /usr/sbin and /sbin, where the tools of system administrators are.
[[nodiscard]] std::optional<std::filesystem::path> FindProgram(std::string_view name,
                                                               std::string_view path);

struct ProgramResult {
  int exit_code = 0;   // 128 and the signal's number when a signal ended it
  std::string output;  // what it wrote to both of its streams, at most 64 KiB
};

// Runs a program to its end, with no input. The first word names its file. Fails when it cannot be started.
[[nodiscard]] Result<ProgramResult> RunProgram(const std::vector<std::string>& words);

// As one would type it in a shell.
[[nodiscard]] std::string CommandText(const std::vector<std::string>& words);

}  // namespace osslens::app
