#include "app/input_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <system_error>

namespace osslens::app {

Result<InputFile> InputFile::Open(const std::string& path) {
  InputFile input;
  input.name_ = path == "-" ? "standard input" : path;
  if (path == "-") return input;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return Fail(ErrorKind::kInvalid, fmt::format("{} is a directory; give a file", path));
  }
  input.file_ = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*input.file_) {
    return Fail(ErrorKind::kIo,
                fmt::format("cannot read {}: {}", path, std::generic_category().message(errno)));
  }
  return input;
}

std::istream& InputFile::stream() { return file_ ? *file_ : std::cin; }

tl::unexpected<Error> InputFile::Explain(const Error& error) const {
  return Fail(error.kind, fmt::format("{}: {}", name_, error.message));
}

void AddInputOptions(CLI::App& command, std::string& file, std::string& credential) {
  command.add_option("file", file, "HAR or NDJSON, or - for standard input")
      ->type_name("FILE")
      ->required();
  command
      .add_option("--credential", credential,
                  "TOML with AccessKeys, to name the mistake in a refused signature")
      ->type_name("FILE");
}

}  // namespace osslens::app
