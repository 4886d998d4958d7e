#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.h"

namespace osslens::net {

// What went wrong on the network, as far as a caller acts on it.
enum class NetErrorKind {
  kDns,          // a name has no address, or its servers did not answer
  kRefused,      // nobody listens at that port
  kUnreachable,  // no route to that host or network
  kTimeout,      // no answer in time
  kReset,        // the peer ended the connection without closing it properly
  kTls,          // the peers do not agree on TLS, or on each other's certificate
  kDistrusted,   // the same, because the peer does not accept our certificate
  kOther,        // anything else: out of file descriptors, not permitted, ...
};

struct NetError {
  NetErrorKind kind = NetErrorKind::kOther;
  std::string message;  // one sentence without a full stop
};

template <class T>
using NetResult = tl::expected<T, NetError>;

// Maps a libuv status (a negative errno); the message is "<what>: <reason>".
[[nodiscard]] NetError NetErrorFromStatus(int status, std::string_view what);

// The reason alone, in lower case, e.g. "connection refused".
[[nodiscard]] std::string ReasonOfStatus(int status);

}  // namespace osslens::net
