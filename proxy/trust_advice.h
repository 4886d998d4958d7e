#pragma once

#include <string>
#include <string_view>

namespace osslens::proxy {

// How an app that calls itself `user_agent` is made to trust the CA whose certificate is in `ca_file`: one sentence. An
// agent that tells nothing of its runtime gets the general one.
[[nodiscard]] std::string TrustAdvice(std::string_view user_agent, std::string_view ca_file);

}  // namespace osslens::proxy
