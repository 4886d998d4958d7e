#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace osslens::app {

// `osslens ca path | show | install | renew`, as written.
struct CaArguments {
  std::string data_dir;
  bool bundle = false, java = false;                 // path
  bool remove = false, system = false, nss = false;  // install
  std::string system_root = "/";                     // install, show
  std::vector<std::string> intercept;                // renew
  bool yes = false;                                  // install, renew
};

// Adds the four commands below `command`, of which one must be given.
void AddCaOptions(CLI::App& command, CaArguments& arguments);

// Runs the one that was parsed. Results go to standard output; `install` and `renew` ask on standard input unless
// --yes.
[[nodiscard]] Result<void> RunCa(const CLI::App& command, const CaArguments& arguments);

}  // namespace osslens::app
