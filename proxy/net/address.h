#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace osslens::net {

// A host as a person writes it, with a port. The host is a name or an IP literal without brackets.
struct HostPort {
  std::string host;
  uint16_t port = 0;

  // "oss.example.com:80", "127.0.0.1:80" or "[::1]:80".
  [[nodiscard]] static Result<HostPort> Parse(std::string_view text);
  [[nodiscard]] std::string ToString() const;

  friend bool operator==(const HostPort&, const HostPort&) = default;
};

// The address of one end of a TCP connection: IPv4 or IPv6, and a port. A value.
class SocketAddress {
 public:
  // 0.0.0.0:0.
  SocketAddress() = default;

  // "ADDR:PORT" with an IP literal, IPv6 in brackets; names are not looked up.
  [[nodiscard]] static Result<SocketAddress> Parse(std::string_view text);
  // An IP literal without brackets.
  [[nodiscard]] static Result<SocketAddress> FromIp(const std::string& ip, uint16_t port);
  // From the bytes in network order; `scope` is the interface of a link-local address.
  [[nodiscard]] static SocketAddress V4(const std::array<uint8_t, 4>& ip, uint16_t port);
  [[nodiscard]] static SocketAddress V6(const std::array<uint8_t, 16>& ip, uint16_t port,
                                        uint32_t scope);

  // "127.0.0.1:80", "[::1]:80"; the second form without port and brackets.
  [[nodiscard]] std::string ToString() const;
  [[nodiscard]] std::string ip() const;

  [[nodiscard]] bool is_v6() const { return is_v6_; }
  [[nodiscard]] uint16_t port() const { return port_; }
  [[nodiscard]] uint32_t scope() const { return scope_; }
  // The first 4 are used for IPv4.
  [[nodiscard]] const std::array<uint8_t, 16>& bytes() const { return bytes_; }
  [[nodiscard]] SocketAddress WithPort(uint16_t port) const;

  // Whether both have the same IP address; ports do not matter.
  [[nodiscard]] bool has_same_ip(const SocketAddress& other) const;

  // These three, and the one above, see through IPv4-mapped IPv6 addresses (RFC 4291, section 2.5.5.2).
  [[nodiscard]] bool is_loopback() const;     // 127.0.0.0/8, ::1
  [[nodiscard]] bool is_unspecified() const;  // 0.0.0.0, ::
  [[nodiscard]] bool is_link_local() const;   // 169.254.0.0/16, fe80::/10

  friend bool operator==(const SocketAddress&, const SocketAddress&) = default;

 private:
  // The IPv4 address as four bytes, also when it is mapped; null for other IPv6 addresses.
  [[nodiscard]] const uint8_t* v4_bytes() const;

  std::array<uint8_t, 16> bytes_{};
  uint32_t scope_ = 0;
  uint16_t port_ = 0;
  bool is_v6_ = false;
};

}  // namespace osslens::net
