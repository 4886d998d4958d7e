#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace osslens::app {

// What the Go linker writes into every program (section .go.buildinfo, since Go 1.13).
struct GoBuildInfo {
  std::string version;  // "go1.22.1"
  std::vector<std::string>
      modules;  // paths of the modules in it, its own first; empty when built without modules
};

// Nothing when the file is no ELF program of Go, or one that cannot be read. The form is that of the package
// debug/buildinfo of Go; only the one that Go 1.18 and later write (the texts stand in the section itself) gives modules,
// an older one gives an empty record.
[[nodiscard]] std::optional<GoBuildInfo> ReadGoBuildInfo(const std::filesystem::path& program);

}  // namespace osslens::app
