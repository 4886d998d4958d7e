#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace osslens::app {

enum class Shell { kSh, kFish, kPowerShell };

// "sh" (also of bash, dash, zsh and others of that family), "fish", "powershell" or "pwsh"; a path is taken by its last
// part.
[[nodiscard]] std::optional<Shell> ShellOf(std::string_view name);

// One line that gives the variable its value, whatever bytes the value has, and one that removes the variable. Names are
// plain (letters, digits, underscore).
[[nodiscard]] std::string SetLine(Shell shell, std::string_view name, std::string_view value);
[[nodiscard]] std::string UnsetLine(Shell shell, std::string_view name);

// The text as one word of the shell.
[[nodiscard]] std::string Quote(Shell shell, std::string_view text);

}  // namespace osslens::app
