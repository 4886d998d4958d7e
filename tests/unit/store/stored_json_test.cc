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

TEST(StoredJson, TheOutlineOfAFormComesBackWhole) {
  FormOutline outline;
  outline.parts.push_back({.name = "key",
                           .filename = "a\"b",
                           .type = "text/plain",
                           .head = "Content-Disposition: \xff",
                           .head_at = 1,
                           .value_at = 2,
                           .value_bytes = 5'000'000'000,
                           .whole = true});
  outline.parts.emplace_back();
  outline.part_count = 3;
  outline.file_count = 4;
  outline.start_at = 5;
  outline.body_bytes = 6;
  const auto open = DecodeForm(EncodeForm(outline));
  ASSERT_TRUE(open);
  ASSERT_EQ(open->parts.size(), 2U);
  EXPECT_EQ(open->parts[0].filename, "a\"b");
  EXPECT_EQ(open->parts[0].type, "text/plain");
  EXPECT_EQ(open->parts[0].head, "Content-Disposition: \xff");
  EXPECT_EQ(open->parts[0].value_bytes, 5'000'000'000);
  EXPECT_TRUE(open->parts[0].whole);
  EXPECT_FALSE(open->parts[1].whole);
  EXPECT_EQ(EncodeForm(*open), EncodeForm(outline));
  EXPECT_FALSE(open->closed_at);
  EXPECT_FALSE(open->broken_at);
  outline.closed_at = 0;
  for (const auto kind :
       {FormBreakKind::kBoundaryTooLong, FormBreakKind::kNoStart, FormBreakKind::kBareLineFeed,
        FormBreakKind::kBoundaryTail, FormBreakKind::kHeadTooLong, FormBreakKind::kUnterminated}) {
    outline.broken_at = FormBreak{kind, 7};
    const auto back = DecodeForm(EncodeForm(outline));
    ASSERT_TRUE(back && back->broken_at);
    EXPECT_EQ(back->closed_at, 0U);
    EXPECT_EQ(back->broken_at->kind, kind);
    EXPECT_EQ(back->broken_at->at, 7U);
  }
}

TEST(StoredJson, AnOutlineThatCannotBeReadIsLeftOut) {
  EXPECT_FALSE(DecodeForm(""));
  EXPECT_FALSE(DecodeForm("[]"));
  const auto odd = DecodeForm(
      R"({"parts": [1, {"name": 2, "head_at": -1, "whole": 1}], "part_count": "x", "broken": {"kind": "new"}})");
  ASSERT_TRUE(odd);
  ASSERT_EQ(odd->parts.size(), 1U);
  EXPECT_EQ(odd->parts[0].name, "");
  EXPECT_EQ(odd->parts[0].head_at, 0U);
  EXPECT_FALSE(odd->parts[0].whole);
  EXPECT_FALSE(odd->broken_at);
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
