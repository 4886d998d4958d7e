#include "web/server/guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/server/web_request.h"

namespace osslens::web {
namespace {

GuardSettings ListeningOn(std::string_view address) {
  return {.address = net::SocketAddress::Parse(address).value(), .more_hosts = {"Lens.Internal"}};
}

// The status of the refusal, 0 when there is none.
int Check(std::string_view field_lines, std::string_view target = "/api/v1/exchanges",
          std::string_view address = "127.0.0.1:8889") {
  const auto refusal = CheckRequest(ParseRequest("GET", target, field_lines), ListeningOn(address));
  return refusal ? refusal->status : 0;
}

TEST(Guard, AnswersToItsOwnNames) {
  EXPECT_EQ(Check("Host: localhost:8889\r\n"), 0);
  EXPECT_EQ(Check("Host: LOCALHOST\r\n"), 0);
  EXPECT_EQ(Check("Host: 127.0.0.1:8889\r\n"), 0);
  EXPECT_EQ(Check("Host: [::1]:8889\r\n"), 0);
  EXPECT_EQ(Check("Host: lens.internal\r\n"), 0);
}

TEST(Guard, RefusesNamesThatASiteMayHavePointedHere) {
  EXPECT_EQ(Check("Host: evil.example:8889\r\n"), 421);
  EXPECT_EQ(Check("Host: localhost.evil.example\r\n"), 421);
  EXPECT_EQ(Check("Host: 127.0.0.1.evil.example\r\n"), 421);
  EXPECT_EQ(Check("Host: 10.0.0.7:8889\r\n"), 421);
  EXPECT_EQ(Check("Host: \r\n"), 421);
}

TEST(Guard, SaysWhereToFindThePage) {
  const auto refusal = CheckRequest(ParseRequest("GET", "/", "Host: evil.example\r\n"),
                                    ListeningOn("127.0.0.1:8889"));
  ASSERT_TRUE(refusal);
  EXPECT_THAT(refusal->body,
              testing::HasSubstr("not to 'evil.example'; open http://127.0.0.1:8889/"));
}

TEST(Guard, AnswersToTheAddressItListensOn) {
  EXPECT_EQ(Check("Host: 10.0.0.7:8889\r\n", "/", "10.0.0.7:8889"), 0);
  EXPECT_EQ(Check("Host: 10.0.0.8:8889\r\n", "/", "10.0.0.7:8889"), 421);
  EXPECT_EQ(Check("Host: 10.0.0.8:8889\r\n", "/", "0.0.0.0:8889"), 0);
  EXPECT_EQ(Check("Host: evil.example\r\n", "/", "0.0.0.0:8889"), 421);
}

TEST(Guard, WantsExactlyOneHost) {
  EXPECT_EQ(Check("X: y\r\n"), 400);
  EXPECT_EQ(Check("Host: localhost\r\nHost: localhost\r\n"), 400);
}

TEST(Guard, LooksAtTheTargetWhenItNamesAHost) {
  EXPECT_EQ(Check("Host: localhost\r\n", "http://evil.example/api/v1/exchanges"), 421);
  EXPECT_EQ(Check("Host: localhost\r\n", "http://localhost/api/v1/exchanges"), 0);
}

TEST(Guard, RefusesWhatPagesOfOtherSitesCause) {
  EXPECT_EQ(Check("Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"), 403);
  EXPECT_EQ(Check("Host: localhost:8889\r\nSec-Fetch-Site: same-site\r\n"), 403);
  EXPECT_EQ(Check("Host: localhost\r\nOrigin: https://evil.example\r\n"), 403);
  EXPECT_EQ(Check("Host: localhost:8889\r\nOrigin: http://localhost:3000\r\n"), 403);
  EXPECT_EQ(Check("Host: localhost\r\nOrigin: null\r\n"), 403);
}

TEST(Guard, LetsItsOwnPageAndTheUserIn) {
  EXPECT_EQ(Check("Host: localhost:8889\r\nSec-Fetch-Site: same-origin\r\nOrigin: "
                  "http://localhost:8889\r\n"),
            0);
  EXPECT_EQ(Check("Host: localhost:8889\r\nSec-Fetch-Site: none\r\n"), 0);
}

TEST(Guard, LetsOtherSitesLinkToThePageOnly) {
  constexpr std::string_view kLink =
      "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: "
      "navigate\r\nSec-Fetch-Dest: document\r\n";
  EXPECT_EQ(Check(kLink, "/"), 0);
  EXPECT_EQ(Check(kLink, "/api/v1/export"), 403);
  EXPECT_EQ(Check("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"
                  "Sec-Fetch-Dest: iframe\r\n",
                  "/"),
            403);
  EXPECT_EQ(
      Check("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n", "/"),
      403);
}

TEST(Guard, TellsItsOwnPageAndProgramsFromTheRest) {
  const auto is_own = [](std::string_view fields) {
    return is_from_own_page_or_program(ParseRequest("GET", "/", fields));
  };
  EXPECT_TRUE(is_own("Host: localhost\r\n"));
  EXPECT_TRUE(is_own("Host: localhost\r\nSec-Fetch-Site: same-origin\r\n"));
  EXPECT_FALSE(is_own("Host: localhost\r\nSec-Fetch-Site: none\r\n"));
  EXPECT_FALSE(is_own("Host: localhost\r\nOrigin: http://other.example\r\n"));
}

TEST(Guard, LetsOnlyWhoHasTheTokenChangeAnything) {
  const auto may = [](std::string_view fields) {
    return may_change(ParseRequest("POST", "/", "Host: localhost\r\n" + std::string(fields)),
                      "the-token");
  };
  EXPECT_TRUE(may("X-Osslens-Token: the-token\r\n"));
  EXPECT_FALSE(may(""));
  EXPECT_FALSE(may("X-Osslens-Token: the-toke\r\n"));
  EXPECT_FALSE(may("X-Osslens-Token: the-token\r\nOrigin: http://other.example\r\n"));
  EXPECT_FALSE(may("X-Osslens-Token: the-token\r\nSec-Fetch-Site: none\r\n"));
}

}  // namespace
}  // namespace osslens::web
