#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/request_plan.h"
#include "proxy/session_settings.h"
#include "store/record/exchange.h"

namespace osslens::proxy {

// Whom a request of the user's goes to that repeats a captured one: always the server of that one.
struct ReplayTarget {
  int64_t of = 0;       // the id of the captured exchange
  uint64_t ticket = 0;  // by which who asks knows the record again
  store::ExchangeKind kind = store::ExchangeKind::kForward;  // of the captured one
  http::Authority server;
  bool tls = false;
};

// One request to be sent, head and body as they go over the wire.
struct Replay {
  ReplayTarget target;
  std::string bytes;
};

// Plans a request that the user sends again. `raw` is what the server is to see, so it goes on byte for byte, once, on a
// connection of its own: there is nothing that could be sent a second time in silence. Only a further proxy that reads the
// request itself (plain HTTP, not a callback) needs the target as a URL, and gets it as PlanRequest says. Pure.
[[nodiscard]] RequestPlan PlanReplay(std::string_view raw, const http::RequestHead& head,
                                     const http::Framing& framing, const SessionSettings& settings,
                                     const ReplayTarget& target);

// AimOf for it: it always aims at that server.
[[nodiscard]] RequestAim ReplayAimOf(std::string_view raw, const ReplayTarget& target);

}  // namespace osslens::proxy
