#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/net/address.h"
#include "web/server/request.h"
#include "web/server/response.h"

namespace osslens::web {

// Which names the server answers to.
struct GuardSettings {
  net::SocketAddress address;  // where it listens
  std::vector<std::string>
      more_hosts;  // names besides localhost and IP addresses, e.g. of a container
};

// Decides whether a request may be answered at all; nullopt when it may. Captures hold secrets, so a page of another
// site must not reach them through the user's browser:
// - Host must be localhost or an IP address of this server (or a name in more_hosts). A site that points its own name at
//   127.0.0.1 ("DNS rebinding") is same-origin to the browser, but the browser then sends that name.
// - Origin and Sec-Fetch-Site (Fetch Metadata) must not tell of another site. Following a link to the page is allowed.
[[nodiscard]] std::optional<Response> CheckRequest(const Request& request,
                                                   const GuardSettings& settings);

// For calls that change something or hand out the token: no other site's page has caused them. Programs that are not
// browsers send neither field.
[[nodiscard]] bool is_from_own_page_or_program(const Request& request);

// The same for calls that change something, which must also carry `token` in X-Osslens-Token.
[[nodiscard]] bool may_change(const Request& request, std::string_view token);

}  // namespace osslens::web
