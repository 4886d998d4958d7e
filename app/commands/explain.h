#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace osslens::app {

struct ExplainArguments {
  std::vector<std::string> words;  // joined by blanks: a message may be given without quotes
  std::string language = "en";
};

void AddExplainOptions(CLI::App& command, ExplainArguments& arguments);

// Prints what the catalogue says of an error: given its code, its EC, its message or the id of a
// rule. Several errors of one code are listed first. What is not known is an error that suggests
// names that resemble it.
[[nodiscard]] Result<void> Explain(const ExplainArguments& arguments);

}  // namespace osslens::app
