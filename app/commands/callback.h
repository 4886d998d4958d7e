#pragma once

#include <CLI/App.hpp>
#include <string>

#include "base/result.h"

namespace osslens::app {

// `osslens callback check | serve`, as written.
struct CallbackArguments {
  std::string url;            // check
  std::string body;           // check: text, or @FILE
  std::string type = "form";  // check
  std::string sign_with;      // check
  std::string upstream_ca;    // check
  bool insecure = false;      // check
  std::string language = "en";
  std::string listen = "127.0.0.1:0";  // serve
  std::string fail;                    // serve
};

// Adds both commands below `command`, of which one must be given.
void AddCallbackOptions(CLI::App& command, CallbackArguments& arguments);

// Runs the one that was parsed and gives the exit code: of `check` 0 when OSS would take the answer, 1 when not. `serve` runs
// until SIGINT or SIGTERM.
[[nodiscard]] Result<int> RunCallback(const CLI::App& command, const CallbackArguments& arguments);

}  // namespace osslens::app
