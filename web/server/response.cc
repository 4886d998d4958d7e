#include "web/server/response.h"

#include <fmt/format.h>

#include <iterator>

#include "store/transfer/json_writer.h"

namespace osslens::web {
namespace {

std::string_view ReasonOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 421:
      return "Misdirected Request";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

// What is shown came off a wire and may be hostile: nothing may run or load but the page's own files, no other site may
// frame, read or open it, and no browser may guess a type.
constexpr std::string_view kProtection =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self' blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
    "'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

bool HasField(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.fields) {
    if (key == name) return true;
  }
  return false;
}

int StatusOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalid:
      return 400;
    case ErrorKind::kNotFound:
      return 404;
    case ErrorKind::kUnavailable:
      return 503;
    case ErrorKind::kUnsupported:
      return 501;
    case ErrorKind::kIo:
      return 500;
  }
  return 500;
}

}  // namespace

Response JsonResponse(std::string json) {
  Response response;
  response.body = std::move(json);
  return response;
}

Response ErrorResponse(int status, std::string_view message) {
  store::JsonWriter json;
  json.BeginObject()
      .Key("error")
      .BeginObject()
      .Key("message")
      .String(message)
      .EndObject()
      .EndObject();
  Response response = JsonResponse(json.Take());
  response.status = status;
  return response;
}

Response ErrorResponse(const Error& error) {
  return ErrorResponse(StatusOf(error.kind), error.message);
}

std::string EncodeHead(const Response& response, BodyFraming framing, bool keep_alive) {
  fmt::memory_buffer head;
  const auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", response.status, ReasonOf(response.status));
  // RFC 9110, section 15.4.5: a 304 has no content, so nothing is said of it.
  if (response.status != 304) {
    fmt::format_to(out, "Content-Type: {}\r\n", response.content_type);
    if (framing == BodyFraming::kLength) {
      fmt::format_to(out, "Content-Length: {}\r\n", response.content().size());
    } else if (framing == BodyFraming::kChunked) {
      fmt::format_to(out, "Transfer-Encoding: chunked\r\n");
    }
  }
  for (const auto& [name, value] : response.fields) {
    fmt::format_to(out, "{}: {}\r\n", name, value);
  }
  if (!HasField(response, "Cache-Control")) fmt::format_to(out, "Cache-Control: no-store\r\n");
  if (!keep_alive) fmt::format_to(out, "Connection: close\r\n");
  head.append(kProtection);
  fmt::format_to(out, "\r\n");
  return fmt::to_string(head);
}

std::string EncodeChunk(std::string_view bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

}  // namespace osslens::web
