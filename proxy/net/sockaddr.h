#pragma once

#include "proxy/net/address.h"

struct sockaddr;
struct sockaddr_storage;

// Between SocketAddress and the system's form. For the .cc files of proxy/net.
namespace osslens::net {

[[nodiscard]] sockaddr_storage ToSockaddr(const SocketAddress& address);
// Bytes of the system's form that count for this family.
[[nodiscard]] uint32_t SockaddrBytes(const SocketAddress& address);
// A family other than IPv4 and IPv6 gives the unspecified address.
[[nodiscard]] SocketAddress FromSockaddr(const sockaddr& address);

}  // namespace osslens::net
