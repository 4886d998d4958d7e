#pragma once

#include <span>
#include <string_view>

#include "web/server/request.h"
#include "web/server/response.h"

namespace osslens::web {

// A file of the page, embedded into the binary. An encoding that does not pay is empty.
struct Asset {
  std::string_view path;  // "/", "/assets/index-1a2b3c4d.js"
  std::string_view content_type;
  std::string_view etag;  // quoted
  std::string_view identity;
  std::string_view gzip;
  std::string_view brotli;
};

// The file at that path, or nullptr.
[[nodiscard]] const Asset* FindAsset(std::span<const Asset> assets, std::string_view path);

// Answers with the smallest form that the client accepts, or 304 when it has the file already.
[[nodiscard]] Response ServeAsset(const Asset& asset, const Request& request);

// Whether Accept-Encoding allows `coding` (RFC 9110, section 12.5.3). Without the field: no.
[[nodiscard]] bool AcceptsCoding(std::string_view accept_encoding, std::string_view coding);

}  // namespace osslens::web
