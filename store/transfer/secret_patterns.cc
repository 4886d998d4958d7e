#include "store/transfer/secret_patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "store/transfer/secret_spans.h"

namespace osslens::store {
namespace {

// Of a secret that is cut off at the end of a text, this many bytes tell too little to matter.
constexpr size_t kShownOfCut = 3;

std::string PercentEncode(std::string_view text, bool is_upper, bool keeps_slash) {
  std::string encoded;
  for (const char c : text) {
    const char lower = ToLower(c);
    const bool is_unreserved = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
                               c == '-' || c == '_' || c == '.' || c == '~';
    if (is_unreserved || (c == '/' && keeps_slash)) {
      encoded.push_back(c);
    } else if (is_upper) {
      fmt::format_to(std::back_inserter(encoded), "%{:02X}", static_cast<unsigned char>(c));
    } else {
      fmt::format_to(std::back_inserter(encoded), "%{:02x}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string Hex(std::string_view text, bool is_upper, bool is_spaced) {
  std::string hex;
  for (const char c : text) {
    if (is_spaced && !hex.empty()) hex.push_back(' ');
    const auto byte = static_cast<unsigned char>(c);
    if (is_upper) {
      fmt::format_to(std::back_inserter(hex), "{:02X}", byte);
    } else {
      fmt::format_to(std::back_inserter(hex), "{:02x}", byte);
    }
  }
  return hex;
}

std::string Replaced(std::string_view text, char from, std::string_view to) {
  std::string replaced;
  for (const char c : text) {
    if (c == from) {
      replaced += to;
    } else {
      replaced.push_back(c);
    }
  }
  return replaced;
}

// The digits of base64 that depend on `text` alone when `before` bytes (0 to 2) of a group stand before it.
std::string Base64Core(std::string_view text, size_t before) {
  const std::string encoded = Base64Encode(std::string(before, '\0').append(text));
  const size_t begin = (8 * before + 5) / 6;
  const size_t end = 8 * (before + text.size()) / 6;
  return encoded.substr(begin, end - begin);
}

bool is_base64_digit(char c) {
  const char lower = ToLower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '-' || c == '_' || c == '=' || c == '%';
}

Span WidenToRun(std::string_view text, Span span) {
  size_t begin = span.offset, end = span.offset + span.size;
  while (begin > 0 && is_base64_digit(text[begin - 1])) --begin;
  while (end < text.size() && is_base64_digit(text[end])) ++end;
  return {begin, end - begin};
}

}  // namespace

void SecretPatterns::AddForm(std::string form, bool is_base64) {
  if (form.size() < kShortest) return;
  const bool is_known =
      std::ranges::any_of(forms_, [&form](const Form& known) { return known.text == form; });
  if (!is_known) forms_.push_back({std::move(form), is_base64});
}

void SecretPatterns::Add(std::string_view secret) {
  if (secret.size() < kShortest) return;
  AddForm(std::string(secret), false);
  AddForm(Replaced(secret, '/', "\\/"), false);
  for (const bool is_upper : {true, false}) {
    for (const bool keeps_slash : {true, false}) {
      const std::string once = PercentEncode(secret, is_upper, keeps_slash);
      AddForm(once, false);
      AddForm(PercentEncode(once, is_upper, keeps_slash), false);
    }
    for (const bool is_spaced : {true, false}) AddForm(Hex(secret, is_upper, is_spaced), false);
  }
  for (size_t before = 0; before < 3; ++before) {
    const std::string core = Base64Core(secret, before);
    AddForm(core, true);
    AddForm(Replaced(Replaced(core, '+', "-"), '/', "_"), true);
    AddForm(PercentEncode(core, true, false), true);
    AddForm(PercentEncode(core, false, false), true);
  }
}

std::string SecretPatterns::Mask(std::string_view text, bool is_cut) const {
  std::vector<Span> spans;
  for (const Form& form : forms_) {
    for (size_t at = text.find(form.text); at != std::string_view::npos;
         at = text.find(form.text, at + 1)) {
      const Span span{at, form.text.size()};
      spans.push_back(form.is_base64 ? WidenToRun(text, span) : span);
    }
    if (!is_cut) continue;
    for (size_t size = std::min(form.text.size() - 1, text.size()); size > kShownOfCut; --size) {
      if (!text.ends_with(std::string_view(form.text).substr(0, size))) continue;
      spans.push_back({text.size() - size, size});
      break;
    }
  }
  return spans.empty() ? std::string(text) : MaskSpans(text, MergeSpans(std::move(spans)));
}

}  // namespace osslens::store
