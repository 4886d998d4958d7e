#include "analyzers/oss/xml_text.h"

#include <pugixml.hpp>

#include "base/text.h"

namespace osslens::oss {
namespace {

// A list of 10,000 parts or 1,000 keys is the largest that OSS takes.
constexpr size_t kMostTexts = 20'000;

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::vector<std::string> ElementTexts(std::string_view body, std::string_view name) {
  // Read as text: a document that was cut off, or whose rest is broken, still tells its parts.
  const std::string open = "<" + std::string(name) + ">";
  const std::string close = "</" + std::string(name) + ">";
  std::vector<std::string> texts;
  size_t at = body.find(open);
  while (at != std::string_view::npos && texts.size() < kMostTexts) {
    at += open.size();
    const size_t end = body.find(close, at);
    if (end == std::string_view::npos) break;
    texts.emplace_back(Trim(body.substr(at, end - at)));
    at = body.find(open, end + close.size());
  }
  return texts;
}

bool is_well_formed_xml(std::string_view body) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(body.data(), body.size());
  if (!result) return false;
  size_t roots = 0;
  for (const pugi::xml_node& child : document.children()) {
    roots += child.type() == pugi::node_element ? 1 : 0;
  }
  return roots == 1;
}

}  // namespace osslens::oss
