#pragma once

#include <cstdint>
#include <string>

#include "proxy/http/target.h"
#include "store/record/exchange.h"

namespace osslens::web {

// A request that is to be sent once more, to the server of the exchange that it repeats.
struct ReplayOrder {
  int64_t of = 0;  // the id of that exchange
  store::ExchangeKind kind = store::ExchangeKind::kForward;
  http::Authority server;
  bool tls = false;
  std::string bytes;  // head and body as they go over the wire
};

}  // namespace osslens::web
