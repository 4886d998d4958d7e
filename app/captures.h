#pragma once

#include <CLI/App.hpp>
#include <string>

#include "analyzers/catalogue.h"
#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/record/finding_text.h"

namespace osslens::app {

// What commands that read a data directory need.
struct Captures {
  store::ExchangeReader reader;
  analyzers::Catalogue catalogue;
};

// An empty directory stands for the default one; a database file, such as `osslens export --format sqlite` writes, for
// itself.
[[nodiscard]] Result<Captures> OpenCaptures(const std::string& data_directory);

// "en" or "zh".
[[nodiscard]] store::Language LanguageOf(const std::string& word);

// --data-dir and --lang, alike in all commands that read captures.
void AddCaptureOptions(CLI::App& command, std::string& data_directory, std::string& language);

}  // namespace osslens::app
