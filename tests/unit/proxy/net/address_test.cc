#include "proxy/net/address.h"

#include <gtest/gtest.h>

namespace osslens::net {
namespace {

SocketAddress Address(std::string_view text) { return SocketAddress::Parse(text).value(); }

TEST(SocketAddress, PrintsWhatItParsed) {
  EXPECT_EQ(Address("127.0.0.1:80").ToString(), "127.0.0.1:80");
  EXPECT_EQ(Address("[::1]:65535").ToString(), "[::1]:65535");
  EXPECT_EQ(Address("[2001:DB8:0::1]:0").ToString(), "[2001:db8::1]:0");
  EXPECT_EQ(Address("[::1]:80").ip(), "::1");
}

TEST(SocketAddress, RefusesNamesAndMalformedAddresses) {
  EXPECT_FALSE(SocketAddress::Parse("localhost:80"));
  EXPECT_FALSE(SocketAddress::Parse("127.0.0.1"));
  EXPECT_FALSE(SocketAddress::Parse("127.0.0.1:65536"));
  EXPECT_FALSE(SocketAddress::Parse("127.0.0.1:"));
  EXPECT_FALSE(SocketAddress::Parse("127.0.0.1:80x"));
  EXPECT_FALSE(SocketAddress::Parse("::1:80"));
  EXPECT_FALSE(SocketAddress::Parse("127.1:80"));
}

TEST(SocketAddress, SaysWhatIsWrong) {
  EXPECT_EQ(SocketAddress::Parse("localhost:80").error().message,
            "'localhost' is not an IP address");
  EXPECT_EQ(
      SocketAddress::Parse("8888").error().message,
      "'8888' is not HOST:PORT: the port is missing; an IPv6 address stands in brackets, as in "
      "[::1]:80");
}

TEST(SocketAddress, ComparesAddressPortAndFamily) {
  EXPECT_EQ(Address("127.0.0.1:80"), Address("127.0.0.1:80"));
  EXPECT_NE(Address("127.0.0.1:80"), Address("127.0.0.1:81"));
  EXPECT_NE(Address("127.0.0.1:80"), Address("[::ffff:127.0.0.1]:80"));
  EXPECT_EQ(Address("127.0.0.1:80").WithPort(81), Address("127.0.0.1:81"));
}

TEST(SocketAddress, TellsWhetherTheIpIsTheSame) {
  EXPECT_TRUE(Address("127.0.0.1:80").has_same_ip(Address("127.0.0.1:81")));
  EXPECT_TRUE(Address("127.0.0.1:80").has_same_ip(Address("[::ffff:127.0.0.1]:80")));
  EXPECT_TRUE(Address("[::ffff:127.0.0.1]:80").has_same_ip(Address("127.0.0.1:80")));
  EXPECT_TRUE(Address("[::1]:80").has_same_ip(Address("[::1]:81")));
  EXPECT_FALSE(Address("127.0.0.1:80").has_same_ip(Address("127.0.0.2:80")));
  EXPECT_FALSE(Address("127.0.0.1:80").has_same_ip(Address("[::1]:80")));
  EXPECT_FALSE(Address("[::1]:80").has_same_ip(Address("[::2]:80")));
}

TEST(SocketAddress, KnowsLoopback) {
  EXPECT_TRUE(Address("127.255.0.1:1").is_loopback());
  EXPECT_TRUE(Address("[::1]:1").is_loopback());
  EXPECT_TRUE(Address("[::ffff:127.0.0.1]:1").is_loopback());
  EXPECT_FALSE(Address("128.0.0.1:1").is_loopback());
  EXPECT_FALSE(Address("[::2]:1").is_loopback());
}

TEST(SocketAddress, KnowsUnspecified) {
  EXPECT_TRUE(Address("0.0.0.0:1").is_unspecified());
  EXPECT_TRUE(Address("[::]:1").is_unspecified());
  EXPECT_TRUE(Address("[::ffff:0.0.0.0]:1").is_unspecified());
  EXPECT_FALSE(Address("0.0.0.1:1").is_unspecified());
  EXPECT_FALSE(Address("[::1]:1").is_unspecified());
}

TEST(SocketAddress, KnowsLinkLocal) {
  EXPECT_TRUE(Address("169.254.169.254:80").is_link_local());
  EXPECT_TRUE(Address("[fe80::1]:80").is_link_local());
  EXPECT_TRUE(Address("[febf::1]:80").is_link_local());
  EXPECT_TRUE(Address("[::ffff:169.254.0.1]:80").is_link_local());
  EXPECT_FALSE(Address("169.253.0.1:80").is_link_local());
  EXPECT_FALSE(Address("[fec0::1]:80").is_link_local());
}

TEST(HostPort, ParsesNamesAndBracketedAddresses) {
  EXPECT_EQ(HostPort::Parse("oss.example.com:443").value(), (HostPort{"oss.example.com", 443}));
  EXPECT_EQ(HostPort::Parse("[::1]:80").value(), (HostPort{"::1", 80}));
  EXPECT_EQ((HostPort{"::1", 80}).ToString(), "[::1]:80");
  EXPECT_EQ((HostPort{"a", 80}).ToString(), "a:80");
}

TEST(HostPort, RefusesWhatIsIncomplete) {
  EXPECT_FALSE(HostPort::Parse(":80"));
  EXPECT_FALSE(HostPort::Parse("[]:80"));
  EXPECT_FALSE(HostPort::Parse("host"));
  EXPECT_FALSE(HostPort::Parse("host:-1"));
  EXPECT_FALSE(HostPort::Parse("[::1:80"));
}

}  // namespace
}  // namespace osslens::net
