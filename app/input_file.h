#pragma once

#include <CLI/App.hpp>
#include <fstream>
#include <istream>
#include <memory>
#include <string>

#include "base/result.h"

namespace osslens::app {

// A file that a command reads, or standard input for "-".
class InputFile {
 public:
  [[nodiscard]] static Result<InputFile> Open(const std::string& path);

  [[nodiscard]] std::istream& stream();

  // The error with the name of the file in front.
  [[nodiscard]] tl::unexpected<Error> Explain(const Error& error) const;

 private:
  std::string name_;
  std::unique_ptr<std::ifstream> file_;  // none: standard input
};

// The options of commands that read such a file and explain it: the file itself and --credential.
void AddInputOptions(CLI::App& command, std::string& file, std::string& credential);

}  // namespace osslens::app
