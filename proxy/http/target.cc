#include "proxy/http/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "proxy/http/quoted.h"

namespace osslens::http {
namespace {

std::optional<uint16_t> ParsePort(std::string_view digits) {
  uint16_t port = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, port);
  if (digits.empty() || fault != std::errc() || stop != end || port == 0) return std::nullopt;
  return port;
}

tl::unexpected<Error> NotAnAuthority(std::string_view text) {
  return Fail(ErrorKind::kInvalid, fmt::format("{} is not HOST:PORT", QuotedWithoutSecrets(text)));
}

bool is_host_byte(char c) {
  // Loose on purpose: a name that does not resolve is reported as such, with the name.
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7F && c != '/' && c != '@' && c != '[' &&
         c != ']' && c != '?' && c != '#' && c != '\\';
}

// User information is not sent anywhere, so a password in a URL goes no further. What RFC 3986
// section 3.2.1 does not allow in it is refused: "http://a\\@b" and "http://a@b@c" name different
// hosts to different readers.
Result<std::string_view> WithoutUserInfo(std::string_view authority) {
  const size_t at = authority.find('@');
  if (at == std::string_view::npos) return authority;
  const std::string_view host_port = authority.substr(at + 1);
  if (authority.substr(0, at).find('\\') != std::string_view::npos ||
      host_port.find('@') != std::string_view::npos) {
    return Fail(ErrorKind::kInvalid,
                "the user information in the target has a raw \"@\" or \"\\\"; percent-encode it");
  }
  return host_port;
}

}  // namespace

Result<Authority> ParseAuthority(std::string_view text, uint16_t default_port) {
  std::string_view host = text, port_text;
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == std::string_view::npos) return NotAnAuthority(text);
    host = text.substr(1, close - 1);
    port_text = text.substr(close + 1);
    if (host.find(':') == std::string_view::npos) return NotAnAuthority(text);
  } else if (const size_t colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port_text = text.substr(colon);
  }
  if (host.empty() || !std::ranges::all_of(host, is_host_byte)) return NotAnAuthority(text);
  if (port_text.empty()) {
    if (default_port == 0) return NotAnAuthority(text);
    return Authority{Lower(host), default_port};
  }
  if (port_text == ":" && default_port != 0) return Authority{Lower(host), default_port};
  const std::optional<uint16_t> port =
      port_text.front() == ':' ? ParsePort(port_text.substr(1)) : std::nullopt;
  if (!port) return NotAnAuthority(text);
  return Authority{Lower(host), *port};
}

Result<AbsoluteTarget> ParseAbsoluteTarget(std::string_view target) {
  const size_t scheme_end = target.find("://");
  const std::string_view scheme = target.substr(0, scheme_end);
  const bool secure = EqualsIgnoreCase(scheme, "https");
  if (scheme_end == std::string_view::npos || (!secure && !EqualsIgnoreCase(scheme, "http"))) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("the target is not an http:// URL: {}", QuotedWithoutSecrets(target)));
  }
  const std::string_view rest = target.substr(scheme_end + 3);
  const size_t authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  if (rest.substr(authority_end).starts_with('#')) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("the target has a fragment where its path belongs: {}",
                            QuotedWithoutSecrets(target)));
  }
  const Result<std::string_view> host_port = WithoutUserInfo(rest.substr(0, authority_end));
  if (!host_port) return tl::unexpected(host_port.error());
  Result<Authority> parsed = ParseAuthority(*host_port, secure ? 443 : 80);
  if (!parsed) return tl::unexpected(parsed.error());
  return AbsoluteTarget{scheme, std::move(*parsed), rest.substr(authority_end)};
}

std::string ToText(const Authority& authority) {
  const bool v6 = authority.host.find(':') != std::string::npos;
  return fmt::format(fmt::runtime(v6 ? "[{}]:{}" : "{}:{}"), authority.host, authority.port);
}

}  // namespace osslens::http
