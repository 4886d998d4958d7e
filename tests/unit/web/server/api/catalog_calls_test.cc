#include "web/server/api/catalog_calls.h"

#include <gmock/gmock.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using CatalogCalls = ApiTest;

TEST_F(CatalogCalls, ListEveryRuleWithItsTexts) {
  EXPECT_EQ(
      Call("/api/v1/catalog").body,
      R"({"rules":[{"id":"wrong-secret","code":"SignatureDoesNotMatch","codes":["SignatureDoesNotMatch"],)"
      R"("ecs":[],"severity":"error","title":"wrong secret for {bucket}","cause":"cause in English",)"
      R"("fix":["fix in English"],"docs":["doc"]}]})");
}

TEST_F(CatalogCalls, SpeakChinese) {
  EXPECT_THAT(Call("/api/v1/catalog?lang=zh").body, testing::HasSubstr(R"("fix":["中文步骤"])"));
  EXPECT_EQ(Call("/api/v1/catalog?lang=fr").status, 400);
}

}  // namespace
}  // namespace osslens::web
