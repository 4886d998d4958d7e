#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/record/exchange.h"

namespace osslens::store {

// The exchanges of an HTTP Archive, of our own export or of a browser. A HAR holds names and values
// and not bytes, so heads are written anew in the usual form. What our exports add (`_osslens`) is
// read as well, except findings.
//
// Browsers differ in what they keep: HTTP/2 names such as ":authority" become a Host field, and a
// body that they decoded loses its Content-Encoding. An entry without a usable URL is left out and
// counted.
struct HarContents {
  std::vector<Exchange> exchanges;
  size_t left_out = 0;
};
[[nodiscard]] Result<HarContents> ReadHar(std::string_view text);

}  // namespace osslens::store
