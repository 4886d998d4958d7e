#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "proxy/http/head.h"

namespace osslens::http {

// How the end of a body is found (RFC 9112 section 6.3).
struct Framing {
  enum class Kind { kNone, kLength, kChunked, kUntilClose };
  Kind kind = Kind::kNone;
  uint64_t length_bytes = 0;  // with kLength
};

// Decide the framing of a message, or fail where two parties could read it differently:
// Content-Length together with Transfer-Encoding, a repeated or malformed Content-Length, chunked
// not last or not alone, Transfer-Encoding in HTTP/1.0, a CONNECT request with a body. A response
// whose Transfer-Encoding does not mention chunked ends with the connection.
[[nodiscard]] Result<Framing> FramingOf(const RequestHead& head);
// `request_method` is the method that the response answers: it decides whether there is a body at
// all.
[[nodiscard]] Result<Framing> FramingOf(const ResponseHead& head, std::string_view request_method);

// Whether the sender will keep the connection open after this message (RFC 9112 section 9.3).
// A body that ends with the connection (kUntilClose) is not looked at here: it never keeps it.
[[nodiscard]] bool keeps_alive(const RequestHead& head);
[[nodiscard]] bool keeps_alive(const ResponseHead& head);

}  // namespace osslens::http
