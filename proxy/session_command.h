#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/http/target.h"
#include "store/record/exchange.h"

namespace osslens::proxy {

// What a Session asks of its shell, to be executed in order. Views live until the next call of
// Handle; what cannot be written at once must be copied by the shell.
struct SendToClient {
  std::string_view bytes;
};
struct SendUpstream {
  std::string_view bytes;
};
// Answered by UpstreamOpened or UpstreamNotOpened, never before Handle has returned.
struct OpenUpstream {
  http::Authority authority;
  std::string
      purpose;  // beyond the address: TLS with whom, a tunnel to where; empty for plain HTTP
  bool may_reuse = false;  // a pooled connection of the same address and purpose will do
  // The head that is to be sent to a further proxy, when it is the first one of its connection: a
  // request that goes round. Empty otherwise.
  std::string_view chained_head{};
};
// Speak TLS on the connection from here on. Answered by UpstreamSecured or UpstreamFailed.
struct StartUpstreamTls {
  std::string server_name;  // to ask for, and to verify
};
// The same towards the app, as a server of that name. `received` is what it has said of TLS so far. Answered by
// ClientSecured or ClientFailed.
struct StartClientTls {
  std::string server_name;
  std::string_view received;
};
struct ReleaseUpstream {};  // healthy and idle: may be used again
struct CloseUpstream {};
struct EndUpstream {};  // close the sending side once all is written
struct EndClient {};    // the same; in tunnels, and behind an answer that came early
struct SetClientReading {
  bool on = true;
};
struct SetTimer {  // replaces the timer that is set; one per session
  std::chrono::milliseconds delay{0};
};
struct Record {
  std::unique_ptr<store::Exchange> exchange;
};
// The session is over: write out what is queued, let the app finish reading, then close. Nothing
// follows it.
struct Close {
  bool abort = false;  // reset instead, so that the app cannot take a cut answer for a whole one
};

using Command = std::variant<SendToClient, SendUpstream, OpenUpstream, StartUpstreamTls,
                             StartClientTls, ReleaseUpstream, CloseUpstream, EndUpstream, EndClient,
                             SetClientReading, SetTimer, Record, Close>;
using Commands = std::vector<Command>;

}  // namespace osslens::proxy
