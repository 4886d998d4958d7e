#include "web/server/router.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/unit/web/server/web_request.h"

namespace osslens::web {
namespace {

Response Answer(const Request&, const PathValues&, ApiContext&) { return {}; }

constexpr std::array kTestRoutes{
    Route{"GET", "/things", RunsOn::kLoop, &Answer, ""},
    Route{"DELETE", "/things", RunsOn::kLoop, &Answer, ""},
    Route{"GET", "/things/{id}", RunsOn::kLoop, &Answer, ""},
    Route{"GET", "/things/{id}/part", RunsOn::kLoop, &Answer, ""},
};

RouteMatch Find(std::string_view method, std::string_view target) {
  return FindRoute(kTestRoutes, ParseRequest(method, target));
}

TEST(Router, FindsTheRouteOfMethodAndPath) {
  EXPECT_EQ(Find("GET", "/things?x=1").route, &kTestRoutes[0]);
  EXPECT_EQ(Find("DELETE", "/things").route, &kTestRoutes[1]);
  EXPECT_EQ(Find("GET", "/things/42").route, &kTestRoutes[2]);
  EXPECT_EQ(Find("GET", "/things/42").path.id, 42);
  EXPECT_EQ(Find("GET", "/things/42/part").route, &kTestRoutes[3]);
}

TEST(Router, TakesHeadForGet) { EXPECT_EQ(Find("HEAD", "/things").route, &kTestRoutes[0]); }

TEST(Router, FindsNothingElsewhere) {
  for (const auto* target : {"/", "/thing", "/things/", "/things/0", "/things/-1", "/things/1x",
                             "/things/99999999999999999999", "/things/1/other", "//things"}) {
    const RouteMatch match = Find("GET", target);
    EXPECT_EQ(match.route, nullptr) << target;
    EXPECT_EQ(match.refusal.status, 404) << target;
  }
}

TEST(Router, NamesTheMethodsThatArePossible) {
  const RouteMatch match = Find("POST", "/things");
  EXPECT_EQ(match.refusal.status, 405);
  EXPECT_EQ(match.refusal.fields.at(0),
            (std::pair<std::string, std::string>("Allow", "GET, HEAD, DELETE")));
}

}  // namespace
}  // namespace osslens::web
