#include "app/launch/shell.h"

#include <fmt/format.h>

#include <array>

namespace osslens::app {
namespace {

// Between single quotes nothing is special but the quote itself, which ends them.
std::string QuoteForSh(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

// In fish a backslash still escapes itself and the quote.
std::string QuoteForFish(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

// A quote is doubled, and PowerShell takes the typographic single quotes (U+2018 to U+201B) for quotes, too.
std::string QuoteForPowerShell(std::string_view text) {
  constexpr std::array<std::string_view, 5> kQuotes{"'", "\u2018", "\u2019", "\u201A", "\u201B"};
  std::string quoted = "'";
  while (!text.empty()) {
    size_t length = 1;
    for (const std::string_view quote : kQuotes) {
      if (!text.starts_with(quote)) continue;
      quoted += quote;
      length = quote.size();
    }
    quoted += text.substr(0, length);
    text.remove_prefix(length);
  }
  return quoted + "'";
}

}  // namespace

std::optional<Shell> ShellOf(std::string_view name) {
  if (const size_t slash = name.rfind('/'); slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  if (name == "fish") return Shell::kFish;
  if (name == "powershell" || name == "pwsh") return Shell::kPowerShell;
  for (const std::string_view one : {"sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "busybox"})
    if (name == one) return Shell::kSh;
  return std::nullopt;
}

std::string Quote(Shell shell, std::string_view text) {
  switch (shell) {
    case Shell::kFish:
      return QuoteForFish(text);
    case Shell::kPowerShell:
      return QuoteForPowerShell(text);
    case Shell::kSh:
      break;
  }
  return QuoteForSh(text);
}

std::string SetLine(Shell shell, std::string_view name, std::string_view value) {
  const std::string quoted = Quote(shell, value);
  switch (shell) {
    case Shell::kFish:
      return fmt::format("set -gx {} {}", name, quoted);
    case Shell::kPowerShell:
      return fmt::format("$env:{} = {}", name, quoted);
    case Shell::kSh:
      break;
  }
  return fmt::format("export {}={}", name, quoted);
}

std::string UnsetLine(Shell shell, std::string_view name) {
  switch (shell) {
    case Shell::kFish:
      return fmt::format("set -e {}", name);
    case Shell::kPowerShell:
      return fmt::format("Remove-Item Env:{} -ErrorAction SilentlyContinue", name);
    case Shell::kSh:
      break;
  }
  return fmt::format("unset {}", name);
}

}  // namespace osslens::app
