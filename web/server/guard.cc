#include "web/server/guard.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/secret.h"
#include "base/text.h"
#include "proxy/http/target.h"

namespace osslens::web {
namespace {

std::string_view HostText(const Request& request) {
  return request.target_authority.empty() ? request.Field("Host") : request.target_authority;
}

bool is_own_address(const net::SocketAddress& address, const net::SocketAddress& listening) {
  if (address.is_loopback()) return true;
  // Listening on every address: which of them are this machine's is not known here, but a name has to be involved for a
  // rebinding, and an address is none.
  return listening.is_unspecified() || address.ip() == listening.ip();
}

bool is_own_host(std::string_view host, const GuardSettings& settings) {
  if (EqualsIgnoreCase(host, "localhost")) return true;
  if (const auto address = net::SocketAddress::FromIp(std::string(host), 0)) {
    return is_own_address(*address, settings.address);
  }
  return std::any_of(settings.more_hosts.begin(), settings.more_hosts.end(),
                     [host](const std::string& name) { return EqualsIgnoreCase(name, host); });
}

Response Misdirected(std::string_view host, const GuardSettings& settings) {
  return ErrorResponse(
      421, fmt::format("this server answers to localhost and its own addresses, not to '{}'; open "
                       "http://{}/",
                       host, settings.address.ToString()));
}

// A browser says where the request came from (Fetch Metadata, W3C). "none" is the user: address bar, bookmark.
bool is_foreign_fetch(const Request& request) {
  const std::string_view site = request.Field("Sec-Fetch-Site");
  return !site.empty() && site != "same-origin" && site != "none";
}

bool is_foreign_origin(const Request& request) {
  const std::string_view origin = request.Field("Origin");
  return !origin.empty() && !EqualsIgnoreCase(origin, fmt::format("http://{}", HostText(request)));
}

bool is_link_to_page(const Request& request) {
  return request.method == "GET" && request.Field("Sec-Fetch-Mode") == "navigate" &&
         request.Field("Sec-Fetch-Dest") == "document" && !request.path.starts_with("/api/");
}

}  // namespace

std::optional<Response> CheckRequest(const Request& request, const GuardSettings& settings) {
  if (request.CountFields("Host") > 1 ||
      (request.CountFields("Host") == 0 && request.minor_version > 0)) {
    return ErrorResponse(400, "the request must have exactly one Host field");
  }
  const std::string_view text = HostText(request);
  const auto authority = http::ParseAuthority(text, 80);
  if (!authority || !is_own_host(authority->host, settings)) return Misdirected(text, settings);
  if (is_foreign_origin(request) || (is_foreign_fetch(request) && !is_link_to_page(request))) {
    return ErrorResponse(403, "requests caused by pages of other sites are refused");
  }
  return std::nullopt;
}

bool is_from_own_page_or_program(const Request& request) {
  const std::string_view site = request.Field("Sec-Fetch-Site");
  return (site.empty() || site == "same-origin") && !is_foreign_origin(request);
}

bool may_change(const Request& request, std::string_view token) {
  return is_from_own_page_or_program(request) &&
         EqualInConstantTime(request.Field("X-Osslens-Token"), token);
}

}  // namespace osslens::web
