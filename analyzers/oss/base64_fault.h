#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace osslens::oss {

// What makes a text no base64 with the standard alphabet and padding (RFC 4648 section 4), as OSS wants it.
enum class Base64FaultKind {
  kPlainJson,    // it was not encoded at all
  kLineBreak,    // it is broken into lines
  kUrlAlphabet,  // - and _ of RFC 4648 section 5
  kPlusLost,     // a blank where a + was
  kOther,        // something else, such as missing padding
};

struct Base64Fault {
  Base64FaultKind kind = Base64FaultKind::kOther;
  size_t offset = 0;      // of the first byte that does not belong there, or the length
  std::string corrected;  // base64 of JSON that was meant; empty when that cannot be said
};

// Nothing when it is base64. Pure, linear.
[[nodiscard]] std::optional<Base64Fault> FindBase64Fault(std::string_view text);

}  // namespace osslens::oss
