#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace osslens::oss {

// What makes a text no JSON (RFC 8259), as somebody who looks for the cause would call it.
enum class JsonFaultKind {
  kEmpty,          // nothing, or blanks
  kByteOrderMark,  // EF BB BF in front; what follows may be JSON or not
  kMarkup,         // "<": HTML, XML
  kStackTrace,     // a trace of an exception in the place of a value
  kPlainText,      // other words in the place of a value
  kSingleQuote,    // a string in single quotes
  kTrailingComma,  // a comma before } or ]
  kVariable,       // ${...} where no string is
  kUnquotedName,   // a member's name without quotes
  kControl,        // a byte below 0x20 inside a string, such as a line end
  kEscape,         // a backslash before something that it does not go with
  kNotUtf8,
  kNumber,      // 01, .5, NaN
  kCutShort,    // it ends before the value does
  kExtra,       // the value is complete and more follows
  kUnexpected,  // anything else that cannot stand there
};

// Where a text stops being JSON.
struct JsonFault {
  JsonFaultKind kind = JsonFaultKind::kUnexpected;
  size_t offset = 0;          // of the first byte that cannot stand there, or the length
  bool rest_is_json = false;  // kByteOrderMark: what follows the mark is JSON
};

// The first fault; nothing when the text is one JSON value. Linear in the text's length, whatever its depth. Pure.
[[nodiscard]] std::optional<JsonFault> FindJsonFault(std::string_view text);

// How deep brackets are nested, outside strings; for readers that call themselves. Linear.
[[nodiscard]] size_t JsonDepth(std::string_view text);

// "empty", "byte-order-mark", "markup", ...
[[nodiscard]] const char* ToWord(JsonFaultKind kind);

// The text with a backslash before each quote that ends the value of `member` too early, such as those of
// {"callbackBody":"{"a":1}"}; nothing when that does not make it JSON.
[[nodiscard]] std::optional<std::string> WithEscapedQuotes(std::string_view text,
                                                           std::string_view member);

}  // namespace osslens::oss
