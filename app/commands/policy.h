#pragma once

#include <CLI/App.hpp>
#include <string>

#include "base/result.h"

namespace osslens::app {

struct PolicyArguments {
  std::string filter;
  bool denied = false;
  std::string language = "en";
  std::string data_dir;
};

void AddPolicyOptions(CLI::App& command, PolicyArguments& arguments);

// Prints the smallest RAM policy that allows the captured calls, and on standard error what its reader must know.
[[nodiscard]] Result<void> Policy(const PolicyArguments& arguments);

}  // namespace osslens::app
