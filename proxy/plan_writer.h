#pragma once

#include <optional>
#include <string_view>

#include "proxy/request_plan.h"

// What the plans of requests that go on have in common.
namespace osslens::proxy {

[[nodiscard]] RefusalPlan RefuseAsMalformed(std::string sentence);

// RFC 9112 section 3.2: exactly one Host in HTTP/1.1.
[[nodiscard]] std::optional<RefusalPlan> CheckHost(const http::RequestHead& head);

// A request that could not be sent again is never sent on a connection that the server may have
// closed meanwhile: one whose method is not known to be idempotent (RFC 9110 section 9.2.2), and one
// whose body is longer than what is remembered of it, or may be.
[[nodiscard]] bool may_reuse_connection(std::string_view method, const http::Framing& framing);

// How the head upstream differs from the app's, apart from what RemovalsOf takes off.
struct HeadChanges {
  std::string_view target;               // in place of the app's
  std::optional<std::string_view> host;  // value of the Host field; nothing: the app's stays
};

// Writes `plan.head` line by line, up to its empty line, and records an edit for each line that is
// left out, put in or changed. A change of the target is for the caller to record.
void WriteHead(std::string_view raw, const http::RequestHead& head, const HeadChanges& changes,
               ForwardPlan& plan);

// Ends the head; a further proxy that reads it gets its credentials first.
void EndHead(const std::optional<UpstreamProxy>& further, ForwardPlan& plan);

}  // namespace osslens::proxy
