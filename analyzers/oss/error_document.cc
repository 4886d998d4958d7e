#include "analyzers/oss/error_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "base/text.h"

namespace osslens::oss {
namespace {

// OSS's own documents have a few kilobytes; the echo of a long key or policy makes them larger.
constexpr size_t kMostBytes = 256 * 1024;
constexpr size_t kMostElements = 200;
constexpr int kMostDepth = 4;

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void FillFields(ErrorDocument& document) {
  document.code = document.Value("Code");
  document.message = document.Value("Message");
  document.request_id = document.Value("RequestId");
  document.host_id = document.Value("HostId");
  document.ec = document.Value("EC");
}

std::string TextOf(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      text += child.value();
  }
  return text;
}

void CollectXml(const pugi::xml_node& node, const std::string& prefix, int depth,
                ErrorDocument& out) {
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element || out.elements.size() >= kMostElements) continue;
    const std::string name = prefix + child.name();
    const bool nested = child.find_child(
        [](const pugi::xml_node& inner) { return inner.type() == pugi::node_element; });
    if (!nested) {
      out.elements.emplace_back(name, TextOf(child));
    } else if (depth < kMostDepth) {
      CollectXml(child, name + "/", depth + 1, out);
    }
  }
}

// The parser keeps what came before the end of its input, so an element that was cut off must not
// reach it.
std::string_view UpToLastClosedElement(std::string_view body) {
  const size_t last = body.rfind('>');
  const size_t open = last == std::string_view::npos ? last : body.rfind("</", last);
  if (open == std::string_view::npos) return {};
  return body.substr(0, body.find('>', open) + 1);
}

std::optional<ErrorDocument> ParseXml(std::string_view body) {
  pugi::xml_document xml;
  ErrorDocument document;
  document.complete = Trim(body).ends_with("</Error>");
  if (!document.complete) body = UpToLastClosedElement(body);
  const pugi::xml_parse_result result = xml.load_buffer(body.data(), body.size());
  document.complete = document.complete && result;
  const pugi::xml_node root = xml.child("Error");
  if (!root) return std::nullopt;
  CollectXml(root, "", 0, document);
  FillFields(document);
  if (document.code.empty()) return std::nullopt;
  return document;
}

void CollectJson(const nlohmann::json& object, const std::string& prefix, int depth,
                 ErrorDocument& out) {
  for (const auto& [key, value] : object.items()) {
    if (out.elements.size() >= kMostElements) return;
    if (value.is_string()) {
      out.elements.emplace_back(prefix + key, value.get<std::string>());
    } else if (value.is_object() && depth < kMostDepth) {
      CollectJson(value, prefix + key + "/", depth + 1, out);
    }
  }
}

std::optional<ErrorDocument> ParseJson(std::string_view body) {
  const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto inner = json.find("Error");
  ErrorDocument document;
  document.complete = true;
  CollectJson(inner != json.end() && inner->is_object() ? *inner : json, "", 0, document);
  FillFields(document);
  if (document.code.empty()) return std::nullopt;
  return document;
}

// "50 55 54 0A " -> bytes; nullopt when it is anything but pairs of hex digits and blanks.
std::optional<std::string> BytesOfHex(std::string_view text) {
  std::string escaped;
  for (const std::string_view pair : Split(Trim(text), ' ')) {
    if (pair.empty()) continue;
    if (pair.size() != 2) return std::nullopt;
    escaped.append("%").append(pair);
  }
  std::string bytes = PercentDecode(escaped);
  if (bytes.size() * 3 != escaped.size()) return std::nullopt;
  return bytes;
}

std::string WithoutCarriageReturns(std::string_view text) {
  std::string clean;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    clean.push_back(text[i]);
  }
  return clean;
}

}  // namespace

std::string_view ErrorDocument::Raw(std::string_view name) const {
  for (const auto& [element, text] : elements) {
    if (element == name) return text;
  }
  return {};
}

std::string_view ErrorDocument::Value(std::string_view name) const { return Trim(Raw(name)); }

std::optional<ErrorDocument> ParseErrorDocument(std::string_view body) {
  body = body.substr(0, kMostBytes);
  const size_t first = body.find_first_of("<{");
  if (first == std::string_view::npos) return std::nullopt;
  // Some gateways put a byte order mark or blank lines in front; anything else is no document.
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view front = body.substr(0, first);
  if (front.starts_with(kByteOrderMark)) front.remove_prefix(kByteOrderMark.size());
  if (!Trim(front).empty()) return std::nullopt;
  body.remove_prefix(first);
  return body.front() == '<' ? ParseXml(body) : ParseJson(body);
}

std::optional<ErrorDocument> ErrorFromHeaders(std::string_view x_oss_err,
                                              std::string_view x_oss_ec) {
  std::optional<ErrorDocument> document;
  if (const std::optional<std::string> body = Base64Decode(x_oss_err)) {
    document = ParseErrorDocument(*body);
  }
  if (!document && x_oss_ec.empty()) return std::nullopt;
  if (!document) document.emplace();
  document->from_header = true;
  if (document->ec.empty()) document->ec = x_oss_ec;
  return document;
}

std::optional<SignatureEcho> ReadEcho(const ErrorDocument& document) {
  SignatureEcho echo;
  if (std::optional<std::string> bytes = BytesOfHex(document.Raw("StringToSignBytes"))) {
    echo.string_to_sign = std::move(*bytes);
    echo.exact = !echo.string_to_sign.empty();
  }
  if (!echo.exact) echo.string_to_sign = WithoutCarriageReturns(document.Raw("StringToSign"));
  echo.canonical_request = WithoutCarriageReturns(document.Raw("CanonicalRequest"));
  if (echo.string_to_sign.empty() && echo.canonical_request.empty()) return std::nullopt;
  echo.signature_provided = document.Value("SignatureProvided");
  echo.key_id = document.Value("OSSAccessKeyId");
  return echo;
}

}  // namespace osslens::oss
