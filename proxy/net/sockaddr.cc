#include "proxy/net/sockaddr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace osslens::net {

sockaddr_storage ToSockaddr(const SocketAddress& address) {
  sockaddr_storage storage{};
  if (address.is_v6()) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(address.port());
    v6.sin6_scope_id = address.scope();
    std::memcpy(&v6.sin6_addr, address.bytes().data(), sizeof(v6.sin6_addr));
  } else {
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(address.port());
    std::memcpy(&v4.sin_addr, address.bytes().data(), sizeof(v4.sin_addr));
  }
  return storage;
}

uint32_t SockaddrBytes(const SocketAddress& address) {
  return address.is_v6() ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

SocketAddress FromSockaddr(const sockaddr& address) {
  if (address.sa_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    std::array<uint8_t, 16> ip{};
    std::memcpy(ip.data(), &v6.sin6_addr, ip.size());
    return SocketAddress::V6(ip, ntohs(v6.sin6_port), v6.sin6_scope_id);
  }
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    std::array<uint8_t, 4> ip{};
    std::memcpy(ip.data(), &v4.sin_addr, ip.size());
    return SocketAddress::V4(ip, ntohs(v4.sin_port));
  }
  return {};
}

}  // namespace osslens::net
