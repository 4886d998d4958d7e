#include "store/record/mark.h"

#include <gtest/gtest.h>

namespace osslens::store {
namespace {

TEST(BoundedNote, KeepsWhatFits) {
  EXPECT_EQ(BoundedNote(""), "");
  const std::string longest(kMaxNoteBytes, 'x');
  EXPECT_EQ(BoundedNote(longest), longest);
  EXPECT_EQ(BoundedNote(longest + "y"), longest);
}

TEST(BoundedNote, CutsBetweenCharacters) {
  const std::string all_but_two(kMaxNoteBytes - 2, 'x');
  EXPECT_EQ(BoundedNote(all_but_two + "\xE5\xA5\xBD"), all_but_two);
  EXPECT_EQ(BoundedNote("x" + all_but_two + "\xC3\xA4"), "x" + all_but_two);
  EXPECT_EQ(BoundedNote(all_but_two + "\xC3\xA4" + "y"), all_but_two + "\xC3\xA4");
}

}  // namespace
}  // namespace osslens::store
