#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Text helpers for wire syntax: ASCII only, independent of the locale, views into the argument.
namespace osslens {

[[nodiscard]] constexpr char ToLower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] std::string Lower(std::string_view text);
[[nodiscard]] bool EqualsIgnoreCase(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix) noexcept;

// Strips blanks and tabs (the OWS of RFC 9110, section 5.6.3) from both ends.
[[nodiscard]] std::string_view TrimOws(std::string_view text) noexcept;

// Splits at every `separator`; an empty text gives one empty part.
[[nodiscard]] std::vector<std::string_view> Split(std::string_view text, char separator);

// RFC 3986 percent-decoding, once; "+" stays. A "%" without two hex digits stays as it is.
[[nodiscard]] std::string PercentDecode(std::string_view text);

// Standard base64 with padding (RFC 4648, section 4); nullopt when the text is anything else.
[[nodiscard]] std::optional<std::string> Base64Decode(std::string_view text);
[[nodiscard]] std::string Base64Encode(std::string_view bytes);

// `*` stands for any run of characters, `?` for one; ASCII case is ignored. For host patterns.
[[nodiscard]] bool GlobMatch(std::string_view pattern, std::string_view text) noexcept;

}  // namespace osslens
