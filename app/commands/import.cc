#include "app/commands/import.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "app/batch_explainer.h"
#include "app/credential_file.h"
#include "app/data_directory_lock.h"
#include "app/input_file.h"
#include "app/serve_options.h"
#include "store/data_directory.h"
#include "store/exchange_writer.h"
#include "store/transfer/import.h"

namespace osslens::app {
namespace {

// One transaction each.
constexpr size_t kBatchBytes = size_t{16} << 20;

Result<void> ImportInto(store::ExchangeWriter& writer, InputFile& input,
                        const oss::Keyring& keyring) {
  const Result<analyzers::Catalogue> catalogue = analyzers::Catalogue::Load();
  if (!catalogue) return tl::unexpected(catalogue.error());
  analyzers::AnalyzerOptions options;
  options.keyring = &keyring;
  size_t written = 0;
  BatchExplainer explainer(*catalogue, options, kBatchBytes,
                           [&](BatchExplainer::Batch batch, auto changes) -> Result<void> {
                             Result<void> done = writer.Write(batch, changes);
                             if (done) written += batch.size();
                             return done;
                           });
  const Result<store::ImportCounts> counts = store::Import(
      input.stream(),
      [&explainer](store::Exchange exchange) { return explainer.Add(std::move(exchange)); });
  if (Result<void> flushed = explainer.Flush(); !flushed) return flushed;
  if (!counts) {
    Error error = input.Explain(counts.error()).value();
    error.message += fmt::format("; {} exchanges before it were imported", written);
    return tl::unexpected(std::move(error));
  }
  fmt::print("{} exchange{} imported", written, written == 1 ? "" : "s");
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
