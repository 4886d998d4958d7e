#include <gtest/gtest.h>

#include "store/record/exchange.h"
#include "store/record/finding.h"

namespace osslens::store {
namespace {

// The words are the contract's; this list is written from it and not from the code.
TEST(Words, AreThoseOfTheContract) {
  EXPECT_STREQ(ToWord(ExchangeKind::kForward), "forward");
  EXPECT_STREQ(ToWord(ExchangeKind::kIntercept), "intercept");
  EXPECT_STREQ(ToWord(ExchangeKind::kTunnel), "tunnel");
  EXPECT_STREQ(ToWord(ExchangeKind::kReverse), "reverse");
  EXPECT_STREQ(ToWord(ExchangeKind::kCallback), "callback");
  EXPECT_STREQ(ToWord(FailureKind::kDns), "dns");
  EXPECT_STREQ(ToWord(FailureKind::kConnect), "connect");
  EXPECT_STREQ(ToWord(FailureKind::kTls), "tls");
  EXPECT_STREQ(ToWord(FailureKind::kTimeout), "timeout");
  EXPECT_STREQ(ToWord(FailureKind::kReset), "reset");
  EXPECT_STREQ(ToWord(FailureKind::kProtocol), "protocol");
  EXPECT_STREQ(ToWord(FailureKind::kClientAbort), "client-abort");
  EXPECT_STREQ(ToWord(Severity::kError), "error");
  EXPECT_STREQ(ToWord(Severity::kWarning), "warning");
  EXPECT_STREQ(ToWord(Severity::kInfo), "info");
  EXPECT_STREQ(ToWord(Confidence::kProven), "proven");
  EXPECT_STREQ(ToWord(Confidence::kLikely), "likely");
  EXPECT_STREQ(ToWord(Confidence::kPossible), "possible");
  EXPECT_STREQ(ToWord(Side::kApp), "app");
  EXPECT_STREQ(ToWord(Side::kMiddle), "middle");
  EXPECT_STREQ(ToWord(Side::kNetwork), "network");
  EXPECT_STREQ(ToWord(Side::kOss), "oss");
  EXPECT_STREQ(ToWord(HeadEdit::Kind::kTargetChanged), "target");
  EXPECT_STREQ(ToWord(HeadEdit::Kind::kFieldRemoved), "removed");
  EXPECT_STREQ(ToWord(HeadEdit::Kind::kFieldAdded), "added");
  EXPECT_STREQ(ToWord(HeadEdit::Kind::kFieldChanged), "changed");
  EXPECT_STREQ(ToWord(Where::kRequestHeader), "request.header");
  EXPECT_STREQ(ToWord(Where::kRequestBody), "request.body");
  EXPECT_STREQ(ToWord(Where::kRequestQuery), "request.query");
  EXPECT_STREQ(ToWord(Where::kResponseHeader), "response.header");
  EXPECT_STREQ(ToWord(Where::kResponseBody), "response.body");
  EXPECT_STREQ(ToWord(Where::kTiming), "timing");
  EXPECT_STREQ(ToWord(Where::kExchange), "exchange");
}

template <class E>
bool ReadsBackTo(E value) {
  E back{};
  return FromWord(ToWord(value), back) && back == value;
}

TEST(Words, ReadBackToTheirValues) {
  EXPECT_TRUE(ReadsBackTo(ExchangeKind::kCallback));
  EXPECT_TRUE(ReadsBackTo(FailureKind::kClientAbort));
  EXPECT_TRUE(ReadsBackTo(HeadEdit::Kind::kFieldAdded));
  EXPECT_TRUE(ReadsBackTo(Severity::kInfo));
  EXPECT_TRUE(ReadsBackTo(Confidence::kLikely));
  EXPECT_TRUE(ReadsBackTo(Side::kOss));
  EXPECT_TRUE(ReadsBackTo(Where::kTiming));
}

TEST(Words, UnknownOnesLeaveTheResultAlone) {
  Side side = Side::kNetwork;
  EXPECT_FALSE(FromWord("nowhere", side));
  EXPECT_FALSE(FromWord("", side));
  EXPECT_FALSE(FromWord("APP", side));
  EXPECT_EQ(side, Side::kNetwork);
}

}  // namespace
}  // namespace osslens::store
