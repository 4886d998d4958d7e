#include "store/stored_json.h"

#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

TEST(StoredJson, FindingsComeBackWhole) {
  Finding finding = MakeRefused()->findings[0];
  finding.severity = Severity::kWarning;
  finding.side = Side::kNetwork;
  finding.variant = "second";
  finding.values["na\"me"] = "va\\lue";
  const auto back = DecodeFindings(EncodeFindings({finding, Finding{}}));
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[0].rule, "wrong-secret");
  EXPECT_EQ(back[0].severity, Severity::kWarning);
  EXPECT_EQ(back[0].confidence, Confidence::kLikely);
  EXPECT_EQ(back[0].side, Side::kNetwork);
  EXPECT_EQ(back[0].variant, "second");
  EXPECT_EQ(back[0].values, finding.values);
  ASSERT_EQ(back[0].evidence.size(), 1U);
  EXPECT_EQ(back[0].evidence[0].where, Where::kResponseBody);
  EXPECT_EQ(back[0].evidence[0].name, "Code");
  EXPECT_EQ(back[0].evidence[0].value, "SignatureDoesNotMatch");
  EXPECT_EQ(back[0].evidence[0].note, "code");
}

TEST(StoredJson, BytesThatAreNoTextComeBack) {
  const auto back = DecodeEdits(EncodeEdits({{HeadEdit::Kind::kFieldAdded, "\xff\x80", "\xc3"}}));
  ASSERT_EQ(back.size(), 1U);
  EXPECT_EQ(back[0].kind, HeadEdit::Kind::kFieldAdded);
  EXPECT_EQ(back[0].name, "\xff\x80");
  EXPECT_EQ(back[0].reason, "\xc3");
}

TEST(StoredJson, WhatCannotBeReadIsLeftOut) {
  EXPECT_TRUE(DecodeFindings("").empty());
  EXPECT_TRUE(DecodeFindings("{]").empty());
  EXPECT_TRUE(DecodeFindings("{}").empty());
  EXPECT_TRUE(DecodeFindings("[1, null]").empty());
  const auto odd = DecodeFindings(
      R"([{"rule": 7, "severity": "grave", "values": [["a"], ["b", 1], 2], "evidence": {"x": 1}}])");
  ASSERT_EQ(odd.size(), 1U);
  EXPECT_EQ(odd[0].rule, "");
  EXPECT_EQ(odd[0].severity, Severity::kError);
  EXPECT_EQ(odd[0].values, (std::map<std::string, std::string>{{"b", ""}}));
  EXPECT_TRUE(odd[0].evidence.empty());
}

}  // namespace
}  // namespace osslens::store
