#include "proxy/further_proxy.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace osslens::proxy {
namespace {

// The registered names are shorter; what a server writes here ends up in a sentence.
constexpr size_t kMaxSchemeBytes = 32;
constexpr size_t kMaxSchemes = 4;

// The names of the authentication schemes that are asked for, one of each Proxy-Authenticate line
// (RFC 9110 section 11.7.1): proxies write each challenge on a line of its own.
std::vector<std::string_view> SchemesOf(const http::ResponseHead& answer) {
  std::vector<std::string_view> schemes;
  for (const http::Field& field : answer.fields.all()) {
    if (!EqualsIgnoreCase(field.name, "Proxy-Authenticate")) continue;
    const std::string_view scheme = field.value.substr(0, field.value.find(' '));
    if (!http::is_token(scheme) || scheme.size() > kMaxSchemeBytes) continue;
    schemes.push_back(scheme);
    if (schemes.size() == kMaxSchemes) break;
  }
  return schemes;
}

}  // namespace

std::string WhyCredentialsFailed(const UpstreamProxy& proxy, const http::ResponseHead& answer) {
  const std::string name = ToText(proxy.authority);
  const std::vector<std::string_view> schemes = SchemesOf(answer);
  const bool takes_basic =
      schemes.empty() || std::ranges::any_of(schemes, [](std::string_view scheme) {
        return EqualsIgnoreCase(scheme, "Basic");
      });
  if (!takes_basic) {
    return fmt::format(
        "the further proxy {} wants credentials of a kind that osslens cannot give (407, {}); put "
        "a "
        "proxy that takes Basic or none between the two",
        name, fmt::join(schemes, ", "));
  }
  if (proxy.authorization.empty()) {
    return fmt::format(
        "the further proxy {} wants a user name and a password (407); give them with "
        "--upstream-proxy http://USER:PASSWORD@HOST:PORT",
        name);
  }
  return fmt::format(
      "the further proxy {} refused the user name and password of --upstream-proxy (407); correct "
      "them there, percent-encoded where they have signs such as @ : / %",
      name);
}

}  // namespace osslens::proxy
