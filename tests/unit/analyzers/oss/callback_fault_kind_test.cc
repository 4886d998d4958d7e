#include "analyzers/oss/callback_fault_kind.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace osslens::oss {
namespace {

TEST(CallbackFaultKind, HasAWordOfItsOwnForEach) {
  std::set<std::string> words;
  int count = 0;
  for (; count <= static_cast<int>(CallbackFaultKind::kVariablesTooMany); ++count)
    words.emplace(ToWord(static_cast<CallbackFaultKind>(count)));
  EXPECT_EQ(words.size(), static_cast<size_t>(count));
  EXPECT_FALSE(words.contains(""));
}

TEST(CallbackFaultKind, SaysWhatOssRefuses) {
  EXPECT_TRUE(is_refused(CallbackFaultKind::kBothPlaces));
  EXPECT_TRUE(is_refused(CallbackFaultKind::kVariableValue));
  EXPECT_FALSE(is_refused(CallbackFaultKind::kVariableCapitals));
  EXPECT_FALSE(is_refused(CallbackFaultKind::kVariablesTooMany));
}

}  // namespace
}  // namespace osslens::oss
