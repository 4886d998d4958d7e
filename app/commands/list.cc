#include "app/commands/list.h"

#include <fmt/format.h>

#include <cstdio>
#include <string_view>
#include <utility>

#include "app/captures.h"
#include "app/terminal_text.h"
#include "base/clock.h"
#include "store/filter.h"
#include "store/transfer/exchange_json.h"
#include "store/transfer/json_writer.h"
#include "store/transfer/redact.h"

namespace osslens::app {
namespace {

constexpr size_t kUrlWidth = 100;

// "2024-05-15 08:30:12", in UTC.
std::string Started(const store::Exchange& exchange) {
  std::string text = FormatRfc3339(exchange.started_at).substr(0, 19);
  text[10] = ' ';
  return text;
}

void PrintLine(const store::Exchange& exchange, const Captures& captures,
               store::Language language) {
  const std::string outcome =
      exchange.failure ? store::ToWord(exchange.failure->kind) : std::to_string(exchange.status);
  fmt::print("{:>6}  {}  {:>12}  {:<7} {}\n", exchange.id, Started(exchange), outcome,
             TerminalText(exchange.method), Shortened(TerminalText(exchange.url), kUrlWidth));
  if (exchange.findings.empty()) return;
  const store::Finding& strongest = exchange.findings.front();
  fmt::print("{:>6}  {:>19}  {:>12}  {}\n", "", "", store::ToWord(strongest.confidence),
             TerminalText(captures.catalogue.Describe(strongest, language).title));
}

void PrintJson(const store::ExchangePage& page, const store::ExchangeEncoder& encoder) {
  store::JsonWriter writer;
  writer.BeginObject().Key("exchanges").BeginArray();
  for (const auto& exchange : page.exchanges)
    encoder.Write(*exchange, store::Detail::kSummary, writer);
  writer.EndArray().Key("next");
  page.next ? writer.Number(*page.next) : writer.Null();
  writer.EndObject();
  fmt::print("{}\n", writer.text());
}

}  // namespace

void AddListOptions(CLI::App& command, ListArguments& arguments) {
  command
      .add_option("--filter", arguments.filter,
                  "Which exchanges, e.g. \"is:failed bucket:logs since:1h\"")
      ->type_name("FILTER");
  command.add_option("--limit", arguments.limit, "At most so many, the newest")
      ->type_name("N")
      ->check(CLI::Range(int64_t{1}, int64_t{10'000}))
      ->capture_default_str();
  command.add_flag("--json", arguments.json, "As the API answers, for programs");
  AddCaptureOptions(command, arguments.data_dir, arguments.language);
}

Result<void> List(const ListArguments& arguments) {
  const Result<store::Filter> filter = store::ParseFilter(arguments.filter, WallNow());
  if (!filter) return Fail(ErrorKind::kInvalid, "--filter: " + filter.error().message);
  Result<Captures> captures = OpenCaptures(arguments.data_dir);
  if (!captures) return tl::unexpected(captures.error());
  const Result<store::ExchangePage> page =
      captures->reader.List(*filter, {.limit = arguments.limit});
  if (!page) return tl::unexpected(page.error());
  for (const auto& exchange : page->exchanges) store::Redact(*exchange);
  const store::Language language = LanguageOf(arguments.language);
  if (arguments.json) {
    PrintJson(*page, {captures->catalogue, language});
    return {};
  }
  fmt::print("{:>6}  {:<19}  {:>12}  {}\n", "id", "started (UTC)", "outcome", "call");
  for (const auto& exchange : page->exchanges) PrintLine(*exchange, *captures, language);
  if (page->next) {
    const std::string_view and_so = arguments.filter.empty() ? "" : " of those";
    fmt::print(stderr, "osslens: there are more{}; see them with --limit, or --filter \"id:<{}\"\n",
               and_so, *page->next);
  }
  return {};
}

}  // namespace osslens::app
