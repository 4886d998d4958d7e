#include "proxy/refusal.h"

#include <gtest/gtest.h>

#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using store::FailureKind;

TEST(Refusal, IsAWholeAnswerThatClosesTheConnection) {
  const Refusal refusal = WriteRefusal(502, FailureKind::kDns, "h has no address", "GET");
  EXPECT_EQ(refusal.bytes, OwnAnswer("502 Bad Gateway", "dns", "h has no address"));
  EXPECT_EQ(refusal.bytes.substr(refusal.head_bytes), "osslens: h has no address\n");
}

TEST(Refusal, OfHeadSaysTheLengthButHasNoBody) {
  const Refusal refusal = WriteRefusal(504, FailureKind::kTimeout, "late", "HEAD");
  EXPECT_EQ(refusal.bytes, OwnAnswer("504 Gateway Timeout", "timeout", "late", false));
  EXPECT_EQ(refusal.head_bytes, refusal.bytes.size());
}

TEST(Refusal, ForWantOfAPasswordAsksForIt) {
  const Refusal refusal = WriteRefusal(407, FailureKind::kProtocol, "who?", "GET");
  EXPECT_NE(refusal.bytes.find("\r\nProxy-Authenticate: Basic realm=\"osslens\"\r\n"),
            std::string::npos);
}

TEST(Refusal, NamesEachStatusItUses) {
  const auto first_line = [](int status) {
    const std::string bytes = WriteRefusal(status, FailureKind::kProtocol, "x", "GET").bytes;
    return bytes.substr(0, bytes.find("\r\n"));
  };
  EXPECT_EQ(first_line(400), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(first_line(407), "HTTP/1.1 407 Proxy Authentication Required");
  EXPECT_EQ(first_line(408), "HTTP/1.1 408 Request Timeout");
  EXPECT_EQ(first_line(413), "HTTP/1.1 413 Content Too Large");
  EXPECT_EQ(first_line(431), "HTTP/1.1 431 Request Header Fields Too Large");
  EXPECT_EQ(first_line(502), "HTTP/1.1 502 Bad Gateway");
  EXPECT_EQ(first_line(504), "HTTP/1.1 504 Gateway Timeout");
}

TEST(Refusal, TellsATimeoutFromOtherFailures) {
  EXPECT_EQ(StatusOf(FailureKind::kTimeout), 504);
  EXPECT_EQ(StatusOf(FailureKind::kDns), 502);
  EXPECT_EQ(StatusOf(FailureKind::kConnect), 502);
  EXPECT_EQ(StatusOf(FailureKind::kTls), 502);
}

}  // namespace
}  // namespace osslens::proxy
