#pragma once

#include <CLI/App.hpp>
#include <string>

#include "base/result.h"

namespace osslens::app {

struct ImportArguments {
  std::string file;          // "-" is standard input
  std::string credential{};  // a file with the secrets to check signatures with
  std::string data_dir;
};

void AddImportOptions(CLI::App& command, ImportArguments& arguments);

// Puts the exchanges of a HAR or NDJSON file into the store, explained anew. Refused while a server
// writes to the same directory. After an error in the file what came before it is kept, and the
// error says how many that are.
[[nodiscard]] Result<void> Import(const ImportArguments& arguments);

}  // namespace osslens::app
