#include "app/commands/import.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "analyzers/analyzer.h"
#include "app/credential_file.h"
#include "app/data_directory_lock.h"
#include "app/input_file.h"
#include "app/serve_options.h"
#include "store/data_directory.h"
#include "store/exchange_writer.h"
#include "store/transfer/import.h"

namespace osslens::app {
namespace {

// Writes in batches: one transaction each.
class Batch {
 public:
  Batch(store::ExchangeWriter& writer, const analyzers::Catalogue& catalogue,
        const analyzers::AnalyzerOptions& options)
      : writer_(writer), analyzer_(catalogue, options) {}

  Result<void> Add(store::Exchange exchange) {
    constexpr size_t kBatchBytes = size_t{16} << 20;
    analyzer_.Annotate(exchange);
    bytes_ += HeldBytes(exchange);
    exchanges_.push_back(std::make_unique<store::Exchange>(std::move(exchange)));
    return bytes_ < kBatchBytes ? Result<void>() : Flush();
  }

  Result<void> Flush() {
    if (exchanges_.empty()) return {};
    Result<void> written = writer_.Write(exchanges_);
    if (!written) return written;
    written_ += exchanges_.size();
    exchanges_.clear();
    bytes_ = 0;
    return {};
  }

  [[nodiscard]] size_t written() const { return written_; }

 private:
  store::ExchangeWriter& writer_;
  analyzers::Analyzer analyzer_;
  std::vector<std::unique_ptr<store::Exchange>> exchanges_;
  size_t bytes_ = 0;
  size_t written_ = 0;
};

Result<void> ImportInto(store::ExchangeWriter& writer, InputFile& input,
                        const oss::Keyring& keyring) {
  const Result<analyzers::Catalogue> catalogue = analyzers::Catalogue::Load();
  if (!catalogue) return tl::unexpected(catalogue.error());
  analyzers::AnalyzerOptions options;
  options.keyring = &keyring;
  Batch batch(writer, *catalogue, options);
  const Result<store::ImportCounts> counts =
      store::Import(input.stream(),
                    [&batch](store::Exchange exchange) { return batch.Add(std::move(exchange)); });
  if (Result<void> flushed = batch.Flush(); !flushed) return flushed;
  if (!counts) {
    Error error = input.Explain(counts.error()).value();
    error.message += fmt::format("; {} exchanges before it were imported", batch.written());
    return tl::unexpected(std::move(error));
  }
  fmt::print("{} exchange{} imported", batch.written(), batch.written() == 1 ? "" : "s");
  if (counts->left_out > 0) fmt::print(", {} entries that are no HTTP left out", counts->left_out);
  fmt::print("\n");
  return {};
}

}  // namespace

void AddImportOptions(CLI::App& command, ImportArguments& arguments) {
  AddInputOptions(command, arguments.file, arguments.credential);
  command
      .add_option("--data-dir", arguments.data_dir,
                  "Where captures are kept [$XDG_DATA_HOME/osslens]")
      ->type_name("DIR");
}

Result<void> Import(const ImportArguments& arguments) {
  Result<InputFile> input = InputFile::Open(arguments.file);
  if (!input) return tl::unexpected(input.error());
  const Result<oss::Keyring> keyring = ReadKeyring(arguments.credential);
  if (!keyring) return tl::unexpected(keyring.error());
  const std::filesystem::path directory = arguments.data_dir.empty()
                                              ? DefaultDataDirectory()
                                              : std::filesystem::path(arguments.data_dir);
  if (const Result<void> ready = store::PrepareDataDirectory(directory); !ready) return ready;
  const Result<DataDirectoryLock> lock = DataDirectoryLock::Take(directory);
  if (!lock) return tl::unexpected(lock.error());
  Result<store::ExchangeWriter> writer =
      store::ExchangeWriter::Open(store::DatabaseFileIn(directory));
  if (!writer) return tl::unexpected(writer.error());
  return ImportInto(*writer, *input, *keyring);
}

}  // namespace osslens::app
