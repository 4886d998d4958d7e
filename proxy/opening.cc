#include "proxy/opening.h"

#include <algorithm>
#include <array>
#include <utility>

#include "proxy/http/head.h"
#include "proxy/tls/client_hello.h"

namespace osslens::proxy {
namespace {

using Kind = Opening::Kind;

// The longest registered methods have about that length (UPDATEREDIRECTREF, 17).
constexpr size_t kMethodLimitBytes = 20;
// What can stand behind a method: a path, the whole server, a URL.
constexpr std::array<std::string_view, 4> kTargets = {"/", "*", "http://", "https://"};

// Whether one of both is the beginning of the other.
bool agree(std::string_view a, std::string_view b) {
  const size_t size = std::min(a.size(), b.size());
  return a.substr(0, size) == b.substr(0, size);
}

// Other protocols begin with words as well ("EHLO h", "SSH-2.0-x y"); what follows tells.
Kind KindOfText(std::string_view bytes) {
  const size_t blank = bytes.find(' ');
  const std::string_view method = bytes.substr(0, blank);
  if (method.size() > kMethodLimitBytes || !http::is_token(method)) return Kind::kOther;
  if (blank == std::string_view::npos) return Kind::kUndecided;
  const std::string_view target = bytes.substr(blank + 1);
  const bool fits = std::ranges::any_of(
      kTargets, [target](std::string_view begin) { return agree(target, begin); });
  if (!fits) return Kind::kOther;
  const bool whole = std::ranges::any_of(
      kTargets, [target](std::string_view begin) { return target.starts_with(begin); });
  return whole ? Kind::kHttp : Kind::kUndecided;
}

}  // namespace

Opening LookAtOpening(std::string_view bytes) {
  if (bytes.empty()) return {Kind::kUndecided, {}};
  tls::HelloSight hello = tls::LookAtHello(bytes);
  switch (hello.kind) {
    case tls::HelloSight::Kind::kIncomplete:
      return {Kind::kUndecided, {}};
    case tls::HelloSight::Kind::kHello:
      return {Kind::kTls, std::move(hello.server_name)};
    case tls::HelloSight::Kind::kOther:
      break;
  }
  return {KindOfText(bytes), {}};
}

bool is_ip_address(std::string_view host) {
  if (host.find(':') != std::string_view::npos) return true;  // no name has one
  // Like browsers and RFC 3986 section 3.2.2: a last label of digits makes it an IPv4 address or nothing.
  const size_t dot = host.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  return !last.empty() && std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace osslens::proxy
