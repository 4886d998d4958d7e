#include "analyzers/rules/upload_parts.h"

#include <gtest/gtest.h>

namespace osslens::analyzers {
namespace {

TEST(PartNumber, TakesWhatOssTakes) {
  EXPECT_EQ(PartNumber("1"), 1);
  EXPECT_EQ(PartNumber("10000"), 10000);
}

TEST(PartNumber, RefusesAnythingElse) {
  EXPECT_EQ(PartNumber("0"), std::nullopt);
  EXPECT_EQ(PartNumber("10001"), std::nullopt);
  EXPECT_EQ(PartNumber(""), std::nullopt);
  EXPECT_EQ(PartNumber("1 "), std::nullopt);
  EXPECT_EQ(PartNumber("99999999999"), std::nullopt);
}

TEST(BareEtag, MakesSpellingsOfOneEtagTheSame) {
  EXPECT_EQ(BareEtag("\"5d41402abc\""), "5D41402ABC");
  EXPECT_EQ(BareEtag("5D41402ABC"), "5D41402ABC");
}

}  // namespace
}  // namespace osslens::analyzers
