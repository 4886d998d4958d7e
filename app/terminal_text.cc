#include "app/terminal_text.h"

#include <fmt/format.h>

#include "store/transfer/json_writer.h"

namespace osslens::app {
namespace {

// Bytes of the UTF-8 sequence at the front, 0 when it is none.
size_t SequenceLength(std::string_view text) {
  for (size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (store::is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  if (sequence.size() == 1) return first < 0x20 || first == 0x7f;
  // U+0080 to U+009F
  return sequence.size() == 2 && first == 0xc2 && static_cast<unsigned char>(sequence[1]) < 0xa0;
}

}  // namespace

std::string TerminalText(std::string_view captured, bool keep_lines) {
  std::string shown;
  while (!captured.empty()) {
    if (keep_lines && captured.starts_with("\r\n")) captured.remove_prefix(1);
    const size_t length = SequenceLength(captured);
    const std::string_view sequence = captured.substr(0, length == 0 ? 1 : length);
    const bool is_kept = sequence == "\t" || (keep_lines && sequence == "\n");
    if (is_kept || (length > 0 && !is_control(sequence))) {
      shown += sequence;
    } else {
      for (const char byte : sequence)
        shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
    captured.remove_prefix(sequence.size());
  }
  return shown;
}

std::string Shortened(std::string_view text, size_t limit) {
  const auto begins_character = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
  };
  size_t characters = 0, cut_at = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!begins_character(text[i])) continue;
    ++characters;
    if (characters == limit) cut_at = i;
    if (characters > limit) return std::string(text.substr(0, cut_at)) + "…";
  }
  return std::string(text);
}

}  // namespace osslens::app
