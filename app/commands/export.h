#pragma once

#include <CLI/App.hpp>
#include <string>

#include "base/result.h"

namespace osslens::app {

struct ExportArguments {
  std::string format = "har";
  std::string filter;
  std::string output = "-";
  std::string data_dir;
  std::string language = "en";
  bool secrets = false;
};

void AddExportOptions(CLI::App& command, ExportArguments& arguments);

// Writes what the filter holds for to the output, oldest first. A file is written beside its place and moved there when
// it is whole, readable by its owner only.
[[nodiscard]] Result<void> Export(const ExportArguments& arguments);

}  // namespace osslens::app
