#pragma once

#include <string_view>

#include "proxy/request_plan.h"
#include "proxy/session_settings.h"

namespace osslens::proxy {

// Plans a request that came to an address of --callback. OSS signs path, query and body of its call, and the server checks
// them, so the head goes on byte for byte, Host and hop-by-hop fields included. `raw` is the head that `head` was parsed
// from. Pure.
[[nodiscard]] RequestPlan PlanCallback(std::string_view raw, const http::RequestHead& head,
                                       const ReverseTarget& server);

}  // namespace osslens::proxy
