#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/store/store_support.h"
#include "tests/unit/web/server/web_parts.h"
#include "tests/unit/web/server/web_request.h"
#include "web/server/router.h"
#include "web/server/routes.h"

namespace osslens::web {

// Calls of the API as pure functions, over a store in a directory of its own.
class ApiTest : public testing::Test {
 protected:
  ApiTest()
      : parts_{
            .catalogue = catalogue_,
            .status = status_,
            .open_reader = [this] { return store::ExchangeReader::Open(file_); },
            .remove = [this](const store::Filter& filter) -> Result<uint64_t> {
              removed_.push_back(filter.sql);
              return 3;
            },
            .set_mark = [this](const store::MarkChange& change) { return writer_.SetMark(change); },
            .scratch = directory_ / "scratch",
            .token = "the-token"} {}

  // The answer of the route that fits; the request is one of a program, without the fields of a browser.
  Response Call(std::string_view target, std::string_view more_lines = "",
                std::string_view method = "GET", std::string_view body = "") {
    Request request = ParseRequest(method, target, "Host: localhost\r\n" + std::string(more_lines));
    request.body = body;
    RouteMatch match = FindRoute(AllRoutes(), request);
    if (match.route == nullptr) return std::move(match.refusal);
    ApiContext context{.parts = parts_, .reader = &reader_, .now = store::kNoon};
    return match.route->handler(request, match.path, context);
  }

  // Stores one exchange, refused for its signature, after `change` has been made to it.
  template <class Change>
  void StoreChanged(Change change) {
    auto exchange = store::MakeRefused();
    change(*exchange);
    store::Must(store::WriteOne(writer_, std::move(exchange)));
  }
  void StoreRefused(int count) {
    for (int i = 0; i < count; ++i) StoreChanged([](store::Exchange&) {});
  }

  store::TempDirectory directory_;
  std::filesystem::path file_ = directory_ / "exchanges.db";
  store::ExchangeWriter writer_ = store::Must(store::ExchangeWriter::Open(file_));
  store::ExchangeReader reader_ = store::Must(store::ExchangeReader::Open(file_));
  analyzers::Catalogue catalogue_ = TestCatalogue();
  FixedStatus status_;
  std::vector<std::string> removed_;
  ApiParts parts_;
};

inline std::string FieldOf(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.fields) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace osslens::web
