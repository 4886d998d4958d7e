#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "proxy/http/target.h"

namespace osslens::app {

// A call as OSS makes it after an upload (OSS documentation, "Callback").
struct SampleCall {
  std::string body;
  std::string content_type = "application/x-www-form-urlencoded";
  std::string authorization;  // base64; empty: not signed
};

// The body that stands in for one of the user: of a small text file in examplebucket. `json` chooses the type.
[[nodiscard]] std::string SampleBody(bool json);

// The text that OSS signs for a call to that target: percent-decoded path, query, LF, body.
[[nodiscard]] std::string SignedTextOf(std::string_view target, std::string_view body);

// The request as bytes. `host` is the value of Host.
[[nodiscard]] std::string RequestOf(const SampleCall& call, std::string_view target,
                                    std::string_view host, WallTime now);

}  // namespace osslens::app
