#include "store/transfer/json_writer.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

namespace osslens::store {
namespace {

unsigned ByteAt(std::string_view text, size_t at) { return static_cast<unsigned char>(text[at]); }

struct Sequence {
  size_t length = 1;  // of the character, or of the part that is none
  bool is_valid = false;
};

// The bytes that may follow a lead byte as its second (Unicode standard, table 3-7); all further
// ones are 80..BF.
struct Lead {
  size_t length = 0;  // 0: not a lead byte
  unsigned low = 0x80, high = 0xBF;
};

Lead LeadOf(unsigned byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

Sequence SequenceAt(std::string_view text, size_t at) {
  if (ByteAt(text, at) < 0x80) return {1, true};
  Lead lead = LeadOf(ByteAt(text, at));
  if (lead.length == 0) return {1, false};
  size_t length = 1;
  while (length < lead.length && at + length < text.size() &&
         ByteAt(text, at + length) >= lead.low && ByteAt(text, at + length) <= lead.high) {
    lead.low = 0x80;
    lead.high = 0xBF;
    ++length;
  }
  return {length, length == lead.length};
}

// Bytes that stand for themselves in a JSON string.
bool is_plain(unsigned byte) { return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\'; }

void AppendEscaped(std::string& out, unsigned byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
  }
}

void AppendString(std::string& out, std::string_view text) {
  out.push_back('"');
  for (size_t at = 0; at < text.size();) {
    size_t plain = at;
    while (plain < text.size() && is_plain(ByteAt(text, plain))) ++plain;
    out.append(text, at, plain - at);
    at = plain;
    if (at == text.size()) break;
    const Sequence sequence = SequenceAt(text, at);
    if (!sequence.is_valid) {
      out += "\xEF\xBF\xBD";
    } else if (sequence.length == 1) {
      AppendEscaped(out, ByteAt(text, at));
    } else {
      out.append(text, at, sequence.length);
    }
    at += sequence.length;
  }
  out.push_back('"');
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  for (size_t at = 0; at < text.size();) {
    const Sequence sequence = SequenceAt(text, at);
    if (!sequence.is_valid) return false;
    at += sequence.length;
  }
  return true;
}

void JsonWriter::Separate() {
  if (needs_comma_) text_.push_back(',');
  needs_comma_ = true;
}

JsonWriter& JsonWriter::BeginObject() {
  Separate();
  text_.push_back('{');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  text_.push_back('}');
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::BeginArray() {
  Separate();
  text_.push_back('[');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  text_.push_back(']');
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  Separate();
  text_.push_back('"');
  text_ += name;
  text_ += "\":";
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view text) {
  Separate();
  AppendString(text_, text);
  return *this;
}

JsonWriter& JsonWriter::Number(int64_t number) {
  Separate();
  fmt::format_to(std::back_inserter(text_), "{}", number);
  return *this;
}

JsonWriter& JsonWriter::Number(uint64_t number) {
  Separate();
  fmt::format_to(std::back_inserter(text_), "{}", number);
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  Separate();
  text_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::Null() {
  Separate();
  text_ += "null";
  return *this;
}

JsonWriter& JsonWriter::Milliseconds(Microseconds duration) {
  Separate();
  const int64_t count = duration.count();
  if (count < 0) text_.push_back('-');
  const uint64_t microseconds = static_cast<uint64_t>(count < 0 ? -count : count);
  fmt::format_to(std::back_inserter(text_), "{}", microseconds / 1000);
  if (microseconds % 1000 == 0) return *this;
  fmt::format_to(std::back_inserter(text_), ".{:03}", microseconds % 1000);
  while (text_.back() == '0') text_.pop_back();
  return *this;
}

std::string JsonWriter::Take() { return std::exchange(text_, {}); }

}  // namespace osslens::store
