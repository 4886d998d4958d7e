#include "app/terminal_text.h"

#include <gtest/gtest.h>

namespace osslens::app {
namespace {

TEST(TerminalText, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(TerminalText("GET /a%20b?x=1 ü 签名 \U0001f600\t."),
            "GET /a%20b?x=1 ü 签名 \U0001f600\t.");
}

TEST(TerminalText, DisarmsWhatATerminalWouldObey) {
  EXPECT_EQ(TerminalText("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(TerminalText("a\nb\rc\x7f"), "a\\x0ab\\x0dc\\x7f");
  EXPECT_EQ(TerminalText("\xc2\x9b"
                         "31m"),
            "\\xc2\\x9b31m")
      << "CSI as one character";
}

TEST(TerminalText, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(TerminalText("\xff\xc3(\xe7\xad"), "\\xff\\xc3(\\xe7\\xad");
}

TEST(TerminalText, KeepsLinesWhereAskedTo) {
  EXPECT_EQ(TerminalText("a: b\r\nc: d\n\re", true), "a: b\nc: d\n\\x0de");
}

TEST(Shortened, CutsAtACharacter) {
  EXPECT_EQ(Shortened("abc", 3), "abc");
  EXPECT_EQ(Shortened("abcd", 3), "ab…");
  EXPECT_EQ(Shortened("签名不一致", 3), "签名…");
  EXPECT_EQ(Shortened("", 3), "");
}

}  // namespace
}  // namespace osslens::app
