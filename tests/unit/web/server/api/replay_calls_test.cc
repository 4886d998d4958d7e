#include "web/server/api/replay_calls.h"

#include <gmock/gmock.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;

constexpr std::string_view kToken = "X-Osslens-Token: the-token\r\n";

class ReplayCallsTest : public ApiTest {
 protected:
  Response Post(std::string_view body, std::string_view more_lines = kToken,
                std::string_view target = "/api/v1/exchanges/1/replay") {
    Request request = ParseRequest("POST", target, "Host: localhost\r\n" + std::string(more_lines));
    request.body = body;
    const RouteMatch match = FindRoute(AllRoutes(), request);
    ApiContext context{.parts = parts_, .reader = &reader_, .now = store::kNoon};
    return match.route->handler(request, match.path, context);
  }
};

TEST_F(ReplayCallsTest, ShowsWhatCanBeSent) {
  StoreChanged([](store::Exchange& exchange) {
    exchange.forwarded_head = "PUT /k HTTP/1.1\r\nHost: a\r\nx-a:1\r\nContent-Length: 3\r\n\r\n";
    exchange.request.body = {"ab", 3, true, false};
  });
  EXPECT_EQ(Call("/api/v1/exchanges/1/replay").body,
            R"({"refusal":null,"server":"logs.oss-cn-hangzhou.aliyuncs.com:443","tls":true,)"
            R"("method":"PUT","target":"/k","version":"HTTP/1.1",)"
            R"("headers":[["Host","a"],["x-a","1"],["Content-Length","3"]],)"
            R"("body":{"bytes":3,"refusal":"only 2 of the 3 bytes of the body were kept )"
            R"((--body-limit, --ok-body-limit); choose a body of your own, or none"}})");
}

TEST_F(ReplayCallsTest, SaysWhyNothingCanBeSent) {
  StoreChanged([](store::Exchange& exchange) { exchange.kind = store::ExchangeKind::kTunnel; });
  const Response response = Call("/api/v1/exchanges/1/replay?lang=zh");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr(R"({"refusal":"这是未解密)"));
  EXPECT_EQ(Post("{}").status, 400);
  EXPECT_EQ(Call("/api/v1/exchanges/9/replay").status, 404);
  EXPECT_EQ(Call("/api/v1/exchanges/1/replay?lang=xx").status, 400);
}

TEST_F(ReplayCallsTest, SendsAsCaptured) {
  StoreRefused(1);
  for (const char* body : {"", "{}"}) {
    const Response response = Post(body);
    ASSERT_TRUE(response.replay) << response.body;
    EXPECT_EQ(response.replay->of, 1);
    EXPECT_EQ(response.replay->bytes, store::MakeExchange()->forwarded_head);
  }
}

TEST_F(ReplayCallsTest, NeedsTheTokenOfThePage) {
  StoreRefused(1);
  for (const char* lines : {"", "X-Osslens-Token: other\r\n",
                            "X-Osslens-Token: the-token\r\nSec-Fetch-Site: cross-site\r\n",
                            "X-Osslens-Token: the-token\r\nOrigin: http://evil.example\r\n"}) {
    const Response response = Post("{}", lines);
    EXPECT_EQ(response.status, 403) << lines;
    EXPECT_FALSE(response.replay) << lines;
  }
}

TEST_F(ReplayCallsTest, RefusesWhatItCannotSendInTheLanguageAskedFor) {
  StoreRefused(1);
  const Response response = Post(R"({"head": {"target": "http://evil.example/"}})", kToken,
                                 "/api/v1/exchanges/1/replay?lang=zh");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("服务器始终是该交换的服务器"));
  EXPECT_FALSE(response.replay);
  EXPECT_EQ(Post("{}", kToken, "/api/v1/exchanges/9/replay").status, 404);
}

TEST_F(ReplayCallsTest, SendsNothingWhileCaptureIsPaused) {
  StoreRefused(1);
  status_.paused = true;
  const Response response = Post("{}");
  EXPECT_EQ(response.status, 503);
  EXPECT_FALSE(response.replay);
}

}  // namespace
}  // namespace osslens::web
