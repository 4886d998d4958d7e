#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "store/record/exchange.h"

namespace osslens::proxy {

// When something happened: the steady clock for durations, the wall clock for records.
struct Instant {
  SteadyTime steady;
  WallTime wall;
};

// What the shell reports to a Session. Views live until Handle has returned and its commands have
// been executed.
struct ClientBytes {
  std::string_view bytes;
};
struct ClientEnded {};  // the app closed its sending side
struct ClientFailed {   // the connection to the app is gone
  std::string reason;
  bool distrusts_us = false;  // a handshake that it ended because of our certificate
};
struct ClientSecured {};  // StartClientTls is done
struct UpstreamOpened {
  bool reused = false;
  std::string address;  // that was dialled
  std::optional<Microseconds> dns, connect;
};
struct UpstreamNotOpened {
  store::FailureKind kind = store::FailureKind::kConnect;
  std::string reason;  // one sentence with the host
};
struct UpstreamSecured {};  // StartUpstreamTls is done
struct UpstreamBytes {
  std::string_view bytes;
};
struct UpstreamEnded {};
struct UpstreamFailed {  // the connection to the server is gone
  std::string reason;
};
struct TimerFired {
  // That side takes nothing at the moment, so the other one is not read: its silence is not its own.
  bool client_is_full = false;
  bool upstream_is_full = false;
};
struct ShutDownRequested {};  // finish what is under way, begin nothing new

using Event = std::variant<ClientBytes, ClientEnded, ClientFailed, ClientSecured, UpstreamOpened,
                           UpstreamNotOpened, UpstreamSecured, UpstreamBytes, UpstreamEnded,
                           UpstreamFailed, TimerFired, ShutDownRequested>;

}  // namespace osslens::proxy
