#include "store/text_search.h"

#include <gtest/gtest.h>

#include <string>

namespace osslens::store {
namespace {

using namespace std::string_literals;

TEST(ContainsIgnoreCase, FindsAWordAtEveryPlace) {
  EXPECT_TRUE(ContainsIgnoreCase("needle in hay", "NEEDLE"));
  EXPECT_TRUE(ContainsIgnoreCase("the Needle in hay", "needle"));
  EXPECT_TRUE(ContainsIgnoreCase("hay with needle", "neeDle"));
  EXPECT_TRUE(ContainsIgnoreCase("needle", "needle"));
}

TEST(ContainsIgnoreCase, DoesNotFindWhatIsNotThere) {
  EXPECT_FALSE(ContainsIgnoreCase("needl", "needle"));
  EXPECT_FALSE(ContainsIgnoreCase("nee dle needl", "needle"));
  EXPECT_FALSE(ContainsIgnoreCase("", "n"));
}

TEST(ContainsIgnoreCase, DoesNotSkipOverAnOverlappingStart) {
  EXPECT_TRUE(ContainsIgnoreCase("aaab", "aab"));
  EXPECT_TRUE(ContainsIgnoreCase("abababc", "ababc"));
  EXPECT_TRUE(ContainsIgnoreCase("xxAxxAxxB", "axxb"));
}

TEST(ContainsIgnoreCase, EverythingContainsAnEmptyWord) {
  EXPECT_TRUE(ContainsIgnoreCase("", ""));
  EXPECT_TRUE(ContainsIgnoreCase("a", ""));
}

TEST(ContainsIgnoreCase, TakesBytesAsTheyAre) {
  EXPECT_TRUE(
      ContainsIgnoreCase("a\0b\xff"
                         "C"s,
                         "\0B\xff"
                         "c"s));
  EXPECT_FALSE(ContainsIgnoreCase("\xe9", "\xc9"));
}

TEST(ContainsIgnoreCase, FindsWordsLongerThanItsSkips) {
  const std::string word = std::string(300, 'a') + "b" + std::string(300, 'a');
  EXPECT_TRUE(ContainsIgnoreCase(std::string(500, 'a') + word, word));
  EXPECT_FALSE(ContainsIgnoreCase(std::string(2000, 'a'), word));
}

}  // namespace
}  // namespace osslens::store
