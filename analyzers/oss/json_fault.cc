#include "analyzers/oss/json_fault.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return ToLower(c) >= 'a' && ToLower(c) <= 'z'; }

bool is_hex(char c) { return is_digit(c) || (ToLower(c) >= 'a' && ToLower(c) <= 'f'); }

// Bytes of the UTF-8 sequence at the front (RFC 3629 section 4), 0 when there is none.
size_t SequenceLength(std::string_view text) {
  const auto at = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [&at](size_t i) { return (at(i) & 0xC0U) == 0x80U; };
  const unsigned lead = at(0), second = at(1);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
    return continues(1) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
    return continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

// What stands where a value should.
JsonFaultKind KindOfWords(std::string_view rest) {
  if (rest.starts_with('<')) return JsonFaultKind::kMarkup;
  if (rest.starts_with('\'')) return JsonFaultKind::kSingleQuote;
  if (rest.starts_with("${")) return JsonFaultKind::kVariable;
  constexpr auto kTraces = std::to_array<std::string_view>(
      {"Traceback (most recent call last)", "\tat ", "\n    at ", "Exception in thread",
       "Fatal error: ", "Exception: ", "goroutine 1 ["});
  const std::string_view front = rest.substr(0, 4096);
  if (std::ranges::any_of(kTraces, [front](std::string_view trace) {
        return front.find(trace) != std::string_view::npos;
      })) {
    return JsonFaultKind::kStackTrace;
  }
  const auto lead = static_cast<unsigned char>(rest.empty() ? '\0' : rest.front());
  return is_letter(rest.empty() ? '\0' : rest.front()) || lead >= 0x80 ? JsonFaultKind::kPlainText
                                                                       : JsonFaultKind::kUnexpected;
}

// Reads one value. It holds a bracket for each open container and never calls itself, so that depth costs no stack.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<JsonFault> Scan() {
    SkipBlanks();
    if (at_ == text_.size()) return Fault(JsonFaultKind::kEmpty);
    bool wants_value = true;
    while (true) {
      if (auto fault = wants_value ? Value() : Behind()) return fault;
      if (done_) break;
      wants_value = wants_value_;
    }
    SkipBlanks();
    return at_ == text_.size() ? std::nullopt : Fault(JsonFaultKind::kExtra);
  }

 private:
  [[nodiscard]] std::optional<JsonFault> Fault(JsonFaultKind kind) const {
    return JsonFault{kind, at_, false};
  }
  [[nodiscard]] char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void SkipBlanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  void Complete() {
    done_ = open_.empty();
    wants_value_ = false;
  }

  std::optional<JsonFault> Value() {
    SkipBlanks();
    if (at_ == text_.size()) return Fault(JsonFaultKind::kCutShort);
    const char c = Peek();
    if (c == '{' || c == '[') return Open(c);
    Complete();
    if (c == '"') return String();
    if (c == '-' || is_digit(c)) return Number();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return std::nullopt;
      }
    }
    if (c == '.' || c == '+' || text_.substr(at_).starts_with("NaN")) {
      return Fault(JsonFaultKind::kNumber);
    }
    return Fault(KindOfWords(text_.substr(at_)));
  }

  std::optional<JsonFault> Open(char bracket) {
    open_ += bracket;
    ++at_;
    SkipBlanks();
    if (Peek() == (bracket == '{' ? '}' : ']')) return Close();
    wants_value_ = true;
    return bracket == '{' ? Name() : std::nullopt;
  }

  std::optional<JsonFault> Close() {
    open_.pop_back();
    ++at_;
    Complete();
    return std::nullopt;
  }

  // A member's name and its colon.
  std::optional<JsonFault> Name() {
    SkipBlanks();
    if (at_ == text_.size()) return Fault(JsonFaultKind::kCutShort);
    if (Peek() == '\'') return Fault(JsonFaultKind::kSingleQuote);
    if (text_.substr(at_).starts_with("${")) return Fault(JsonFaultKind::kVariable);
    if (is_letter(Peek()) || Peek() == '_') return Fault(JsonFaultKind::kUnquotedName);
    if (Peek() != '"') return Fault(JsonFaultKind::kUnexpected);
    if (auto fault = String()) return fault;
    SkipBlanks();
    if (at_ == text_.size()) return Fault(JsonFaultKind::kCutShort);
    if (Peek() != ':') return Fault(JsonFaultKind::kUnexpected);
    ++at_;
    return std::nullopt;
  }

  // What stands behind a value inside a container: a comma and the next, or the end.
  std::optional<JsonFault> Behind() {
    SkipBlanks();
    if (at_ == text_.size()) return Fault(JsonFaultKind::kCutShort);
    const bool object = open_.back() == '{';
    const char closing = object ? '}' : ']';
    if (Peek() == closing) return Close();
    if (Peek() != ',') return Fault(JsonFaultKind::kUnexpected);
    const size_t comma = at_++;
    SkipBlanks();
    if (Peek() == closing) {
      at_ = comma;
      return Fault(JsonFaultKind::kTrailingComma);
    }
    wants_value_ = true;
    return object ? Name() : std::nullopt;
  }

  std::optional<JsonFault> String() {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return std::nullopt;
      }
      if (static_cast<unsigned char>(c) < 0x20) return Fault(JsonFaultKind::kControl);
      const size_t length = c == '\\' ? EscapeLength() : SequenceLength(text_.substr(at_));
      if (length == 0) {
        if (c != '\\') return Fault(JsonFaultKind::kNotUtf8);
        return Fault(at_ + 1 == text_.size() ? JsonFaultKind::kCutShort : JsonFaultKind::kEscape);
      }
      at_ += length;
    }
    return Fault(JsonFaultKind::kCutShort);
  }

  [[nodiscard]] size_t EscapeLength() const {
    const std::string_view rest = text_.substr(at_ + 1);
    if (rest.empty()) return 0;
    if (std::string_view("\"\\/bfnrt").find(rest.front()) != std::string_view::npos) return 2;
    const std::string_view digits = rest.substr(1, 4);
    return rest.front() == 'u' && digits.size() == 4 && std::ranges::all_of(digits, is_hex) ? 6 : 0;
  }

  std::optional<JsonFault> Number() {
    if (Peek() == '-') ++at_;
    if (Peek() == '0') {
      ++at_;
      if (is_digit(Peek())) return Fault(JsonFaultKind::kNumber);
    } else if (!Digits()) {
      return Fault(JsonFaultKind::kNumber);
    }
    if (Peek() == '.') {
      ++at_;
      if (!Digits()) return Fault(JsonFaultKind::kNumber);
    }
    if (ToLower(Peek()) == 'e') {
      ++at_;
      if (Peek() == '+' || Peek() == '-') ++at_;
      if (!Digits()) return Fault(JsonFaultKind::kNumber);
    }
    return std::nullopt;
  }

  bool Digits() {
    const size_t before = at_;
    while (is_digit(Peek())) ++at_;
    return at_ > before;
  }

  const std::string_view text_;
  size_t at_ = 0;
  std::string open_;  // the brackets that are open
  bool wants_value_ = true;
  bool done_ = false;
};

}  // namespace

