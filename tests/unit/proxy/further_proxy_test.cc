#include "proxy/further_proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace osslens::proxy {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string Why(std::string authorization, const std::string& fields) {
  const UpstreamProxy proxy{{"proxy.example", 3128}, Secret(std::move(authorization))};
  const std::string raw = "HTTP/1.1 407 Who\r\n" + fields + "\r\n";
  http::ResponseHead answer;
  EXPECT_TRUE(http::ParseResponseHead(raw, answer));
  return WhyCredentialsFailed(proxy, answer);
}

TEST(WhyCredentialsFailed, AsksForCredentialsThatWereNotGiven) {
  EXPECT_EQ(Why("", "Proxy-Authenticate: Basic realm=\"x\"\r\n"),
            "the further proxy proxy.example:3128 wants a user name and a password (407); give "
            "them with --upstream-proxy http://USER:PASSWORD@HOST:PORT");
}

TEST(WhyCredentialsFailed, SaysThatTheGivenOnesWereRefused) {
  const std::string why = Why("Basic aHVzaDpodXNo", "Proxy-Authenticate: basic\r\n");
  EXPECT_THAT(why, HasSubstr("refused the user name and password of --upstream-proxy (407)"));
  EXPECT_THAT(why, Not(HasSubstr("aHVzaDpodXNo")));
}

TEST(WhyCredentialsFailed, NamesKindsThatOsslensDoesNotHave) {
  EXPECT_THAT(Why("Basic eA==",
                  "Proxy-Authenticate: Negotiate\r\nproxy-authenticate: NTLM abc, realm=\"y\"\r\n"),
              HasSubstr("cannot give (407, Negotiate, NTLM); put"));
}

TEST(WhyCredentialsFailed, TakesBasicAmongOthers) {
  EXPECT_THAT(Why("", "Proxy-Authenticate: NTLM\r\nProxy-Authenticate: BASIC realm=\"x\"\r\n"),
              HasSubstr("wants a user name and a password"));
}

TEST(WhyCredentialsFailed, DoesNotRepeatWhatIsNoName) {
  EXPECT_THAT(Why("", "Proxy-Authenticate: <b>\r\nProxy-Authenticate: " + std::string(33, 'a') +
                          "\r\nProxy-Authenticate: \r\n"),
              HasSubstr("wants a user name and a password"));
}

TEST(WhyCredentialsFailed, AsksWithoutBeingToldWhatFor) {
  EXPECT_THAT(Why("", ""), EndsWith("http://USER:PASSWORD@HOST:PORT"));
}

}  // namespace
}  // namespace osslens::proxy
