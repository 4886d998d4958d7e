#include "proxy/net/net_error.h"

#include <gtest/gtest.h>
#include <uv.h>

namespace osslens::net {
namespace {

NetErrorKind KindOf(int status) { return NetErrorFromStatus(status, "trying").kind; }

TEST(NetError, TellsApartWhatCallersActOn) {
  EXPECT_EQ(KindOf(UV_ECONNREFUSED), NetErrorKind::kRefused);
  EXPECT_EQ(KindOf(UV_EHOSTUNREACH), NetErrorKind::kUnreachable);
  EXPECT_EQ(KindOf(UV_ENETUNREACH), NetErrorKind::kUnreachable);
  EXPECT_EQ(KindOf(UV_ETIMEDOUT), NetErrorKind::kTimeout);
  EXPECT_EQ(KindOf(UV_ECONNRESET), NetErrorKind::kReset);
  EXPECT_EQ(KindOf(UV_EPIPE), NetErrorKind::kReset);
  EXPECT_EQ(KindOf(UV_EMFILE), NetErrorKind::kOther);
}

TEST(NetError, KnowsAllFailuresOfTheResolver) {
  EXPECT_EQ(KindOf(UV_EAI_ADDRFAMILY), NetErrorKind::kDns);
  EXPECT_EQ(KindOf(UV_EAI_NONAME), NetErrorKind::kDns);
  EXPECT_EQ(KindOf(UV_EAI_PROTOCOL), NetErrorKind::kDns);
}

TEST(NetError, SaysWhatFailedAndWhy) {
  EXPECT_EQ(NetErrorFromStatus(UV_ECONNREFUSED, "127.0.0.1:1").message,
            "127.0.0.1:1: connection refused");
  EXPECT_EQ(ReasonOfStatus(UV_EPIPE), "connection closed by the peer");
}

}  // namespace
}  // namespace osslens::net
