#include "analyzers/message_form.h"

#include "base/text.h"

namespace osslens::analyzers {
namespace {

struct CurlyQuote {
  std::string_view bytes;
  char straight;
};
constexpr CurlyQuote kCurlyQuotes[] = {
    {"\xE2\x80\x98", '\''}, {"\xE2\x80\x99", '\''}, {"\xE2\x80\x9C", '"'}, {"\xE2\x80\x9D", '"'}};

// The straight form of the quote that `text` begins with; 0 when it begins with none.
char TakeCurlyQuote(std::string_view& text) {
  for (const CurlyQuote& quote : kCurlyQuotes) {
    if (!text.starts_with(quote.bytes)) continue;
    text.remove_prefix(quote.bytes.size());
    return quote.straight;
  }
  return '\0';
}

}  // namespace

std::string SqueezeMessage(std::string_view message) {
  message = message.substr(0, kMostMessageBytes);
  std::string squeezed;
  squeezed.reserve(message.size());
  while (!message.empty()) {
    if (const char quote = TakeCurlyQuote(message); quote != '\0') {
      squeezed.push_back(quote);
      continue;
    }
    const char c = message.front();
    message.remove_prefix(1);
    const bool dropped = c == ' ' || (c >= '\t' && c <= '\r') || c == '\\';
    if (!dropped) squeezed.push_back(ToLower(c));
  }
  if (squeezed.ends_with('.')) squeezed.pop_back();
  return squeezed;
}

bool FitsForm(std::string_view form, std::string_view message) { return GlobMatch(form, message); }

}  // namespace osslens::analyzers
