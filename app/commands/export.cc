#include "app/commands/export.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "app/captures.h"
#include "app/version.h"
#include "base/clock.h"
#include "store/filter.h"
#include "store/transfer/database_export.h"
#include "store/transfer/export.h"
#include "store/transfer/har_export.h"
#include "store/transfer/markdown_export.h"
#include "store/transfer/ndjson_export.h"

namespace osslens::app {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

// Standard output, or a file that takes its name only once it is whole.
class Output {
 public:
  [[nodiscard]] static Result<Output> Open(const std::string& path) {
    Output output;
    if (path == "-") return output;
    output.path_ = path;
    output.partial_path_ = path + ".partial";
    const mode_t old_mask = umask(0077);
    output.file_.reset(std::fopen(output.partial_path_.c_str(), "wbx"));
    if (!output.file_ && errno == EEXIST) {
      // Left behind by an export that was interrupted.
      std::remove(output.partial_path_.c_str());
      output.file_.reset(std::fopen(output.partial_path_.c_str(), "wbx"));
    }
    umask(old_mask);
    if (!output.file_) return output.Failure("create");
    return output;
  }

  Output(Output&&) noexcept = default;
  Output& operator=(Output&&) = delete;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() {
    if (!file_) return;
    file_.reset();
    std::remove(partial_path_.c_str());
  }

  Result<void> Write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), stream()) == bytes.size()) return {};
    return Failure("write");
  }

  Result<void> Finish() {
    if (std::fflush(stream()) != 0) return Failure("write");
    if (!file_) return {};
    if (std::fclose(file_.release()) != 0 ||
        std::rename(partial_path_.c_str(), path_.c_str()) != 0) {
      const auto failure = Failure("write");
      std::remove(partial_path_.c_str());
      return failure;
    }
    return {};
  }

 private:
  Output() = default;

  [[nodiscard]] std::FILE* stream() const { return file_ ? file_.get() : stdout; }
  [[nodiscard]] tl::unexpected<Error> Failure(const char* what) const {
    return Fail(ErrorKind::kIo,
                fmt::format("cannot {} {}: {}", what, path_.empty() ? "standard output" : path_,
                            std::generic_category().message(errno)));
  }

  std::string path_, partial_path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
};

std::unique_ptr<store::ExportFormat> FormatOf(const std::string& name,
                                              const store::FindingTextSource& texts,
                                              store::Language language) {
  if (name == "markdown") return std::make_unique<store::MarkdownFormat>(texts, language);
  const store::ExchangeEncoder encoder(texts, language);
  if (name == "har") return std::make_unique<store::HarFormat>(encoder, kVersion);
  return std::make_unique<store::NdjsonFormat>(encoder);
}

// SQLite writes into a file of its own and not into a stream, so it gets the partial file's name.
Result<void> ExportDatabase(const ExportArguments& arguments, store::Filter filter,
                            store::ExchangeReader& reader) {
  if (arguments.output == "-") {
    return Fail(ErrorKind::kInvalid,
                "a database cannot go to standard output; name a file with --output");
  }
  const std::string partial = arguments.output + ".partial";
  const auto remove_partial = [&partial] {
    for (const char* end : {"", "-wal", "-shm", "-journal"}) std::remove((partial + end).c_str());
  };
  remove_partial();  // of an export that was interrupted
  const auto run = [&]() -> Result<void> {
    auto begun = store::DatabaseExport::Begin(
        reader, std::move(filter), partial,
        arguments.secrets ? store::Secrets::kKept : store::Secrets::kMasked);
    if (!begun) return tl::unexpected(begun.error());
    const auto written = begun->Run();
    if (!written) return tl::unexpected(written.error());
    if (std::rename(partial.c_str(), arguments.output.c_str()) == 0) return {};
    return Fail(ErrorKind::kIo, fmt::format("cannot write {}: {}", arguments.output,
                                            std::generic_category().message(errno)));
  };
  Result<void> outcome = run();
  if (!outcome) remove_partial();
  return outcome;
}

}  // namespace

void AddExportOptions(CLI::App& command, ExportArguments& arguments) {
  command.add_option("--format", arguments.format, "har, ndjson, markdown or sqlite")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"har", "ndjson", "markdown", "sqlite"}))
      ->capture_default_str();
  command
      .add_option("--filter", arguments.filter,
                  "Which exchanges, e.g. \"is:failed bucket:logs since:1h\"")
      ->type_name("FILTER");
  command.add_option("-o,--output", arguments.output, "A file, or - for standard output")
      ->type_name("FILE")
      ->capture_default_str();
  AddCaptureOptions(command, arguments.data_dir, arguments.language);
  command.add_flag(
      "--secrets", arguments.secrets,
      "Keep signatures and tokens, which are masked otherwise; do not share such a file");
}

Result<void> Export(const ExportArguments& arguments) {
  Result<store::Filter> filter = store::ParseFilter(arguments.filter, WallNow());
  if (!filter) return Fail(ErrorKind::kInvalid, "--filter: " + filter.error().message);
  Result<Captures> captures = OpenCaptures(arguments.data_dir);
  if (!captures) return tl::unexpected(captures.error());
  if (arguments.format == "sqlite") {
    return ExportDatabase(arguments, std::move(*filter), captures->reader);
  }
  Result<Output> output = Output::Open(arguments.output);
  if (!output) return tl::unexpected(output.error());
  const store::Language language = LanguageOf(arguments.language);
  store::Export run(captures->reader, std::move(*filter),
                    FormatOf(arguments.format, captures->catalogue, language),
                    arguments.secrets ? store::Secrets::kKept : store::Secrets::kMasked);
  const auto written = run.Run([&output](std::string_view bytes) { return output->Write(bytes); });
  if (!written) return tl::unexpected(written.error());
  return output->Finish();
}

}  // namespace osslens::app
