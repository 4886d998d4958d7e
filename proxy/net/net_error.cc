#include "proxy/net/net_error.h"

#include <fmt/format.h>
#include <uv.h>

namespace osslens::net {
namespace {

// libuv numbers the failures of getaddrinfo in one block (uv/errno.h).
bool is_resolver_status(int status) {
  return status >= UV_EAI_PROTOCOL && status <= UV_EAI_ADDRFAMILY;
}

NetErrorKind KindOfStatus(int status) {
  switch (status) {
    case UV_ECONNREFUSED:
      return NetErrorKind::kRefused;
    case UV_EHOSTUNREACH:
    case UV_ENETUNREACH:
    case UV_ENETDOWN:
    case UV_EHOSTDOWN:
    case UV_EADDRNOTAVAIL:
      return NetErrorKind::kUnreachable;
    case UV_ETIMEDOUT:
      return NetErrorKind::kTimeout;
    case UV_ECONNRESET:
    case UV_ECONNABORTED:
    case UV_EPIPE:
      return NetErrorKind::kReset;
    default:
      return is_resolver_status(status) ? NetErrorKind::kDns : NetErrorKind::kOther;
  }
}

}  // namespace

std::string ReasonOfStatus(int status) {
  // libuv's words for a write to a connection that the peer has reset do not say so.
  if (status == UV_EPIPE) return "connection closed by the peer";
  return uv_strerror(status);
}

NetError NetErrorFromStatus(int status, std::string_view what) {
  return NetError{KindOfStatus(status), fmt::format("{}: {}", what, ReasonOfStatus(status))};
}

}  // namespace osslens::net
