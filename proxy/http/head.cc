#include "proxy/http/head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "proxy/http/quoted.h"

namespace osslens::http {
namespace {

// Room that is kept between two heads. 64 KiB of head hold 16,000 fields, or 750 KiB of Field: too
// much to keep for as long as a connection idles.
constexpr size_t kKeptFields = 64;

// tchar of RFC 9110 section 5.6.2.
constexpr std::array<bool, 256> kTokenBytes = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
    table[static_cast<unsigned char>(c)] = true;
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = true;
  return table;
}();

bool is_token_byte(char c) { return kTokenBytes[static_cast<unsigned char>(c)]; }

// "HTTP/1.1" gives 1; anything but HTTP/1.0 and HTTP/1.1 gives nothing.
std::optional<int> MinorVersion(std::string_view version) {
  if (version == "HTTP/1.1") return 1;
  if (version == "HTTP/1.0") return 0;
  return std::nullopt;
}

// Takes the next line off `rest`, without its CRLF.
std::string_view TakeLine(std::string_view& rest) {
  const size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  return line;
}

std::string_view LeadingToken(std::string_view text) {
  const auto* const end = std::ranges::find_if_not(text, is_token_byte);
  return {text.data(), static_cast<size_t>(end - text.data())};
}

// What is wrong with a line that is no field, or nothing. Of the line itself no more than a name is
// told: a line that broke off a value may be the rest of a signature.
std::string FaultOfFieldLine(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') {
    return "begins with a blank (obsolete line folding)";
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return "has no colon";
  const std::string_view name = LeadingToken(line);
  if (colon == 0) return "has no name before its colon";
  if (name.size() != colon) {
    return fmt::format("has a byte 0x{:02X} in its name, after {}",
                       static_cast<unsigned char>(line[name.size()]), Quoted(name));
  }
  return {};
}

// `rest` is what follows line number `line_number` - 1 of `section`.
Result<void> ParseFields(std::string_view section, size_t line_number, std::string_view rest,
                         Fields& fields) {
  fields.Clear();
  for (;; ++line_number) {
    const char* const begin = rest.data();
    const std::string_view line = TakeLine(rest);
    if (line.empty()) return {};
    if (const std::string fault = FaultOfFieldLine(line); !fault.empty()) {
      const std::string after =
          fields.all().empty() ? "" : fmt::format(", after {},", Quoted(fields.all().back().name));
      return Fail(ErrorKind::kInvalid,
                  fmt::format("line {} of the {}{} {}", line_number, section, after, fault));
    }
    const size_t colon = line.find(':');
    fields.Add({line.substr(0, colon),
                TrimOws(line.substr(colon + 1)),
                {begin, static_cast<size_t>(rest.data() - begin)}});
  }
}

bool is_target(std::string_view target) {
  return !target.empty() && std::ranges::all_of(target, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
  });
}

}  // namespace

void Fields::Clear() {
  if (fields_.capacity() > kKeptFields) {
    fields_ = std::vector<Field>();
  } else {
    fields_.clear();
  }
}

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
  return !text.empty() && std::ranges::all_of(text, is_token_byte);
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
    return Fail(ErrorKind::kInvalid,
                fmt::format("the request line is not \"METHOD target HTTP/1.1\": {}",
                            QuotedWithoutSecrets(line)));
  }
  out.method = line.substr(0, first);
  out.target = line.substr(first + 1, last - first - 1);
  out.minor_version = *minor;
  return ParseFields("head", 2, rest, out.fields);
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
  return ParseFields("head", 2, rest, out.fields);
}

Result<void> ParseTrailers(std::string_view raw, Fields& out) {
  return ParseFields("trailer section", 1, raw, out);
}

}  // namespace osslens::http
