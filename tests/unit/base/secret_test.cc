#include "base/secret.h"

#include <gtest/gtest.h>

namespace osslens {
namespace {

TEST(Secret, FormatsWithoutItsValue) {
  EXPECT_EQ(fmt::format("<{}>", Secret("made-up-secret")), "<[secret]>");
}

TEST(Secret, RevealsItsValueOnlyWhenAsked) {
  const Secret secret("made-up-secret");
  EXPECT_EQ(secret.reveal(), "made-up-secret");
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, MovesAndCopiesItsValue) {
  Secret first("made-up-secret");
  const Secret copy = first;
  const Secret moved = std::move(first);
  EXPECT_EQ(copy.reveal(), "made-up-secret");
  EXPECT_EQ(moved.reveal(), "made-up-secret");
}

// Whether the bytes of `text` stand anywhere in that memory, which must be alive.
bool Holds(const void* memory, size_t bytes, std::string_view text) {
  return std::string_view(static_cast<const char*>(memory), bytes).find(text) !=
         std::string_view::npos;
}

TEST(Secret, LeavesNothingBehindWhereItMovedFrom) {
  Secret first("short-one");  // short enough to stand in the object itself
  ASSERT_TRUE(Holds(&first, sizeof first, "short-one"));
  const Secret moved = std::move(first);
  EXPECT_FALSE(Holds(&first, sizeof first, "hort-one"));
  Secret second("short-two");
  Secret assigned;
  assigned = std::move(second);
  EXPECT_FALSE(Holds(&second, sizeof second, "hort-two"));
  EXPECT_EQ(moved.reveal(), "short-one");
  EXPECT_EQ(assigned.reveal(), "short-two");
}

TEST(Secret, WipesTheOldValueWhenAnotherIsAssigned) {
  const std::string old_value = "a-made-up-secret-that-does-not-fit-into-the-object";
  const Secret shorter("x");
  Secret secret{std::string(old_value)};
  secret = shorter;
  EXPECT_EQ(secret.reveal(), "x");
  // A shorter text is written into the memory of the longer one, which then goes on behind it.
  const std::string_view value = secret.reveal();
  ASSERT_FALSE(Holds(&secret, sizeof secret, "x")) << "the value has memory of its own no more";
  EXPECT_FALSE(Holds(value.data(), old_value.size(), old_value.substr(8)));
}

TEST(Secret, StaysWhatItIsWhenAssignedToItself) {
  Secret secret("made-up-secret");
  const Secret& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), "made-up-secret");
}

TEST(EqualInConstantTime, ComparesWholeTexts) {
  EXPECT_TRUE(EqualInConstantTime("password", "password"));
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_FALSE(EqualInConstantTime("password", "Password"));
  EXPECT_FALSE(EqualInConstantTime("password", "passwore"));
  EXPECT_FALSE(EqualInConstantTime("password", "passwor"));
  EXPECT_FALSE(EqualInConstantTime("", "p"));
}

TEST(EqualInConstantTime, ComparesBytesAboveAscii) {
  EXPECT_TRUE(EqualInConstantTime("\xff\x80", "\xff\x80"));
  EXPECT_FALSE(EqualInConstantTime("\xff\x80", "\xff\x81"));
}

}  // namespace
}  // namespace osslens
