#include "analyzers/oss/base64_fault.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

TEST(Base64Fault, IsNoneInBase64) {
  EXPECT_FALSE(FindBase64Fault("e30="));
  EXPECT_FALSE(FindBase64Fault(""));
}

TEST(Base64Fault, NamesWhatIsWrongAndWhatWasMeant) {
  const auto plain = FindBase64Fault("{}");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->kind, Base64FaultKind::kPlainJson);
  EXPECT_EQ(plain->corrected, "e30=");
  const auto lines = FindBase64Fault("e3\r\n0=");
  ASSERT_TRUE(lines);
  EXPECT_EQ(lines->kind, Base64FaultKind::kLineBreak);
  EXPECT_EQ(lines->offset, 2U);
  EXPECT_EQ(lines->corrected, "e30=");
  const auto url = FindBase64Fault("IlwiPz8_Ig");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->kind, Base64FaultKind::kUrlAlphabet);
  EXPECT_EQ(url->offset, 7U);
  const auto blank = FindBase64Fault("Ij4 fiI=");
  ASSERT_TRUE(blank);
  EXPECT_EQ(blank->kind, Base64FaultKind::kPlusLost);
  const auto padding = FindBase64Fault("e30");
  ASSERT_TRUE(padding);
  EXPECT_EQ(padding->kind, Base64FaultKind::kOther);
  EXPECT_EQ(padding->offset, 3U);
  EXPECT_EQ(padding->corrected, "e30=");
}

}  // namespace
}  // namespace osslens::oss
