#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "proxy/dialer.h"
#include "proxy/proxy_loop.h"
#include "proxy/session_settings.h"

// The forms in which people write values on the command line and in the configuration file. Each error is a sentence
// that quotes the value and says what it should look like.
namespace osslens::app {

// "4096", "256K", "1M", "2G": bytes, in powers of 1024.
[[nodiscard]] Result<uint64_t> ParseSize(std::string_view text);

// "30s", "10m", "2h", "7d".
[[nodiscard]] Result<std::chrono::seconds> ParseAge(std::string_view text);

// "GLOB[:PORT]=HOST:PORT".
[[nodiscard]] Result<proxy::ConnectTo> ParseConnectTo(std::string_view text);

// "http://[USER:PASSWORD@]HOST:PORT"; user and password percent-encoded as in any URL.
[[nodiscard]] Result<proxy::UpstreamProxy> ParseUpstreamProxy(std::string_view text);

// "ADDR:PORT=URL"; the URL has a host and no path.
[[nodiscard]] Result<proxy::ReverseAddress> ParseReverse(std::string_view text);

// The same for the server of an upload callback; the path is in what OSS asks for.
[[nodiscard]] Result<proxy::ReverseAddress> ParseCallback(std::string_view text);

}  // namespace osslens::app
