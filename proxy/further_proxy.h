#pragma once

#include <string>

#include "proxy/http/head.h"
#include "proxy/session_settings.h"

namespace osslens::proxy {

// One sentence about a 407 of the further proxy: whether it was given credentials at all, which kinds
// it takes when Basic is none of them, and which option to set. It holds no secret.
[[nodiscard]] std::string WhyCredentialsFailed(const UpstreamProxy& proxy,
                                               const http::ResponseHead& answer);

}  // namespace osslens::proxy
