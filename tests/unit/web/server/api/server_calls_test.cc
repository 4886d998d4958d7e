#include "web/server/api/server_calls.h"

#include <gmock/gmock.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using ServerCalls = ApiTest;

TEST_F(ServerCalls, GiveTheTokenToTheOwnPageAndToPrograms) {
  EXPECT_EQ(Call("/api/v1/session").body, R"({"token":"the-token"})");
  EXPECT_EQ(Call("/api/v1/session", "Sec-Fetch-Site: same-origin\r\n").status, 200);
  EXPECT_EQ(Call("/api/v1/session", "Sec-Fetch-Site: none\r\n").status, 403);
  EXPECT_EQ(Call("/api/v1/session", "Origin: http://other.example\r\n").status, 403);
}

TEST_F(ServerCalls, TellTheStatus) {
  EXPECT_THAT(Call("/api/v1/status").body, StartsWith(R"({"version":"1.2.3",)"));
}

TEST_F(ServerCalls, TellThatTheServerIsHealthy) { EXPECT_EQ(Call("/healthz").body, "ok\n"); }

TEST_F(ServerCalls, GiveMetricsInTheFormatOfPrometheus) {
  const Response response = Call("/metrics");
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("\nosslens_exchanges_total 0\n"));
}

TEST_F(ServerCalls, SubscribeToEvents) {
  const Response response = Call("/api/v1/events?lang=zh", "Last-Event-ID: 17\r\n");
  EXPECT_EQ(response.content_type, "text/event-stream");
  ASSERT_TRUE(response.subscription);
  EXPECT_EQ(response.subscription->language, store::Language::kChinese);
  EXPECT_EQ(response.subscription->last_id, 17);
}

TEST_F(ServerCalls, SubscribeFromNowOnWithoutAKnownId) {
  EXPECT_EQ(Call("/api/v1/events").subscription.value().last_id, std::nullopt);
  EXPECT_EQ(Call("/api/v1/events", "Last-Event-ID: x\r\n").subscription.value().last_id,
            std::nullopt);
  EXPECT_EQ(Call("/api/v1/events?lang=x").status, 400);
}

}  // namespace
}  // namespace osslens::web
