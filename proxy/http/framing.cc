#include "proxy/http/framing.h"

#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "base/text.h"

namespace osslens::http {
namespace {

// What the framing fields of one head say.
struct FramingFields {
  std::optional<uint64_t> length_bytes;
  bool transfer_encoding = false;
  bool chunked = false;
};

std::optional<uint64_t> ParseLength(std::string_view digits) {
  uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || fault != std::errc() || stop != end) return std::nullopt;
  // Lengths are summed and compared as signed numbers elsewhere; nothing real is larger.
  if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return std::nullopt;
  return value;
}

Result<void> ReadField(const Field& field, FramingFields& out) {
  if (EqualsIgnoreCase(field.name, "Content-Length")) {
    if (out.length_bytes)
      return Fail(ErrorKind::kInvalid, "Content-Length is given more than once");
    out.length_bytes = ParseLength(field.value);
    if (!out.length_bytes)
      return Fail(ErrorKind::kInvalid, "Content-Length is not one decimal number");
  } else if (EqualsIgnoreCase(field.name, "Transfer-Encoding")) {
    if (out.transfer_encoding)
      return Fail(ErrorKind::kInvalid, "Transfer-Encoding is given more than once");
    out.transfer_encoding = true;
    out.chunked = EqualsIgnoreCase(field.value, "chunked");
    // "gzip, chunked", "chunked, identity", "xchunked": some reader takes each of them for chunked.
    if (!out.chunked && Lower(field.value).find("chunked") != std::string::npos)
      return Fail(ErrorKind::kInvalid,
                  "Transfer-Encoding has \"chunked\" together with something else");
  }
  return {};
}

Result<FramingFields> ReadFields(const Fields& fields, int minor_version) {
  FramingFields found;
  for (const Field& field : fields.all()) {
    if (auto read = ReadField(field, found); !read) return tl::unexpected(read.error());
  }
  if (found.transfer_encoding && found.length_bytes) {
    return Fail(ErrorKind::kInvalid, "Content-Length and Transfer-Encoding are both given");
  }
  if (found.transfer_encoding && minor_version == 0) {
    return Fail(ErrorKind::kInvalid, "Transfer-Encoding is given in an HTTP/1.0 message");
  }
  return found;
}

}  // namespace

Result<Framing> FramingOf(const RequestHead& head) {
  const Result<FramingFields> found = ReadFields(head.fields, head.minor_version);
  if (!found) return tl::unexpected(found.error());
  if (found->transfer_encoding && !found->chunked) {
    return Fail(ErrorKind::kInvalid, "the Transfer-Encoding of the request is not \"chunked\"");
  }
  // RFC 9110 section 9.3.6: what follows a CONNECT head is the tunnel, never a body.
  if (head.method == "CONNECT" && (found->chunked || found->length_bytes.value_or(0) > 0)) {
    return Fail(ErrorKind::kInvalid, "a CONNECT request announces a body");
  }
  if (found->chunked) return Framing{Framing::Kind::kChunked};
  if (found->length_bytes.value_or(0) > 0)
    return Framing{Framing::Kind::kLength, *found->length_bytes};
  return Framing{Framing::Kind::kNone};
}

Result<Framing> FramingOf(const ResponseHead& head, std::string_view request_method) {
  const Result<FramingFields> found = ReadFields(head.fields, head.minor_version);
  if (!found) return tl::unexpected(found.error());
  const bool bodiless = head.status < 200 || head.status == 204 || head.status == 304;
  const bool tunnel = request_method == "CONNECT" && head.status < 300;
  if (bodiless || tunnel || request_method == "HEAD") return Framing{Framing::Kind::kNone};
  if (found->chunked) return Framing{Framing::Kind::kChunked};
  if (found->transfer_encoding) return Framing{Framing::Kind::kUntilClose};
  if (!found->length_bytes) return Framing{Framing::Kind::kUntilClose};
  if (*found->length_bytes == 0) return Framing{Framing::Kind::kNone};
  return Framing{Framing::Kind::kLength, *found->length_bytes};
}

bool keeps_alive(const RequestHead& head) {
  const Fields& fields = head.fields;
  if (fields.HasToken("Connection", "close") || fields.HasToken("Proxy-Connection", "close"))
    return false;
  if (head.minor_version >= 1) return true;
  return fields.HasToken("Connection", "keep-alive") ||
         fields.HasToken("Proxy-Connection", "keep-alive");
}

bool keeps_alive(const ResponseHead& head) {
  if (head.fields.HasToken("Connection", "close")) return false;
  return head.minor_version >= 1 || head.fields.HasToken("Connection", "keep-alive");
}

}  // namespace osslens::http
