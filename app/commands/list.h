#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace osslens::app {

struct ListArguments {
  std::string filter;
  int64_t limit = 50;
  bool json = false;
  std::string language = "en";
  std::string data_dir;
};

void AddListOptions(CLI::App& command, ListArguments& arguments);

// Prints the newest exchanges that the filter holds for, newest first: a table, or what the API answers. Secrets are
// masked as in exports.
[[nodiscard]] Result<void> List(const ListArguments& arguments);

}  // namespace osslens::app
