#include "analyzers/oss/query.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

TEST(Query, DecodesNamesAndValuesOnce) {
  const Query query = ParseQuery("a%26b=%2541&c=x%20y");
  ASSERT_EQ(query.size(), 2U);
  EXPECT_EQ(query[0].name, "a&b");
  EXPECT_EQ(query[0].value, "%41");
  EXPECT_EQ(query[1].value, "x y");
}

TEST(Query, SplitsAtTheFirstEqualsSignOnly) {
  EXPECT_EQ(Value(ParseQuery("Signature=ab%3D=="), "Signature"), "ab===");
}

TEST(Query, TellsBareKeysFromEmptyValues) {
  const Query query = ParseQuery("acl&versionId=");
  EXPECT_FALSE(Find(query, "acl")->has_equals);
  EXPECT_TRUE(Find(query, "versionId")->has_equals);
}

TEST(Query, KeepsBothReadingsOfARawPlus) {
  const Query query = ParseQuery("prefix=a+b");
  EXPECT_EQ(query[0].value, "a b");
  EXPECT_EQ(query[0].value_with_plus, "a+b");
}

TEST(Query, LeavesOutEmptyParts) { EXPECT_TRUE(ParseQuery("&&").empty()); }

TEST(Query, FindsTheFirstOfSeveral) { EXPECT_EQ(Value(ParseQuery("k=1&k=2"), "k"), "1"); }

TEST(StrictEncode, EscapesWhatBrowsersLeaveRaw) {
  EXPECT_EQ(StrictEncode("a/!'()* ~\xE4", true), "a/%21%27%28%29%2A%20~%E4");
  EXPECT_EQ(StrictEncode("a/b", false), "a%2Fb");
}

}  // namespace
}  // namespace osslens::oss
