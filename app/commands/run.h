#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "app/serve_options.h"
#include "base/result.h"

namespace osslens::app {

struct RunArguments {
  RunArguments();  // free ports, and no log of what goes well: the terminal belongs to the command

  ServeArguments serve;
  std::string config_file;
  std::string language = "en";
  std::vector<std::string> words;  // the command, what stands after "--"
  // Options of serve that were given and mean nothing to an osslens that runs already: "--connect-to".
  std::vector<std::string> serve_only;
};

void AddRunOptions(CLI::App& command, RunArguments& arguments);

// Runs a command with its calls led through osslens: one that runs already on the same data directory, or one that lives
// as long as the command. Says on standard error what is known of the command's SDK and, at the end, what failed. Gives
// the exit code of the command, as a shell would.
[[nodiscard]] Result<int> Run(const RunArguments& arguments);

}  // namespace osslens::app
