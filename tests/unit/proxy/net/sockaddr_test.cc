#include "proxy/net/sockaddr.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace osslens::net {
namespace {

SocketAddress ThereAndBack(const SocketAddress& address) {
  const sockaddr_storage storage = ToSockaddr(address);
  return FromSockaddr(reinterpret_cast<const sockaddr&>(storage));
}

TEST(Sockaddr, KeepsIpv4) {
  const auto address = SocketAddress::Parse("192.0.2.7:8080").value();
  EXPECT_EQ(ThereAndBack(address), address);
  EXPECT_EQ(SockaddrBytes(address), sizeof(sockaddr_in));
}

TEST(Sockaddr, KeepsIpv6WithItsScope) {
  const auto address =
      SocketAddress::V6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}, 80, 3);
  EXPECT_EQ(ThereAndBack(address), address);
  EXPECT_EQ(SockaddrBytes(address), sizeof(sockaddr_in6));
}

TEST(Sockaddr, TakesOtherFamiliesForUnspecified) {
  sockaddr other{};
  other.sa_family = AF_UNIX;
  EXPECT_TRUE(FromSockaddr(other).is_unspecified());
}

}  // namespace
}  // namespace osslens::net
