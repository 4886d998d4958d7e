#include "store/transfer/export.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "store/transfer/ndjson_export.h"
#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

class ExportTest : public testing::Test {
 protected:
  void Add(int count) {
    for (int i = 0; i < count; ++i) Must(WriteOne(writer_, MakeExchange()));
  }
  Export Ndjson(std::string_view filter = "") {
    return Export(reader_, Must(ParseFilter(filter, kNoon)),
                  std::make_unique<NdjsonFormat>(ExchangeEncoder(texts_, Language::kEnglish)));
  }
  ByteSink Sink() {
    return [this](std::string_view piece) {
      ++pieces_;
      bytes_ += piece;
      return Result<void>();
    };
  }
  [[nodiscard]] size_t Lines() const {
    return static_cast<size_t>(std::count(bytes_.begin(), bytes_.end(), '\n'));
  }

  TempDirectory directory_;
  TestTexts texts_;
  ExchangeWriter writer_ = Must(ExchangeWriter::Open(directory_ / "test.db"));
  ExchangeReader reader_ = Must(ExchangeReader::Open(directory_ / "test.db"));
  std::string bytes_;
  int pieces_ = 0;
};

TEST_F(ExportTest, NothingIsAnEmptyFile) {
  EXPECT_EQ(Must(Ndjson().Run(Sink())), 0);
  EXPECT_EQ(bytes_, "");
}

TEST_F(ExportTest, EachExchangeIsOneLineOldestFirst) {
  Add(40);
  EXPECT_EQ(Must(Ndjson().Run(Sink())), 40);
  EXPECT_EQ(Lines(), 40U);
  EXPECT_GT(pieces_, 2);
  int64_t expected = 1;
  for (const std::string_view line : Split(bytes_, '\n')) {
    if (line.empty()) continue;
    const auto exchange = nlohmann::json::parse(line);
    EXPECT_EQ(exchange.at("id"), expected++);
    EXPECT_EQ(exchange.at("response").at("body").at("text"), "hello");
  }
}

TEST_F(ExportTest, AFullLastPageEndsWithAnEmptyOne) {
  Add(16);
  EXPECT_EQ(Must(Ndjson().Run(Sink())), 16);
  EXPECT_EQ(Lines(), 16U);
}

TEST_F(ExportTest, TheFilterChooses) {
  Add(2);
  Must(WriteOne(writer_, MakeRefused()));
  EXPECT_EQ(Must(Ndjson("is:failed").Run(Sink())), 1);
}

TEST_F(ExportTest, StepsOnePieceAtATime) {
  Add(20);
  Export steps = Ndjson();
  EXPECT_TRUE(Must(steps.Step(Sink())));
  EXPECT_EQ(Lines(), 16U);
  EXPECT_FALSE(Must(steps.Step(Sink())));
  EXPECT_EQ(Lines(), 20U);
}

TEST_F(ExportTest, EndsWhenItsSinkFails) {
  Add(20);
  const auto failed = Ndjson().Run(
      [](std::string_view) { return Result<void>(Fail(ErrorKind::kIo, "the disk is full")); });
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().message, "the disk is full");
}

}  // namespace
}  // namespace osslens::store
