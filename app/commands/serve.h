#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/serve_options.h"
#include "base/result.h"

namespace osslens::app {

// Adds the options of `osslens serve` to `command`; they are written to `arguments` when it is parsed.
void AddServeOptions(CLI::App& command, ServeArguments& arguments, std::string& config_file);

// Runs proxy, pipeline and page until SIGINT or SIGTERM. Prints the ready line on stdout once both listen.
[[nodiscard]] Result<void> Serve(const ServeOptions& options);

}  // namespace osslens::app
