#include "web/server/api/figure_calls.h"

#include <gmock/gmock.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using FigureCalls = ApiTest;

TEST_F(FigureCalls, SuggestValuesWithTheirCounts) {
  StoreRefused(2);
  StoreChanged([](store::Exchange& exchange) { exchange.bucket = "pictures"; });
  EXPECT_EQ(Call("/api/v1/suggest?key=bucket").body,
            R"({"values":[{"value":"logs","count":2},{"value":"pictures","count":1}]})");
  EXPECT_EQ(Call("/api/v1/suggest?key=bucket&text=pic").body,
            R"({"values":[{"value":"pictures","count":1}]})");
  EXPECT_EQ(Call("/api/v1/suggest?key=bucket&filter=bucket:logs").body,
            R"({"values":[{"value":"logs","count":2}]})");
}

TEST_F(FigureCalls, SayWhatIsWrongWithTheirParameters) {
  EXPECT_THAT(Call("/api/v1/suggest").body, HasSubstr("key must be one of bucket"));
  EXPECT_EQ(Call("/api/v1/suggest?key=size").status, 400);
  EXPECT_EQ(Call("/api/v1/suggest?key=bucket&filter=x:1").status, 400);
  EXPECT_EQ(Call("/api/v1/timeline?filter=x:1").status, 400);
  EXPECT_EQ(Call("/api/v1/timeline?bins=0").status, 400);
  EXPECT_EQ(Call("/api/v1/timeline?bins=1001").status, 400);
  EXPECT_EQ(Call("/api/v1/operations?filter=x:1").status, 400);
}

TEST_F(FigureCalls, CountOverTime) {
  EXPECT_EQ(Call("/api/v1/timeline").body, R"({"from":null,"bin_ms":0,"bins":[]})");
  StoreRefused(1);
  StoreChanged([](store::Exchange& exchange) { exchange.status = 200; });
  EXPECT_EQ(
      Call("/api/v1/timeline?bins=1").body,
      R"({"from":"2024-05-15T12:00:00.000000Z","bin_ms":0.001,"bins":[{"failed":1,"healed":0,"ok":1}]})");
}

TEST_F(FigureCalls, SpreadByOperation) {
  StoreRefused(1);
  const Response response = Call("/api/v1/operations");
  EXPECT_THAT(
      response.body,
      StartsWith(R"({"operations":[{"operation":"GetObject","count":1,"failed":1,"duration_ms":)"
                 R"({"median":12.345,"p90":12.345,"max":12.345,"bins":[0,0,0,1,0)"));
  EXPECT_THAT(response.body, HasSubstr(R"("duration_edges_ms":[1,3,10,30,)"));
  EXPECT_THAT(response.body, HasSubstr(R"("byte_edges":[1024,4096,)"));
}

}  // namespace
}  // namespace osslens::web
