#pragma once

#include <string>
#include <string_view>

#include "proxy/request_plan.h"
#include "proxy/session_settings.h"

namespace osslens::proxy {

// Decides what becomes of a request that came to an address of --reverse. The app takes that address
// for its endpoint, so its requests name a path and not a URL:
//
//   to an endpoint of OSS            goes to
//   Host: 127.0.0.1:1, /b/key?q      b.ENDPOINT, /key?q   (SDKs fall back to this for an IP address)
//   Host: b.localhost:1, /key        b.ENDPOINT, /key
//   Host: b.ANY-ENDPOINT, /key       b.ENDPOINT, /key
//   Host: ANY-ENDPOINT, /b/key       ENDPOINT, /b/key     (which OSS refuses)
//   any, / or /?q                    ENDPOINT, as it is   (no bucket: ListBuckets and the like)
//   to any other server              that server, as it is
//
// The signatures V1 and V4 of OSS hold over this: both sign /bucket/key however a request is
// addressed, and leave Host out (OSS API reference, "Include signatures in the Authorization
// header"). Everything but target and Host goes on as PlanRequest says. Pure.
[[nodiscard]] RequestPlan PlanReverse(std::string_view raw, const http::RequestHead& head,
                                      const http::Framing& framing, const SessionSettings& settings,
                                      const ReverseTarget& reverse);

// AimOf for a request that came to an address of --reverse: it always aims at that server.
[[nodiscard]] RequestAim ReverseAimOf(std::string_view raw, const ReverseTarget& reverse);

// The server as a URL without a path, such as http://oss-cn-hangzhou.aliyuncs.com.
[[nodiscard]] std::string UrlOf(const ReverseTarget& reverse);

}  // namespace osslens::proxy
