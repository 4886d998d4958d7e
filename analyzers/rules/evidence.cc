#include "analyzers/rules/evidence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace osslens::analyzers {
namespace {

using store::Evidence;
using store::Where;

Evidence Make(Where where, std::string_view name, std::string_view value, std::string_view note) {
  return {where, std::string(name), std::string(value), std::string(note)};
}

}  // namespace

Evidence RequestHeader(const Facts& facts, std::string_view name, std::string_view note) {
  return Make(Where::kRequestHeader, name, facts.request_head.Value(name), note);
}

Evidence ResponseHeader(const Facts& facts, std::string_view name, std::string_view note) {
  return Make(Where::kResponseHeader, name, facts.response_head.Value(name), note);
}

Evidence ErrorElement(const Facts& facts, std::string_view name, std::string_view note) {
  const std::string_view value = facts.error ? facts.error->Value(name) : std::string_view{};
  const bool in_header = facts.error && facts.error->from_header;
  return Make(in_header ? Where::kResponseHeader : Where::kResponseBody, name, value, note);
}

Evidence OssAnswer(const Facts& facts, std::string_view note) {
  if (!facts.message().empty()) return ErrorElement(facts, "Message", note);
  if (!facts.code().empty()) return ErrorElement(facts, "Code", note);
  return ResponseHeader(facts, "x-oss-ec", note);
}

Evidence FromExchange(std::string_view name, std::string_view value, std::string_view note) {
  return Make(Where::kExchange, name, value, note);
}

Evidence FromMarker(const ProxyMarker& marker) {
  const bool request = marker.where == Where::kRequestHeader;
  return Make(marker.where, marker.name, marker.value, request ? "marker-before" : "marker-behind");
}

std::string Quote(std::string_view value) {
  constexpr size_t kMostBytes = 200;
  size_t length = std::min(value.size(), kMostBytes);
  // Do not cut inside a UTF-8 sequence: its continuation bytes are 10xxxxxx.
  while (length < value.size() && length > 0 &&
         (static_cast<unsigned char>(value[length]) & 0xC0) == 0x80) {
    --length;
  }
  std::string quoted = "\"";
  for (const char c : value.substr(0, length)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      quoted += fmt::format("\\x{:02X}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + (length < value.size() ? "...\"" : "\"");
}

bool ContainsIgnoreCase(std::string_view text, std::string_view part) {
  return Lower(text).find(Lower(part)) != std::string::npos;
}

}  // namespace osslens::analyzers
