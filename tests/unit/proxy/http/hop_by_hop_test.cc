#include "proxy/http/hop_by_hop.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace osslens::http {
namespace {

using enum Removal;

std::vector<Removal> RemovalsOfLines(std::string_view lines) {
  Fields fields;
  EXPECT_TRUE(ParseTrailers(lines, fields));
  return RemovalsOf(fields);
}

TEST(RemovalsOf, KeepsWhatIsForTheServer) {
  EXPECT_EQ(RemovalsOfLines("Host: b\r\nDate: d\r\nx-oss-meta-a: 1\r\nAuthorization: OSS x:y\r\n"),
            (std::vector{kKeep, kKeep, kKeep, kKeep}));
}

TEST(RemovalsOf, TakesOffTheFieldsOfOneHop) {
  EXPECT_EQ(RemovalsOfLines("CONNECTION: x\r\nkeep-alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\n"),
            (std::vector{kHopByHop, kHopByHop, kHopByHop, kHopByHop}));
}

TEST(RemovalsOf, TakesOffEverythingForTheProxy) {
  EXPECT_EQ(RemovalsOfLines("Proxy-Authorization: Basic x\r\nproxy-connection: close\r\n"
                            "Proxy-Anything: y\r\n"),
            (std::vector{kForTheProxy, kForTheProxy, kForTheProxy}));
}

TEST(RemovalsOf, KeepsNamesThatOnlyLookLikeThem) {
  EXPECT_EQ(RemovalsOfLines("Proxy: x\r\nX-Connection: y\r\nTEX: z\r\nTrailer: t\r\n"),
            (std::vector{kKeep, kKeep, kKeep, kKeep}));
}

TEST(RemovalsOf, TakesOffWhatConnectionNames) {
  EXPECT_EQ(RemovalsOfLines("X-A: 1\r\nConnection: x-a , X-B\r\nX-B: 2\r\nX-C: 3\r\n"),
            (std::vector{kNamedByConnection, kHopByHop, kNamedByConnection, kKeep}));
}

TEST(RemovalsOf, ReadsEveryConnectionLine) {
  EXPECT_EQ(RemovalsOfLines("Connection: close\r\nX-A: 1\r\nconnection: x-a\r\n"),
            (std::vector{kHopByHop, kNamedByConnection, kHopByHop}));
}

TEST(RemovalsOf, DoesNotTakeAPrefixForAName) {
  EXPECT_EQ(RemovalsOfLines("Connection: X\r\nX-A: 1\r\n"), (std::vector{kHopByHop, kKeep}));
}

TEST(RemovalsOf, KeepsRoutingAndFramingEvenIfConnectionNamesThem) {
  EXPECT_EQ(RemovalsOfLines("Connection: host, content-length, transfer-encoding, authorization\r\n"
                            "Host: b\r\nContent-Length: 1\r\nAuthorization: x\r\n"),
            (std::vector{kHopByHop, kKeep, kKeep, kKeep}));
  EXPECT_EQ(RemovalsOfLines("Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n"),
            (std::vector{kHopByHop, kKeep}));
}

TEST(RemovalsOf, ReadsAConnectionLineOfManyNames) {
  std::string lines = "Connection: ";
  for (int i = 0; i < 5000; ++i) lines += "n" + std::to_string(i) + ",";
  lines += "\r\n";
  for (int i = 0; i < 5000; ++i) lines += "N" + std::to_string(i) + ":\r\n";
  const std::vector<Removal> removals = RemovalsOfLines(lines);
  ASSERT_EQ(removals.size(), 5001U);
  EXPECT_EQ(std::vector(removals.begin() + 1, removals.end()),
            std::vector(5000, kNamedByConnection));
}

TEST(RemovalsOf, HasNothingToSayOfNoFields) { EXPECT_TRUE(RemovalsOfLines("\r\n").empty()); }

}  // namespace
}  // namespace osslens::http
