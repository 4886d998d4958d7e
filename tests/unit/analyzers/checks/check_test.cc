#include "analyzers/checks/check.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

std::string FaultOf(const std::string& text) {
  const Result<AllOf> checks = ParseChecks(text);
  return checks ? "" : checks.error().message;
}

TEST(Check, ReadsEachForm) {
  for (const char* text :
       {"anonymous", "header Origin", "no header Origin and method is PUT|POST",
        "header A is 'two words' and length above 5", "element Endpoint differs endpoint"}) {
    EXPECT_EQ(FaultOf(text), "") << text;
  }
}

TEST(Check, NamesTheWordThatIsWrong) {
  EXPECT_EQ(FaultOf(""), "a source is expected at the end");
  EXPECT_EQ(FaultOf("hedaer Origin"), "a source is expected at \"hedaer\"");
  EXPECT_EQ(FaultOf("header"), "a name is expected at the end");
  EXPECT_EQ(FaultOf("method equal PUT"), "a predicate is expected at \"equal\"");
  EXPECT_EQ(FaultOf("method is"), "an argument is expected at the end");
  EXPECT_EQ(FaultOf("length above many"), "a source is expected at \"many\"");
  EXPECT_EQ(FaultOf("no header A is B"), "\"and\" or the end is expected at \"is\"");
  EXPECT_EQ(FaultOf("header A is 'b"), "a quote is not closed");
}

TEST(Check, ComparesTexts) {
  const nlohmann::json words = {{"headers", {{"A", "some text"}}}};
  EXPECT_TRUE(CheckHolds("header a is 'some text|other'", words));
  EXPECT_FALSE(CheckHolds("header A is 'Some text'", words));
  EXPECT_TRUE(CheckHolds("header A is-not x|y", words));
  EXPECT_FALSE(CheckHolds("header A is-not 'x|some text'", words));
  EXPECT_TRUE(CheckHolds("header A starts-with some", words));
  EXPECT_TRUE(CheckHolds("header A like *TEXT", words));
  EXPECT_TRUE(CheckHolds("header A unlike *other", words));
}

TEST(Check, ComparesNumbersAndTimes) {
  const nlohmann::json words = {{"headers",
                                 {{"Content-Length", "100"},
                                  {"A", "x1"},
                                  {"D", "Wed, 15 May 2024 08:30:12 GMT"},
                                  {"E", "2024-05-15T08:30:13.000Z"}}}};
  EXPECT_TRUE(CheckHolds("length above 99", words));
  EXPECT_FALSE(CheckHolds("length above 100", words));
  EXPECT_TRUE(CheckHolds("length below 101", words));
  EXPECT_FALSE(CheckHolds("header A above 0", words));
  EXPECT_TRUE(CheckHolds("length is-integer", words));
  EXPECT_TRUE(CheckHolds("header A is-no-integer", words));
  EXPECT_TRUE(CheckHolds("header D before header E", words));
  EXPECT_FALSE(CheckHolds("header E before header D", words));
  EXPECT_FALSE(CheckHolds("header A before header D", words));
}

TEST(Check, NeverHoldsForLackOfBytesUnlessItAsksForThat) {
  for (const char* text : {"header X", "header X is-not a", "header X differs method",
                           "header X unlike a", "header X below 5", "method differs header X"}) {
    EXPECT_FALSE(CheckHolds(text, {})) << text;
  }
  EXPECT_TRUE(CheckHolds("no header X", {}));
  EXPECT_FALSE(CheckHolds("no method", {}));
}

TEST(Check, GivesEvidenceForEveryCheckButNoSecrets) {
  const store::Exchange exchange = MakeWireCase({{"headers", {{"Origin", "https://a.example"}}}});
  const EmptyHistory history;
  const Result<AllOf> checks =
      ParseChecks("header Origin and header Authorization and no header Referer");
  ASSERT_TRUE(checks);
  const auto evidence = Holds(*checks, Facts(exchange, history));
  ASSERT_TRUE(evidence);
  ASSERT_EQ(evidence->size(), 3U);
  EXPECT_EQ(evidence->at(0).value, "https://a.example");
  EXPECT_EQ(evidence->at(1).value, "");
  EXPECT_EQ(evidence->at(2).note, "absent");
}

TEST(Check, AnyOfSeveralIsEnough) {
  const store::Exchange exchange = MakeWireCase({});
  const EmptyHistory history;
  const Facts facts(exchange, history);
  EXPECT_FALSE(AnyHolds({}, facts));
  EXPECT_TRUE(AnyHolds({*ParseChecks("header X"), *ParseChecks("method is GET")}, facts));
}

}  // namespace
}  // namespace osslens::analyzers
