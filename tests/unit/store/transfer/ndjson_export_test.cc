#include "store/transfer/ndjson_export.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

const TestTexts kTexts;

TEST(NdjsonFormat, AnExchangeIsOneLineWithAllItsDetails) {
  NdjsonFormat format(ExchangeEncoder(kTexts, Language::kEnglish));
  auto exchange = MakeExchange();
  exchange->response.body.bytes = "two\nlines";
  EXPECT_EQ(format.Begin(), "");
  const std::string line = format.Add(*exchange);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json.at("response").at("body").at("text"), "two\nlines");
  EXPECT_EQ(json.at("request").at("line"), "GET /day/one.txt HTTP/1.1");
  EXPECT_EQ(format.End(), "");
}

}  // namespace
}  // namespace osslens::store
