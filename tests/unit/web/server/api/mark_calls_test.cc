#include "web/server/api/mark_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;

class MarkCalls : public ApiTest {
 protected:
  Response Mark(std::string_view body, std::string_view target = "/api/v1/exchanges/1/mark") {
    return Call(target, "X-Osslens-Token: the-token\r\n", "PATCH", body);
  }
};

TEST_F(MarkCalls, ChangeTheStarAndTheNote) {
  StoreRefused(2);
  EXPECT_EQ(Mark(R"({"starred":true,"note":"seen"})").body,
            R"({"id":1,"starred":true,"note":"seen"})");
  EXPECT_THAT(Call("/api/v1/exchanges/1").body, HasSubstr(R"("starred":true,"note":"seen")"));
  EXPECT_THAT(Call("/api/v1/exchanges/2").body, HasSubstr(R"("starred":false,"note":null)"));
}

TEST_F(MarkCalls, LeaveWhatTheyDoNotNameAsItIs) {
  StoreRefused(1);
  Mark(R"({"note":"seen"})");
  EXPECT_EQ(Mark(R"({"starred":true})").body, R"({"id":1,"starred":true,"note":"seen"})");
  EXPECT_EQ(Mark(R"({"note":null})").body, R"({"id":1,"starred":true,"note":null})");
  Mark(R"({"note":"again"})");
  EXPECT_EQ(Mark(R"({"note":"","starred":false})").body, R"({"id":1,"starred":false,"note":null})");
  EXPECT_THAT(Call("/api/v1/exchanges?filter=is:noted").body, HasSubstr(R"("exchanges":[])"));
}

TEST_F(MarkCalls, NeedTheToken) {
  StoreRefused(1);
  const std::string_view body = R"({"starred":true})";
  const std::string_view target = "/api/v1/exchanges/1/mark";
  EXPECT_EQ(Call(target, "", "PATCH", body).status, 403);
  EXPECT_EQ(Call(target, "X-Osslens-Token: the-toke\r\n", "PATCH", body).status, 403);
  EXPECT_EQ(
      Call(target, "X-Osslens-Token: the-token\r\nOrigin: http://a.example\r\n", "PATCH", body)
          .status,
      403);
  EXPECT_THAT(Call("/api/v1/exchanges/1").body, HasSubstr(R"("starred":false)"));
}

TEST_F(MarkCalls, TellOfAnExchangeThatIsNotThere) {
  const Response response = Mark(R"({"starred":true})", "/api/v1/exchanges/7/mark");
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.body, HasSubstr("there is no exchange 7"));
}

TEST_F(MarkCalls, RefuseOtherBodies) {
  StoreRefused(1);
  for (const char* body : {"", "[]", "{\"starred\":tru", "{\"note\":\"\xFF\"}"}) {
    const Response response = Mark(body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_THAT(response.body, HasSubstr("the body must be JSON such as")) << body;
  }
  for (const char* body : {R"({"starred":1})", R"({"note":false})", R"({"starred":true,"x":1})",
                           R"({"starred":null})"}) {
    const Response response = Mark(body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_THAT(response.body, HasSubstr("nothing else")) << body;
  }
  EXPECT_THAT(Mark("{}").body, HasSubstr("must have starred, note or both"));
  EXPECT_THAT(Call("/api/v1/exchanges/1").body, HasSubstr(R"("starred":false,"note":null)"));
}

TEST_F(MarkCalls, BoundTheNote) {
  StoreRefused(1);
  const std::string longest(store::kMaxNoteBytes, 'x');
  EXPECT_EQ(Mark(R"({"note":")" + longest + R"("})").status, 200);
  const Response refused = Mark(R"({"note":"y)" + longest + R"("})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("a note has at most 4096 bytes of UTF-8, this one 4097"));
}

}  // namespace
}  // namespace osslens::web
