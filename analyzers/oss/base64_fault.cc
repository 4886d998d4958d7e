#include "analyzers/oss/base64_fault.h"

#include <algorithm>

#include "analyzers/oss/json_fault.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

void Pad(std::string& text) { text.append((4 - text.size() % 4) % 4, '='); }

}  // namespace

std::optional<Base64Fault> FindBase64Fault(std::string_view text) {
  if (Base64Decode(text)) return std::nullopt;
  Base64Fault fault;
  fault.offset = std::min(text.find_first_not_of(kAlphabet), text.size());
  std::string corrected(text);
  if (TrimOws(text).starts_with('{')) {
    fault.kind = Base64FaultKind::kPlainJson;
    corrected = Base64Encode(TrimOws(text));
  } else if (text.find_first_of("\r\n") != std::string_view::npos) {
    fault.kind = Base64FaultKind::kLineBreak;
    std::erase_if(corrected, [](char c) { return c == '\r' || c == '\n'; });
  } else if (text.find_first_of("-_") != std::string_view::npos) {
    fault.kind = Base64FaultKind::kUrlAlphabet;
    std::ranges::replace(corrected, '-', '+');
    std::ranges::replace(corrected, '_', '/');
    Pad(corrected);
  } else if (text.find(' ') != std::string_view::npos) {
    fault.kind = Base64FaultKind::kPlusLost;
    std::ranges::replace(corrected, ' ', '+');
  } else {
    Pad(corrected);
  }
  const std::optional<std::string> decoded = Base64Decode(corrected);
  if (decoded && !FindJsonFault(*decoded)) fault.corrected = corrected;
  return fault;
}

}  // namespace osslens::oss
