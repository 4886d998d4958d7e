#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace osslens::http {

// Where a request is to be sent, without any user information.
struct Authority {
  std::string host;  // as written but lower case; IPv6 without brackets
  uint16_t port = 0;
};

// The parts of an absolute-form target (RFC 9112 section 3.2.2).
struct AbsoluteTarget {
  std::string_view scheme;  // as written: "http", "HTTPS"
  Authority authority;
  std::string_view origin_form;  // path and query as written; begins with "/" or "?", or is empty
};

// "host:port" with IPv6 in brackets. Without a port, `default_port` is taken; 0 makes the port
// compulsory (CONNECT).
[[nodiscard]] Result<Authority> ParseAuthority(std::string_view text, uint16_t default_port);

// Fails when `target` is no absolute URL of http or https. Nothing is decoded or normalised.
[[nodiscard]] Result<AbsoluteTarget> ParseAbsoluteTarget(std::string_view target);

// host:port for people and for Host fields: IPv6 in brackets.
[[nodiscard]] std::string ToText(const Authority& authority);

}  // namespace osslens::http
