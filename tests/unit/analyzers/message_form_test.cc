#include "analyzers/message_form.h"

#include <gtest/gtest.h>

#include <string>

namespace osslens::analyzers {
namespace {

bool Fits(const char* form, const std::string& message) {
  return FitsForm(SqueezeMessage(form), SqueezeMessage(message));
}

TEST(MessageForm, LeavesOutWhatEditionsDifferIn) {
  EXPECT_EQ(SqueezeMessage(" The  Key\tis \\\"a\\\".\r\n"), "thekeyis\"a\"");
  EXPECT_EQ(SqueezeMessage("\xE2\x80\x98key\xE2\x80\x99 \xE2\x80\x9C"
                           "a\xE2\x80\x9D"),
            "'key'\"a\"");
  EXPECT_EQ(SqueezeMessage("a.b.."), "a.b.");
  EXPECT_EQ(SqueezeMessage(""), "");
}

TEST(MessageForm, CutsLongMessages) {
  EXPECT_EQ(SqueezeMessage(std::string(kMostMessageBytes, 'a')).size(), kMostMessageBytes);
  EXPECT_EQ(SqueezeMessage(std::string(kMostMessageBytes + 1, 'a')).size(), kMostMessageBytes);
}

TEST(MessageForm, FitsWholeMessages) {
  EXPECT_TRUE(Fits("Request has expired.", "request has Expired"));
  EXPECT_FALSE(Fits("Request has expired.", "Request has expired. More"));
  EXPECT_TRUE(Fits("Error status : ???", "Error status : 502."));
  EXPECT_FALSE(Fits("Error status : ???", "Error status : 5020."));
  EXPECT_TRUE(Fits("a * c", "a b b c"));
}

// A form with many stars against a text that almost fits must not take exponential time.
TEST(MessageForm, EndsOnHostileText) {
  const std::string form = SqueezeMessage("*a*a*a*a*a*a*a*a*a*a*a*a*b");
  EXPECT_FALSE(FitsForm(form, std::string(kMostMessageBytes, 'a')));
}

}  // namespace
}  // namespace osslens::analyzers
