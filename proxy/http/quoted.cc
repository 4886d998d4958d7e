#include "proxy/http/quoted.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace osslens::http {
namespace {

constexpr size_t kQuotedBytes = 60;
constexpr std::string_view kCut = "...";

// `cut` says that `bytes` had more to them.
std::string Quote(std::string_view bytes, bool cut) {
  std::string text = "\"";
  for (const char c : bytes.substr(0, kQuotedBytes)) {
    if (c >= 0x20 && c < 0x7F) {
      text.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(text), "\\x{:02X}", static_cast<unsigned char>(c));
    }
  }
  if (cut || bytes.size() > kQuotedBytes) text.append(kCut);
  text.push_back('"');
  return text;
}

}  // namespace

std::string Quoted(std::string_view bytes) { return Quote(bytes, false); }

// Rather hides too much: a password may hold raw "/", "?", "#" and "@", and a malformed target says
// for none of them what it was meant for.
std::string QuotedWithoutSecrets(std::string_view target) {
  const size_t query = std::min(target.find_first_of("?#"), target.size());
  const size_t slashes = target.find("//");
  const size_t authority = slashes < query ? slashes + 2 : 0;
  const bool has_authority = authority > 0 || target.substr(0, query).find('/') == target.npos;
  const size_t at = target.rfind('@');
  if (!has_authority || at == target.npos || at < authority) {
    return Quote(target.substr(0, query), query < target.size());
  }
  const std::string shown = std::string(target.substr(0, authority)) + "***";
  if (at > query) return Quote(shown, true);
  return Quote(shown + std::string(target.substr(at, query - at)), query < target.size());
}

}  // namespace osslens::http