std::optional<JsonFault> FindJsonFault(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) {
    const std::string_view rest = text.substr(kByteOrderMark.size());
    return JsonFault{JsonFaultKind::kByteOrderMark, 0, !Scanner(rest).Scan().has_value()};
  }
  return Scanner(text).Scan();
}

size_t JsonDepth(std::string_view text) {
  size_t depth = 0, deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      in_string = !in_string;
    } else if (in_string) {
      if (c == '\\') ++i;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

const char* ToWord(JsonFaultKind kind) {
  using enum JsonFaultKind;
  switch (kind) {
    case kEmpty:
      return "empty";
    case kByteOrderMark:
      return "byte-order-mark";
    case kMarkup:
      return "markup";
    case kStackTrace:
      return "stack-trace";
    case kPlainText:
      return "plain-text";
    case kSingleQuote:
      return "single-quotes";
    case kTrailingComma:
      return "trailing-comma";
    case kVariable:
      return "variable-outside-string";
    case kUnquotedName:
      return "unquoted-name";
    case kControl:
      return "control-character";
    case kEscape:
      return "bad-escape";
    case kNotUtf8:
      return "not-utf8";
    case kNumber:
      return "bad-number";
    case kCutShort:
      return "cut-short";
    case kExtra:
      return "more-behind";
    case kUnexpected:
      return "unexpected";
  }
  return "";
}

std::optional<std::string> WithEscapedQuotes(std::string_view text, std::string_view member) {
  const std::string name = '"' + std::string(member) + '"';
  const size_t at = text.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  size_t begin = text.find_first_not_of(kBlanks, at + name.size());
  if (begin == std::string_view::npos || text[begin] != ':') return std::nullopt;
  begin = text.find_first_not_of(kBlanks, begin + 1);
  if (begin == std::string_view::npos || text[begin] != '"') return std::nullopt;
  ++begin;
  // Which of the quotes ends the value cannot be known; the first that leaves JSON behind it is taken.
  constexpr size_t kMostTries = 64;
  size_t end = text.find('"', begin);
  for (size_t tries = 0; tries < kMostTries && end != std::string_view::npos;
       ++tries, end = text.find('"', end + 1)) {
    std::string fixed(text.substr(0, begin));
    for (size_t i = begin; i < end; ++i) {
      if (text[i] == '"' && text[i - 1] != '\\') fixed += '\\';
      fixed += text[i];
    }
    fixed += text.substr(end);
    if (!FindJsonFault(fixed)) return fixed;
  }
  return std::nullopt;
}

}  // namespace osslens::oss
