#include "analyzers/rules/evidence.h"

#include <gtest/gtest.h>

namespace osslens::analyzers {
namespace {

TEST(Quote, ShowsEmptyAndControlCharacters) {
  EXPECT_EQ(Quote(""), "\"\"");
  EXPECT_EQ(Quote("a\nb"), "\"a\\x0Ab\"");
}

TEST(Quote, CutsLongValuesAtACharacter) {
  const std::string exact(200, 'a');
  EXPECT_EQ(Quote(exact), "\"" + exact + "\"");
  EXPECT_EQ(Quote(exact + "b"), "\"" + exact + "...\"");
  const std::string before(199, 'a');
  EXPECT_EQ(Quote(before + "\xE4\xB8\xAD"), "\"" + before + "...\"");
}

TEST(ContainsIgnoreCase, IgnoresAsciiCaseOnly) {
  EXPECT_TRUE(ContainsIgnoreCase("Error Status : 400", "error status"));
  EXPECT_TRUE(ContainsIgnoreCase("x", ""));
  EXPECT_FALSE(ContainsIgnoreCase("abc", "abcd"));
}

}  // namespace
}  // namespace osslens::analyzers
