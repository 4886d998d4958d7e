#include "analyzers/oss/query.h"

#include <algorithm>

#include "base/text.h"

namespace osslens::oss {
namespace {

std::string DecodeComponent(std::string_view raw) {
  std::string spaced(raw);
  std::ranges::replace(spaced, '+', ' ');
  return PercentDecode(spaced);
}

bool IsUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

}  // namespace

Query ParseQuery(std::string_view raw) {
  Query query;
  for (const std::string_view part : Split(raw, '&')) {
    if (part.empty()) continue;
    const size_t equals = part.find('=');
    const bool has_equals = equals != std::string_view::npos;
    const std::string_view value = has_equals ? part.substr(equals + 1) : std::string_view{};
    query.push_back({.name = DecodeComponent(part.substr(0, equals)),
                     .value = DecodeComponent(value),
                     .has_equals = has_equals,
                     .value_with_plus = PercentDecode(value)});
  }
  return query;
}

const QueryParameter* Find(const Query& query, std::string_view name) {
  const auto found = std::ranges::find(query, name, &QueryParameter::name);
  return found == query.end() ? nullptr : &*found;
}

std::string_view Value(const Query& query, std::string_view name) {
  const QueryParameter* parameter = Find(query, name);
  return parameter == nullptr ? std::string_view{} : parameter->value;
}

std::string StrictEncode(std::string_view text, bool keep_slash) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (IsUnreserved(c) || (keep_slash && c == '/')) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kHex[byte >> 4], kHex[byte & 0x0F]};
  }
  return encoded;
}

}  // namespace osslens::oss
