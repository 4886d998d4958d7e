#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace osslens::store {

// True when `text` is well-formed UTF-8 (RFC 3629: shortest forms, no surrogates, up to U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// Writes JSON text, member after member, into one growing string; commas are its business, matching
// braces the caller's. The output is always valid UTF-8: bytes that are not become U+FFFD, one for
// each maximal part (Unicode standard, section 3.9). Written by hand because every record shown or
// exported passes through it, and because a JSON library refuses or keeps such bytes instead.
class JsonWriter {
 public:
  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  // Names the next value. `name` is our own: it is not escaped.
  JsonWriter& Key(std::string_view name);

  JsonWriter& String(std::string_view text);
  JsonWriter& Number(int64_t number);
  JsonWriter& Number(uint64_t number);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  // Milliseconds with up to three decimals.
  JsonWriter& Milliseconds(Microseconds duration);

  // "" stands for a field that does not apply.
  JsonWriter& StringOrNull(std::string_view text) { return text.empty() ? Null() : String(text); }

  [[nodiscard]] const std::string& text() const { return text_; }
  // Takes what was written so far. Commas continue, so that an array can be handed on in pieces.
  [[nodiscard]] std::string Take();

 private:
  void Separate();

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace osslens::store
