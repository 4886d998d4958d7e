#include "proxy/opening.h"

#include <gtest/gtest.h>

namespace osslens::proxy {
namespace {

using Kind = Opening::Kind;

Kind KindOf(std::string_view bytes) { return LookAtOpening(bytes).kind; }

TEST(Opening, IsUndecidedWhileItCouldBeMoreThanOneThing) {
  for (const std::string_view bytes :
       {"", "\x16", "\x16\x03\x01", "G", "GET", "GET ", "GET h", "OPTIONS http:/"}) {
    EXPECT_EQ(KindOf(bytes), Kind::kUndecided) << bytes;
  }
}

TEST(Opening, KnowsRequestsInPlainText) {
  for (const std::string_view bytes :
       {"GET /", "PUT /k HTTP/1.1\r\n", "OPTIONS *", "GET http://h/", "get /", "X-Y https://h"}) {
    EXPECT_EQ(KindOf(bytes), Kind::kHttp) << bytes;
  }
}

TEST(Opening, LeavesOtherWordsAlone) {
  for (const std::string_view bytes : {"EHLO me\r\n", "SSH-2.0-x y", "SSH-2.0-x\r\n", "\r\n", " /",
                                       "GET\t/", "AVERYLONGWORDWITHOUTEN", "GET ?"}) {
    EXPECT_EQ(KindOf(bytes), Kind::kOther) << bytes;
  }
}

TEST(Opening, TakesMethodsOfTwentyBytes) {
  EXPECT_EQ(KindOf(std::string(20, 'A')), Kind::kUndecided);
  EXPECT_EQ(KindOf(std::string(21, 'A')), Kind::kOther);
}

TEST(IpAddress, IsWhatNoNameCanBe) {
  for (const std::string_view host : {"192.0.2.1", "::1", "2001:db8::1", "127.1", "2130706433"}) {
    EXPECT_TRUE(is_ip_address(host)) << host;
  }
  for (const std::string_view host : {"a.example", "1.example", "localhost", "a1", "1a", ""}) {
    EXPECT_FALSE(is_ip_address(host)) << host;
  }
}

}  // namespace
}  // namespace osslens::proxy
