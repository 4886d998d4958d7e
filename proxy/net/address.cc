#include "proxy/net/address.h"

#include <fmt/format.h>
#include <uv.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "proxy/net/sockaddr.h"

namespace osslens::net {
namespace {

bool ParsePort(std::string_view text, uint16_t& port) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return !text.empty() && error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Result<HostPort> HostPort::Parse(std::string_view text) {
  HostPort result;
  const size_t colon = text.rfind(':');
  const auto fail = [&text](std::string_view why) {
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("'{}' is not HOST:PORT: {}; an IPv6 address stands in brackets, as in [::1]:80",
                    text, why));
  };
  if (colon == std::string_view::npos) return fail("the port is missing");
  std::string_view host = text.substr(0, colon);
  if (!ParsePort(text.substr(colon + 1), result.port)) return fail("the port is not 0 to 65535");
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find_first_of("[]:") != std::string_view::npos) {
    return fail("the host is malformed");
  }
  if (host.empty()) return fail("the host is missing");
  result.host = host;
  return result;
}

std::string HostPort::ToString() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

Result<SocketAddress> SocketAddress::Parse(std::string_view text) {
  auto parts = HostPort::Parse(text);
  if (!parts) return tl::unexpected(parts.error());
  return FromIp(parts->host, parts->port);
}

Result<SocketAddress> SocketAddress::FromIp(const std::string& ip, uint16_t port) {
  sockaddr_in v4{};
  if (uv_ip4_addr(ip.c_str(), port, &v4) == 0) {
    return FromSockaddr(reinterpret_cast<const sockaddr&>(v4));
  }
  sockaddr_in6 v6{};
  if (uv_ip6_addr(ip.c_str(), port, &v6) == 0) {
    return FromSockaddr(reinterpret_cast<const sockaddr&>(v6));
  }
  return Fail(ErrorKind::kInvalid, fmt::format("'{}' is not an IP address", ip));
}

SocketAddress SocketAddress::V4(const std::array<uint8_t, 4>& ip, uint16_t port) {
  SocketAddress address;
  std::copy(ip.begin(), ip.end(), address.bytes_.begin());
  address.port_ = port;
  return address;
}

SocketAddress SocketAddress::V6(const std::array<uint8_t, 16>& ip, uint16_t port, uint32_t scope) {
  SocketAddress address;
  address.bytes_ = ip;
  address.port_ = port;
  address.scope_ = scope;
  address.is_v6_ = true;
  return address;
}

std::string SocketAddress::ToString() const { return HostPort{ip(), port_}.ToString(); }

std::string SocketAddress::ip() const {
  char text[INET6_ADDRSTRLEN] = "";
  uv_inet_ntop(is_v6_ ? AF_INET6 : AF_INET, bytes_.data(), text, sizeof(text));
  return text;
}

SocketAddress SocketAddress::WithPort(uint16_t port) const {
  SocketAddress copy = *this;
  copy.port_ = port;
  return copy;
}

const uint8_t* SocketAddress::v4_bytes() const {
  if (!is_v6_) return bytes_.data();
  static constexpr std::array<uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(kMapped.begin(), kMapped.end(), bytes_.begin()) ? bytes_.data() + kMapped.size()
                                                                    : nullptr;
}

bool SocketAddress::has_same_ip(const SocketAddress& other) const {
  const uint8_t* mine = v4_bytes();
  const uint8_t* others = other.v4_bytes();
  if ((mine == nullptr) != (others == nullptr)) return false;
  if (mine != nullptr) return std::equal(mine, mine + 4, others);
  return bytes_ == other.bytes_ && scope_ == other.scope_;
}

bool SocketAddress::is_loopback() const {
  if (const uint8_t* v4 = v4_bytes()) return v4[0] == 127;
  return *this == V6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, port_, scope_);
}

bool SocketAddress::is_unspecified() const {
  const uint8_t* v4 = v4_bytes();
  const uint8_t* begin = v4 != nullptr ? v4 : bytes_.data();
  return std::all_of(begin, begin + (v4 != nullptr ? 4 : 16), [](uint8_t b) { return b == 0; });
}

bool SocketAddress::is_link_local() const {
  if (const uint8_t* v4 = v4_bytes()) return v4[0] == 169 && v4[1] == 254;
  return bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80;
}

}  // namespace osslens::net
