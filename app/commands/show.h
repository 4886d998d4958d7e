#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace osslens::app {

struct ShowArguments {
  int64_t id = 0;
  bool json = false;
  std::string language = "en";
  std::string data_dir;
};

void AddShowOptions(CLI::App& command, ShowArguments& arguments);

// Prints one exchange: what was found, then the heads and the answer's body. Secrets are masked as in exports.
[[nodiscard]] Result<void> Show(const ShowArguments& arguments);

}  // namespace osslens::app
