#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/exchange_reader.h"
#include "web/server/api_context.h"
#include "web/server/assets.h"
#include "web/server/guard.h"
#include "web/server/request_reader.h"
#include "web/server/router.h"

namespace osslens::web {

// How the server behaves towards its clients.
struct ServerLimits {
  RequestLimits request;
  size_t max_connections = 256;
  size_t max_replays = 16;  // that someone waits for
  // Calls that read the store at the same time. Half of libuv's thread pool, which the look-ups of
  // the proxy's names share: a slow query must not hold up forwarding.
  size_t max_readers = 2;
  std::chrono::milliseconds idle_limit{75'000};     // between two requests
  std::chrono::milliseconds request_limit{15'000};  // from the first byte of a request to its last
  std::chrono::milliseconds write_limit{60'000};    // without the client taking a byte
  std::chrono::milliseconds linger_limit{30'000};  // for the client to take the rest before closing
};

// All that the connections of a server share; constant while it runs.
struct ServerSettings {
  GuardSettings guard;
  ServerLimits limits;
  std::span<const Asset> assets;
  std::span<const Route> routes;
  const ApiParts* parts = nullptr;
};

}  // namespace osslens::web
