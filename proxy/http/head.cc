#include "proxy/http/head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace osslens::http {
namespace {

constexpr size_t kQuotedInErrors = 60;

// tchar of RFC 9110 section 5.6.2.
constexpr std::array<bool, 256> kTokenBytes = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
    table[static_cast<unsigned char>(c)] = true;
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = true;
  return table;
}();

// A piece of the peer's bytes that is fit to stand in a one-line sentence.
std::string Quoted(std::string_view bytes) {
  std::string text;
  for (const char c : bytes.substr(0, kQuotedInErrors))
    text.push_back(c < 0x20 || c == 0x7F ? '.' : c);
  return '"' + text + (bytes.size() > kQuotedInErrors ? "...\"" : "\"");
}

// "HTTP/1.1" gives 1; anything but HTTP/1.0 and HTTP/1.1 gives nothing.
std::optional<int> MinorVersion(std::string_view version) {
  if (version == "HTTP/1.1") return 1;
  if (version == "HTTP/1.0") return 0;
  return std::nullopt;
}

std::string_view TakeLine(std::string_view& rest) {
  const size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  return line;
}

Result<void> ParseFieldLine(std::string_view line, Fields& fields) {
  if (line.front() == ' ' || line.front() == '\t') {
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("a header line begins with a blank (obsolete folding): {}", Quoted(line)));
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return Fail(ErrorKind::kInvalid, fmt::format("a header line has no colon: {}", Quoted(line)));
  }
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) {
    return Fail(ErrorKind::kInvalid, fmt::format("a header name is not a token: {}", Quoted(name)));
  }
  fields.Add({name, TrimOws(line.substr(colon + 1)), {line.data(), line.size() + 2}});
  return {};
}

Result<void> ParseFields(std::string_view rest, Fields& fields) {
  fields.Clear();
  for (std::string_view line = TakeLine(rest); !line.empty(); line = TakeLine(rest)) {
    if (auto parsed = ParseFieldLine(line, fields); !parsed) return parsed;
  }
  return {};
}

bool is_target(std::string_view target) {
  return !target.empty() && std::ranges::all_of(target, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
  });
}

}  // namespace

const Field* Fields::Find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields_, [name](const Field& field) { return EqualsIgnoreCase(field.name, name); });
  return found == fields_.end() ? nullptr : &*found;
}

bool Fields::HasToken(std::string_view name, std::string_view token) const {
  for (const Field& field : fields_) {
    if (!EqualsIgnoreCase(field.name, name)) continue;
    for (std::string_view rest = field.value; !rest.empty();) {
      const size_t comma = std::min(rest.find(','), rest.size());
      if (EqualsIgnoreCase(TrimOws(rest.substr(0, comma)), token)) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return kTokenBytes[static_cast<unsigned char>(c)];
  });
}

Result<void> ParseRequestHead(std::string_view raw, RequestHead& out) {
  std::string_view rest = raw;
  const std::string_view line = TakeLine(rest);
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  const std::optional<int> minor =
      last == std::string_view::npos ? std::nullopt : MinorVersion(line.substr(last + 1));
  if (first == last || !minor || !is_token(line.substr(0, first)) ||
      !is_target(line.substr(first + 1, last - first - 1))) {
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("the request line is not \"METHOD target HTTP/1.1\": {}", Quoted(line)));
  }
  out.method = line.substr(0, first);
  out.target = line.substr(first + 1, last - first - 1);
  out.minor_version = *minor;
  return ParseFields(rest, out.fields);
}

Result<void> ParseResponseHead(std::string_view raw, ResponseHead& out) {
  std::string_view rest = raw;
  const std::string_view line = TakeLine(rest);
  const std::optional<int> minor = MinorVersion(line.substr(0, 8));
  // The reason phrase may be missing altogether, with or without its blank.
  const bool shaped = line.size() >= 12 && line[8] == ' ' && (line.size() == 12 || line[12] == ' ');
  if (!minor || !shaped ||
      !std::ranges::all_of(line.substr(9, 3), [](char c) { return c >= '0' && c <= '9'; }) ||
      line[9] == '0') {
    return Fail(ErrorKind::kInvalid,
                fmt::format("the status line is not \"HTTP/1.1 NNN\": {}", Quoted(line)));
  }
  out.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  out.minor_version = *minor;
  return ParseFields(rest, out.fields);
}

}  // namespace osslens::http
