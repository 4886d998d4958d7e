#pragma once

#include <CLI/App.hpp>
#include <string>

#include "base/result.h"

namespace osslens::app {

struct AnalyzeArguments {
  std::string file;          // "-" is standard input
  std::string credential{};  // a file with the secrets to check signatures with
  bool json = false;
  bool all = false;
  std::string language = "en";
};

void AddAnalyzeOptions(CLI::App& command, AnalyzeArguments& arguments);

// Explains the exchanges of a HAR or NDJSON file without keeping them: those with findings, or all
// of them. Secrets are masked as in exports. The same file gives the same findings at any time.
[[nodiscard]] Result<void> Analyze(const AnalyzeArguments& arguments);

}  // namespace osslens::app
