#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/http/head.h"
#include "proxy/http/target.h"
#include "proxy/session_settings.h"
#include "store/record/exchange.h"

namespace osslens::proxy {

// Body bytes that are remembered, so that a request can be sent again when a pooled connection turns
// out to be closed.
inline constexpr uint64_t kReplayLimitBytes = 64 * 1024;

// The request goes to `authority`; `head` is what is written there.
struct ForwardPlan {
  http::Authority authority;  // where the app wants to go
  std::string url;            // for the record, without user information
  std::string head;
  std::vector<store::HeadEdit> edits;
  bool may_reuse = false;  // a pooled connection will do
  std::string tls_name;    // what the server's certificate must be for; empty: no TLS
  http::Authority
      dialled;  // the server's address, where it is not `authority`; without a port: it is
  bool is_verbatim =
      false;  // the app speaks to the server itself: hop-by-hop fields are for that one
  // Through a CONNECT to a further proxy, if there is one, and not as a request to it.
  bool is_tunnelled = false;
};

// CONNECT: bytes are passed on blindly, unless they are opened.
struct TunnelPlan {
  http::Authority authority;
};

// Not passed on; answered by the proxy itself.
struct RefusalPlan {
  int status = 400;
  store::FailureKind kind = store::FailureKind::kProtocol;
  std::string sentence;
};

using RequestPlan = std::variant<ForwardPlan, TunnelPlan, RefusalPlan>;

// What a request aims at, as far as its first line tells. For the record, and the sentence, of one
// that cannot be read or is not passed on.
struct RequestAim {
  std::string method;                        // empty when it is none
  std::optional<http::Authority> authority;  // nothing unless it was named in full
  std::string url;                           // without user information
};

[[nodiscard]] RequestAim AimOf(std::string_view raw);

// What the requests inside an opened CONNECT are for.
struct Inside {
  http::Authority server;   // as the app calls it: by the name of its TLS, or of the CONNECT
  http::Authority dialled;  // as the CONNECT names it
  std::string tls_name;     // empty: plain HTTP
};

// The same for a request inside an opened CONNECT: its server is known, whatever else can be read.
[[nodiscard]] RequestAim AimInside(std::string_view raw, const Inside& inside);

// Plans a request that an app sends inside an opened CONNECT. The app speaks to the server itself, so its head goes on
// byte for byte, hop-by-hop fields included. `raw` is the head that `head` was parsed from. Pure.
[[nodiscard]] RequestPlan PlanInside(std::string_view raw, const http::RequestHead& head,
                                     const http::Framing& framing, const Inside& inside);

// Decides what becomes of a request and writes the head that goes upstream: the app's bytes, less
// what RemovalsOf takes off, with the target in origin-form unless a further proxy is to read it.
// `raw` is the head that `head` was parsed from. Pure.
[[nodiscard]] RequestPlan PlanRequest(std::string_view raw, const http::RequestHead& head,
                                      const http::Framing& framing,
                                      const SessionSettings& settings);

}  // namespace osslens::proxy
