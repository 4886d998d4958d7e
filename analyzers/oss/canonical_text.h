#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A string to sign or canonical request, as OSS echoes it, taken apart again. The views point into
// the echoed text.
namespace osslens::oss {

struct Piece {
  std::string_view text;
  size_t offset = 0;  // in the echoed text
};

struct HeaderLine {
  std::string_view name;
  Piece value;
};

struct CanonicalText {
  Piece method;
  Piece content_md5, content_type, date;  // V1
  std::vector<HeaderLine> headers;
  Piece resource;                                  // V1 with its query, V4 the canonical URI
  Piece query;                                     // V4
  std::optional<Piece> additional_names, payload;  // V4
  size_t headers_end = 0;                          // where a further header line would stand
};

// nullopt when the text does not have the lines of its scheme.
[[nodiscard]] std::optional<CanonicalText> SplitStringToSignV1(std::string_view echoed);
[[nodiscard]] std::optional<CanonicalText> SplitCanonicalRequestV4(std::string_view echoed);

}  // namespace osslens::oss
