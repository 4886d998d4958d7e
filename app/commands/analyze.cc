#include "app/commands/analyze.h"

#include <fmt/format.h>

#include <cstdio>

#include "app/batch_explainer.h"
#include "app/captures.h"
#include "app/credential_file.h"
#include "app/exchange_output.h"
#include "app/input_file.h"
#include "store/transfer/exchange_json.h"
#include "store/transfer/import.h"
#include "store/transfer/redact.h"

namespace osslens::app {
namespace {

// A later exchange may tell that a failure was made good, so this much is held before anything is shown: the whole of a
// usual archive.
constexpr size_t kHeldBytes = size_t{64} << 20;

struct Totals {
  int64_t exchanges = 0, failed = 0, healed = 0, explained = 0;

  void Add(const store::Exchange& exchange) {
    const bool has_failed = store::is_failed(exchange);
    const bool is_healed = exchange.job && exchange.job->healed;
    ++exchanges;
    failed += has_failed && !is_healed ? 1 : 0;
    healed += has_failed && is_healed ? 1 : 0;
    explained += exchange.findings.empty() ? 0 : 1;
  }

  void Print() const {
    fmt::print("{} exchange{}, {} failed, ", exchanges, exchanges == 1 ? "" : "s", failed);
    if (healed > 0) fmt::print("{} made good or only asked, ", healed);
    fmt::print("{} with findings\n", explained);
  }
};

}  // namespace

void AddAnalyzeOptions(CLI::App& command, AnalyzeArguments& arguments) {
  AddInputOptions(command, arguments.file, arguments.credential);
  command.add_flag("--json", arguments.json,
                   "One JSON object a line, as export --format ndjson writes it");
  command.add_flag("--all", arguments.all, "Also exchanges in which nothing was found");
  command.add_option("--lang", arguments.language, "Language of the findings: en or zh")
      ->type_name("LANG")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
}

Result<void> Analyze(const AnalyzeArguments& arguments) {
  const Result<analyzers::Catalogue> catalogue = analyzers::Catalogue::Load();
  if (!catalogue) return tl::unexpected(catalogue.error());
  Result<InputFile> input = InputFile::Open(arguments.file);
  if (!input) return tl::unexpected(input.error());
  const store::Language language = LanguageOf(arguments.language);
  const store::ExchangeEncoder encoder(*catalogue, language);
  const Result<oss::Keyring> keyring = ReadKeyring(arguments.credential);
  if (!keyring) return tl::unexpected(keyring.error());
  analyzers::AnalyzerOptions options;
  options.keyring = &*keyring;
  Totals totals;
  const auto show = [&](store::Exchange& exchange) {
    totals.Add(exchange);
    if (exchange.findings.empty() && !arguments.all) return;
    store::Redact(exchange);
    if (arguments.json) {
      fmt::print("{}\n", encoder.Encode(exchange, store::Detail::kFullWithBodies));
      return;
    }
    PrintOutcome(exchange);
    PrintFindings(exchange, *catalogue, language);
    fmt::print("\n");
  };
  BatchExplainer explainer(*catalogue, options, kHeldBytes,
                           [&show](BatchExplainer::Batch batch, auto) -> Result<void> {
                             for (const auto& exchange : batch) show(*exchange);
                             return {};
                           });
  const Result<store::ImportCounts> counts = store::Import(
      input->stream(),
      [&explainer](store::Exchange exchange) { return explainer.Add(std::move(exchange)); });
  if (Result<void> flushed = explainer.Flush(); !flushed) return flushed;
  if (!counts) return input->Explain(counts.error());
  if (!arguments.json) totals.Print();
  return {};
}

}  // namespace osslens::app
