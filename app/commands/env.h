#pragma once

#include <CLI/App.hpp>
#include <string>

#include "base/result.h"

namespace osslens::app {

struct EnvArguments {
  std::string data_dir;
  std::string shell;       // empty: the one that $SHELL names
  std::string proxy;       // empty: that of the osslens that runs on the data directory
  std::string proxy_auth;  // file of USER:PASSWORD lines
  bool unset = false;
};

void AddEnvOptions(CLI::App& command, EnvArguments& arguments);

// Prints the variables that lead a program's calls through a running osslens as lines for a shell, or the lines that undo
// them. Notes on what stands in the way go to standard error.
[[nodiscard]] Result<void> Env(const EnvArguments& arguments);

}  // namespace osslens::app
