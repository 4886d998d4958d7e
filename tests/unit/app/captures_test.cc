#include "app/captures.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "store/data_directory.h"
#include "store/exchange_writer.h"

namespace osslens::app {
namespace {

TEST(Captures, OpensTheStoreOfADirectory) {
  const std::filesystem::path directory =
      testing::TempDir() + "osslens-captures-" + std::to_string(getpid());
  std::filesystem::create_directories(directory);
  { const auto writer = store::ExchangeWriter::Open(store::DatabaseFileIn(directory)).value(); }
  auto captures = OpenCaptures(directory);
  ASSERT_TRUE(captures) << captures.error().message;
  EXPECT_EQ(captures->reader.NewestId().value(), 0);
  EXPECT_FALSE(captures->catalogue.entries().empty());
  std::filesystem::remove_all(directory);
}

TEST(Captures, SaysThatThereIsNoStore) {
  const auto captures = OpenCaptures("/nonexistent");
  ASSERT_FALSE(captures);
  EXPECT_NE(captures.error().message.find("/nonexistent"), std::string::npos);
}

TEST(Captures, KnowsBothLanguages) {
  EXPECT_EQ(LanguageOf("zh"), store::Language::kChinese);
  EXPECT_EQ(LanguageOf("en"), store::Language::kEnglish);
}

}  // namespace
}  // namespace osslens::app
