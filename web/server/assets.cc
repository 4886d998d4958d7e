#include "web/server/assets.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"

namespace osslens::web {
namespace {

// Files below /assets/ have a digest of their content in their name, so they never change.
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
constexpr std::string_view kAskAgain = "no-cache";

// True for "q=0", "q=0.000": not acceptable.
bool is_zero_weight(std::string_view parameter) {
  if (!StartsWithIgnoreCase(parameter, "q=")) return false;
  return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

struct CodingItem {
  std::string_view name;
  bool is_allowed = true;
};

CodingItem ParseItem(std::string_view text) {
  const auto parts = Split(text, ';');
  CodingItem item{.name = TrimOws(parts.front())};
  for (const auto part : std::span(parts).subspan(1)) {
    if (is_zero_weight(TrimOws(part))) item.is_allowed = false;
  }
  return item;
}

// If-None-Match: a list of tags, or "*"; a weak tag matches as well (RFC 9110, section 13.1.2).
bool HasTag(std::string_view field, std::string_view etag) {
  if (TrimOws(field) == "*") return true;
  for (auto tag : Split(field, ',')) {
    tag = TrimOws(tag);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

}  // namespace

const Asset* FindAsset(std::span<const Asset> assets, std::string_view path) {
  const auto found = std::find_if(assets.begin(), assets.end(),
                                  [path](const Asset& asset) { return asset.path == path; });
  return found == assets.end() ? nullptr : &*found;
}

Response ServeAsset(const Asset& asset, const Request& request) {
  Response response;
  response.content_type = asset.content_type;
  response.fields.emplace_back("Cache-Control",
                               asset.path.starts_with("/assets/") ? kForEver : kAskAgain);
  response.fields.emplace_back("ETag", asset.etag);
  response.fields.emplace_back("Vary", "Accept-Encoding");
  if (const auto known = request.Field("If-None-Match");
      !known.empty() && HasTag(known, asset.etag)) {
    response.status = 304;
    return response;
  }
  const std::string_view accepted = request.Field("Accept-Encoding");
  if (!asset.brotli.empty() && AcceptsCoding(accepted, "br")) {
    response.fields.emplace_back("Content-Encoding", "br");
    response.static_body = asset.brotli;
  } else if (!asset.gzip.empty() && AcceptsCoding(accepted, "gzip")) {
    response.fields.emplace_back("Content-Encoding", "gzip");
    response.static_body = asset.gzip;
  } else {
    response.static_body = asset.identity;
  }
  return response;
}

bool AcceptsCoding(std::string_view accept_encoding, std::string_view coding) {
  std::optional<bool> any;
  for (const auto text : Split(accept_encoding, ',')) {
    const CodingItem item = ParseItem(text);
    if (EqualsIgnoreCase(item.name, coding)) return item.is_allowed;
    if (item.name == "*") any = item.is_allowed;
  }
  return any.value_or(false);
}

}  // namespace osslens::web
