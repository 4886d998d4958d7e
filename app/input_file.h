#pragma once

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

}  // namespace osslens::app
