#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proxy/proxy_loop.h"
#include "proxy/tls/tls_context.h"
#include "store/record/exchange.h"

namespace osslens::app {

// How a callback server is called once.
struct CallSettings {
  proxy::ReverseTarget server;  // is_callback
  tls::ClientTrust trust;
  std::chrono::milliseconds patience{5'000};  // of OSS, for the whole call
  std::vector<proxy::ConnectTo> connect_to;
  std::optional<proxy::UpstreamProxy> upstream_proxy;
  std::stop_token stop;  // ends the call early
};

// Sends the request to the server through a proxy of its own on loopback, as --callback does, and gives what was recorded.
// One request; redirects are not followed. Blocks the thread for at most `patience` and what it takes to end.
[[nodiscard]] Result<std::unique_ptr<store::Exchange>> CallOnce(const CallSettings& settings,
                                                                std::string_view request);

}  // namespace osslens::app
