#include "app/captures.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "app/serve_options.h"
#include "store/data_directory.h"

namespace osslens::app {

Result<Captures> OpenCaptures(const std::string& data_directory) {
  const std::filesystem::path directory =
      data_directory.empty() ? DefaultDataDirectory() : std::filesystem::path(data_directory);
  Result<analyzers::Catalogue> catalogue = analyzers::Catalogue::Load();
  if (!catalogue) return tl::unexpected(catalogue.error());
  std::error_code ignored;
  const bool is_file = std::filesystem::is_regular_file(directory, ignored);
  Result<store::ExchangeReader> reader =
      store::ExchangeReader::Open(is_file ? directory : store::DatabaseFileIn(directory));
  if (!reader) return tl::unexpected(reader.error());
  return Captures{std::move(*reader), std::move(*catalogue)};
}

store::Language LanguageOf(const std::string& word) {
  return word == "zh" ? store::Language::kChinese : store::Language::kEnglish;
}

void AddCaptureOptions(CLI::App& command, std::string& data_directory, std::string& language) {
  command
      .add_option("--data-dir", data_directory,
                  "Where captures are kept, or an exported database [$XDG_DATA_HOME/osslens]")
      ->type_name("DIR");
  command.add_option("--lang", language, "Language of the findings: en or zh")
      ->type_name("LANG")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
}

}  // namespace osslens::app
