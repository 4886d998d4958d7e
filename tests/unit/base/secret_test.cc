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
