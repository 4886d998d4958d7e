#include "app/callback/sample_call.h"

#include <gtest/gtest.h>

namespace osslens::app {
namespace {

TEST(SampleCall, SignsThePathDecodedAndTheRestAsItIs) {
  EXPECT_EQ(SignedTextOf("/a%20b?x=%20", "y=%20"), "/a b?x=%20\ny=%20");
  EXPECT_EQ(SignedTextOf("/", ""), "/\n");
}

TEST(SampleCall, IsARequestAsOssMakesIt) {
  const WallTime time{std::chrono::sys_days{std::chrono::year{2024} / 5 / 7} +
                      std::chrono::seconds{3 * 3600 + 6 * 60 + 13}};
  SampleCall call;
  call.body = "hello";
  call.authorization = "c2ln";
  EXPECT_EQ(RequestOf(call, "/n?id=1", "cb.example:81", time),
            "POST /n?id=1 HTTP/1.1\r\n"
            "Host: cb.example:81\r\n"
            "Connection: close\r\n"
            "Content-Length: 5\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Content-MD5: XUFAKrxLKna5cZ2REBfFkg==\r\n"
            "Date: Tue, 07 May 2024 03:06:13 GMT\r\n"
            "User-Agent: aliyun-oss-callback\r\n"
            "Authorization: c2ln\r\n"
            "x-oss-pub-key-url: "
            "aHR0cDovL2dvc3NwdWJsaWMuYWxpY2RuLmNvbS9jYWxsYmFja19wdWJfa2V5X3YxLnBlbQ==\r\n"
            "x-oss-bucket: examplebucket\r\n"
            "x-oss-request-id: 65A0EXAMPLE0000000000001\r\n"
            "x-oss-signature-version: 1.0\r\n"
            "x-oss-tag: CALLBACK\r\n\r\n"
            "hello");
}

TEST(SampleCall, HasNoAuthorizationUnlessSigned) {
  EXPECT_EQ(RequestOf({}, "/", "h", {}).find("Authorization"), std::string::npos);
}

}  // namespace
}  // namespace osslens::app
