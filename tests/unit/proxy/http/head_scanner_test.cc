#include "proxy/http/head_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace osslens::http {
namespace {

using State = HeadScanner::State;

constexpr size_t kRoomyLimitBytes = 1024;

// The state after all of `bytes` were offered at once.
State StateAfter(std::string_view bytes, size_t limit_bytes = kRoomyLimitBytes) {
  HeadScanner scanner(limit_bytes);
  scanner.Take(bytes);
  return scanner.state();
}

TEST(HeadScanner, StopsBehindTheEmptyLine) {
  HeadScanner scanner(kRoomyLimitBytes);
  EXPECT_EQ(scanner.Take("a\r\nb\r\n\r\nbody"), 8U);
  EXPECT_EQ(scanner.state(), State::kComplete);
  EXPECT_EQ(scanner.bytes(), "a\r\nb\r\n\r\n");
}

TEST(HeadScanner, TakesEverythingWhileTheHeadIsOpen) {
  HeadScanner scanner(kRoomyLimitBytes);
  EXPECT_EQ(scanner.Take("a\r\nb"), 4U);
  EXPECT_EQ(scanner.Take("c\r"), 2U);
  EXPECT_EQ(scanner.state(), State::kNeedMore);
  EXPECT_EQ(scanner.Take("\n\r"), 2U);
  EXPECT_EQ(scanner.Take("\n"), 1U);
  EXPECT_EQ(scanner.state(), State::kComplete);
  EXPECT_EQ(scanner.bytes(), "a\r\nbc\r\n\r\n");
}

TEST(HeadScanner, TakesNothingMoreOnceItIsComplete) {
  HeadScanner scanner(kRoomyLimitBytes);
  scanner.Take("a\r\n\r\n");
  EXPECT_EQ(scanner.Take("b"), 0U);
  EXPECT_EQ(scanner.bytes(), "a\r\n\r\n");
}

TEST(HeadScanner, AcceptsAHeadOfExactlyTheLimit) {
  EXPECT_EQ(StateAfter("abcd\r\n\r\n", 8), State::kComplete);
}

TEST(HeadScanner, RefusesAHeadOfOneByteMoreThanTheLimit) {
  EXPECT_EQ(StateAfter("abcde\r\n\r\n", 8), State::kTooLarge);
}

TEST(HeadScanner, WaitsWithAnOpenLineOfExactlyTheLimit) {
  EXPECT_EQ(StateAfter("abcdefgh", 8), State::kNeedMore);
}

TEST(HeadScanner, RefusesAnOpenLineOfOneByteMoreThanTheLimit) {
  EXPECT_EQ(StateAfter("abcdefghi", 8), State::kTooLarge);
}

TEST(HeadScanner, KeepsNoMoreThanTheLimitOfATrickledLine) {
  HeadScanner scanner(8);
  for (int i = 0; i < 20; ++i) scanner.Take("x");
  EXPECT_EQ(scanner.state(), State::kTooLarge);
  EXPECT_EQ(scanner.bytes().size(), 8U);
}

TEST(HeadScanner, TellsALineThatIsTooLongFromOneWithABareLineFeed) {
  EXPECT_EQ(StateAfter("abcdefghijk\n", 8), State::kTooLarge);
}

TEST(HeadScanner, RefusesABareLineFeed) { EXPECT_EQ(StateAfter("a\nb"), State::kBareLineEnd); }

TEST(HeadScanner, RefusesALineFeedAsTheFirstByte) {
  EXPECT_EQ(StateAfter("\n"), State::kBareLineEnd);
}

TEST(HeadScanner, RefusesABareLineFeedAsTheEmptyLine) {
  EXPECT_EQ(StateAfter("a\r\n\n"), State::kBareLineEnd);
}

TEST(HeadScanner, RefusesABareCarriageReturnInALine) {
  EXPECT_EQ(StateAfter("a\rb\r\n"), State::kBareLineEnd);
}

TEST(HeadScanner, RefusesTwoCarriageReturnsBeforeTheLineFeed) {
  EXPECT_EQ(StateAfter("a\r\r\n"), State::kBareLineEnd);
}

TEST(HeadScanner, RefusesNul) {
  using namespace std::string_view_literals;
  EXPECT_EQ(StateAfter("a\0b\r\n"sv), State::kForbiddenByte);
}

TEST(HeadScanner, SkipsLeadingEmptyLinesWhenAskedTo) {
  HeadScanner scanner(kRoomyLimitBytes);
  scanner.set_skip_leading_empty_lines(true);
  EXPECT_EQ(scanner.Take("\r\n\r\na\r\n\r\n"), 9U);
  EXPECT_EQ(scanner.state(), State::kComplete);
  EXPECT_EQ(scanner.bytes(), "a\r\n\r\n");
}

TEST(HeadScanner, IsEmptyAgainBehindALeadingEmptyLine) {
  HeadScanner scanner(kRoomyLimitBytes);
  scanner.set_skip_leading_empty_lines(true);
  scanner.Take("\r\n");
  EXPECT_EQ(scanner.state(), State::kNeedMore);
  EXPECT_EQ(scanner.bytes(), "");
}

TEST(HeadScanner, EndsAtALeadingEmptyLineOtherwise) {
  EXPECT_EQ(StateAfter("\r\n"), State::kComplete);
}

TEST(HeadScanner, DoesNotCountSkippedLinesAgainstTheLimit) {
  HeadScanner scanner(8);
  scanner.set_skip_leading_empty_lines(true);
  scanner.Take("\r\n\r\n\r\n\r\n\r\n\r\nabcd\r\n\r\n");
  EXPECT_EQ(scanner.state(), State::kComplete);
}

TEST(HeadScanner, StartsAfreshAfterReset) {
  HeadScanner scanner(8);
  scanner.Take("abcdefghi");
  scanner.Reset();
  EXPECT_EQ(scanner.Take("a\r\n\r\n"), 5U);
  EXPECT_EQ(scanner.state(), State::kComplete);
}

TEST(HeadScanner, StartsAfreshAfterALargeHead) {
  HeadScanner scanner(8192);
  scanner.Take(std::string(5000, 'x') + "\r\n\r\n");
  scanner.Reset();
  EXPECT_EQ(scanner.Take("a\r\n\r\n"), 5U);
  EXPECT_EQ(scanner.bytes(), "a\r\n\r\n");
}

}  // namespace
}  // namespace osslens::http
