#include "app/commands/analyze.h"

#include <fmt/format.h>

#include <cstdio>

#include "analyzers/analyzer.h"
#include "app/captures.h"
#include "app/credential_file.h"
#include "app/exchange_output.h"
#include "app/input_file.h"
#include "store/transfer/exchange_json.h"
#include "store/transfer/import.h"
#include "store/transfer/redact.h"

namespace osslens::app {
namespace {

struct Totals {
  int64_t exchanges = 0, failed = 0, explained = 0;
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
  analyzers::Analyzer analyzer(*catalogue, options);
  Totals totals;
  const auto show = [&](store::Exchange exchange) -> Result<void> {
    analyzer.Annotate(exchange);
    ++totals.exchanges;
    totals.failed += store::is_failed(exchange) ? 1 : 0;
    totals.explained += exchange.findings.empty() ? 0 : 1;
    if (exchange.findings.empty() && !arguments.all) return {};
    store::Redact(exchange);
    if (arguments.json) {
      fmt::print("{}\n", encoder.Encode(exchange, store::Detail::kFullWithBodies));
      return {};
    }
    PrintOutcome(exchange);
    PrintFindings(exchange, *catalogue, language);
    fmt::print("\n");
    return {};
  };
  const Result<store::ImportCounts> counts = store::Import(input->stream(), show);
  if (!counts) return input->Explain(counts.error());
  if (!arguments.json) {
    fmt::print("{} exchange{}, {} failed, {} with findings\n", totals.exchanges,
               totals.exchanges == 1 ? "" : "s", totals.failed, totals.explained);
  }
  return {};
}

}  // namespace osslens::app
