#include "web/server/routes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/unit/store/store_support.h"
#include "tests/unit/web/server/web_request.h"

namespace osslens::web {
namespace {

TEST(Routes, DoNotHideEachOther) {
  for (const Route& route : AllRoutes()) {
    std::string target(route.pattern);
    if (const size_t at = target.find("{id}"); at != std::string::npos) target.replace(at, 4, "7");
    EXPECT_EQ(FindRoute(AllRoutes(), ParseRequest(route.method, target)).route, &route) << target;
  }
}

TEST(Routes, AreThoseOfTheDocumentation) {
  std::string table = "| call | answer |\n| --- | --- |\n";
  for (const Route& route : AllRoutes()) {
    table += fmt::format("| {} {} | {} |\n", route.method, route.pattern, route.summary);
  }
  const auto page = std::filesystem::path(OSSLENS_FIXTURES) / "../../docs/api.md";
  EXPECT_THAT(store::ReadFile(page), testing::HasSubstr("\n\n" + table + "\n"))
      << "docs/api.md needs this table:\n"
      << table;
}

}  // namespace
}  // namespace osslens::web
