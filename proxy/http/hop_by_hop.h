#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxy/http/head.h"

namespace osslens::http {

// Why a line of the head is not sent on.
enum class Removal { kKeep, kHopByHop, kNamedByConnection, kForTheProxy };

// Decides for each field of `head`, in its order, whether a proxy must take it off (RFC 9110
// sections 7.6.1 and 11.7): Connection and what it names, Keep-Alive, Proxy-*, TE and Upgrade.
// Transfer-Encoding stays, because chunked bodies are passed on as they came. Fields that decide
// routing and framing stay even if Connection names them: taking them off would let a client make
// two parties read different messages.
[[nodiscard]] std::vector<Removal> RemovalsOf(const Fields& fields);

}  // namespace osslens::http
