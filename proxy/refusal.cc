#include "proxy/refusal.h"

#include <fmt/format.h>

namespace osslens::proxy {
namespace {

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 407:
      return "Proxy Authentication Required";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 504:
      return "Gateway Timeout";
    default:
      return "Bad Gateway";
  }
}

}  // namespace

Refusal WriteRefusal(int status, store::FailureKind kind, std::string_view sentence,
                     std::string_view request_method) {
  const std::string body = fmt::format("osslens: {}\n", sentence);
  Refusal refusal;
  refusal.bytes = fmt::format(
      "HTTP/1.1 {} {}\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n"
      "Content-Length: {}\r\n"
      "X-Osslens-Error: {}\r\n"
      "{}"
      "Connection: close\r\n"
      "\r\n",
      status, ReasonPhrase(status), body.size(), store::ToWord(kind),
      status == 407 ? "Proxy-Authenticate: Basic realm=\"osslens\"\r\n" : "");
  refusal.head_bytes = refusal.bytes.size();
  if (request_method != "HEAD") refusal.bytes += body;
  return refusal;
}

int StatusOf(store::FailureKind kind) { return kind == store::FailureKind::kTimeout ? 504 : 502; }

}  // namespace osslens::proxy
