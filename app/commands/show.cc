#include "app/commands/show.h"

#include <fmt/format.h>

#include <cstdio>
#include <string_view>

#include "app/captures.h"
#include "app/exchange_output.h"
#include "app/terminal_text.h"
#include "store/transfer/exchange_json.h"
#include "store/transfer/json_writer.h"
#include "store/transfer/redact.h"

namespace osslens::app {
namespace {

// An error document is shorter.
constexpr size_t kBodyLimit = 8 * 1024;

// As much as is shown of a body of text; nothing when it is none. A cut may have gone through a character.
std::string_view TextAtFront(std::string_view body) {
  std::string_view text = body.substr(0, kBodyLimit);
  for (int i = 0; i < 3 && !store::is_utf8(text); ++i) text.remove_suffix(text.empty() ? 0 : 1);
  return store::is_utf8(text) && text.find('\0') == std::string_view::npos ? text : "";
}

void PrintMessage(const char* title, const store::Message& message) {
  if (message.head.empty()) return;
  fmt::print("\n{}\n{}", title, TerminalText(message.head, true));
  const std::string_view body = message.body.bytes;
  if (body.empty()) {
    fmt::print("[{} bytes of body]\n", message.body.total_bytes);
    return;
  }
  const std::string_view shown = TextAtFront(body);
  if (shown.empty()) {
    fmt::print("[{} bytes of body, not text]\n", message.body.total_bytes);
    return;
  }
  fmt::print("{}\n", TerminalText(shown, true));
  if (shown.size() < message.body.total_bytes)
    fmt::print("[{} of {} bytes]\n", shown.size(), message.body.total_bytes);
}

}  // namespace

void AddShowOptions(CLI::App& command, ShowArguments& arguments) {
  command.add_option("id", arguments.id, "As osslens list and the page number it")
      ->type_name("ID")
      ->required();
  command.add_flag("--json", arguments.json, "As the API answers, for programs");
  AddCaptureOptions(command, arguments.data_dir, arguments.language);
}

Result<void> Show(const ShowArguments& arguments) {
  Result<Captures> captures = OpenCaptures(arguments.data_dir);
  if (!captures) return tl::unexpected(captures.error());
  const auto exchange = captures->reader.Find(arguments.id);
  if (!exchange) return tl::unexpected(exchange.error());
  store::Redact(**exchange);
  const store::Language language = LanguageOf(arguments.language);
  if (arguments.json) {
    const store::ExchangeEncoder encoder(captures->catalogue, language);
    fmt::print("{}\n", encoder.Encode(**exchange, store::Detail::kFull));
    return {};
  }
  PrintOutcome(**exchange);
  PrintFindings(**exchange, captures->catalogue, language);
  PrintMessage("--- request", (*exchange)->request);
  PrintMessage("--- answer", (*exchange)->response);
  return {};
}

}  // namespace osslens::app
