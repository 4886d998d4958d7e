#include "web/server/request.h"

#include <gtest/gtest.h>

#include "tests/unit/web/server/web_request.h"

namespace osslens::web {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

TEST(Request, SplitsPathAndQuery) {
  const Request request =
      ParseRequest("GET", "/api/v1/exchanges?filter=is:failed+%E4%BD%A0&limit=5");
  EXPECT_EQ(request.path, "/api/v1/exchanges");
  EXPECT_EQ(request.Parameter("filter"), "is:failed \xE4\xBD\xA0");
  EXPECT_EQ(request.Parameter("limit"), "5");
  EXPECT_EQ(request.Parameter("before"), std::nullopt);
}

TEST(Request, FindsFieldsInAnyCase) {
  const Request request = ParseRequest("GET", "/", "HOST: a\r\nhost: b\r\nX-One: 1\r\n");
  EXPECT_EQ(request.Field("Host"), "a");
  EXPECT_EQ(request.CountFields("Host"), 2U);
  EXPECT_EQ(request.Field("x-one"), "1");
  EXPECT_EQ(request.Field("x-two"), "");
}

TEST(Request, TakesAbsoluteTargetsApart) {
  const Request request = ParseRequest("GET", "http://other.example:81/a?b=c");
  EXPECT_EQ(request.target_authority, "other.example:81");
  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(request.Parameter("b"), "c");
}

TEST(ParseQuery, KeepsOddParameters) {
  EXPECT_EQ(ParseQuery("a&b=&=c&&d=1=2&e=%zz"),
            (Parameters{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "1=2"}, {"e", "%zz"}}));
  EXPECT_EQ(ParseQuery(""), Parameters{});
}

}  // namespace
}  // namespace osslens::web
