#include "store/transfer/import.h"

#include <gtest/gtest.h>

#include <sstream>

#include "store/transfer/har_export.h"
#include "store/transfer/ndjson_export.h"
#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

const TestTexts kTexts;

std::string Line() {
  return NdjsonFormat(ExchangeEncoder(kTexts, Language::kEnglish)).Add(*MakeExchange());
}

std::string Har() {
  HarFormat format(ExchangeEncoder(kTexts, Language::kEnglish), "1");
  std::string text = format.Begin();
  text += format.Add(*MakeExchange());
  text += format.Add(*MakeRefused());
  text += format.End();
  return text;
}

struct Imported {
  Result<ImportCounts> counts;
  std::vector<int> statuses;
};

Imported Read(const std::string& text, const ImportLimits& limits = {}) {
  std::istringstream input(text);
  std::vector<int> statuses;
  auto counts = Import(
      input,
      [&statuses](Exchange exchange) -> Result<void> {
        statuses.push_back(exchange.status);
        return {};
      },
      limits);
  return {std::move(counts), std::move(statuses)};
}

TEST(Import, TellsTheFormatsByTheirContents) {
  EXPECT_EQ(Read(Har()).statuses, (std::vector<int>{200, 403}));
  EXPECT_EQ(Read("\n" + Line() + "\n" + Line()).statuses, (std::vector<int>{200, 200}));
  std::string pretty = Har();
  pretty.insert(1, "\n  ");
  EXPECT_EQ(Read(pretty).counts->taken, 2);
}

TEST(Import, AnEmptyFileHasNoExchanges) { EXPECT_EQ(Read("").counts->taken, 0); }

TEST(Import, NamesTheLineThatIsWrongAndKeepsWhatCameBefore) {
  const Imported imported = Read(Line() + "{}\n");
  EXPECT_EQ(imported.statuses.size(), 1U);
  EXPECT_TRUE(imported.counts.error().message.starts_with("line 2: it has no member"));
}

TEST(Import, RefusesWhatIsTooLong) {
  const std::string line = Line();
  EXPECT_EQ(Read(line + line, {.line_bytes = line.size() - 1}).counts->taken, 2);
  const Imported imported = Read(line + "x" + line, {.line_bytes = line.size() - 1});
  EXPECT_TRUE(imported.counts.error().message.starts_with("line 2 is longer than"))
      << imported.counts.error().message;
  EXPECT_FALSE(Read(Har(), {.file_bytes = 10}).counts);
}

TEST(Import, EndsWhenTheSinkFails) {
  std::istringstream input(Line() + Line());
  int calls = 0;
  const auto counts = Import(input, [&calls](Exchange) -> Result<void> {
    ++calls;
    return Fail(ErrorKind::kIo, "disk full");
  });
  EXPECT_EQ(counts.error().message, "disk full");
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace osslens::store
