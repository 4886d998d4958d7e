#include "analyzers/oss/post_policy.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace osslens::oss {
namespace {

PostPolicy Read(const std::string& text) { return ReadPostPolicy(Base64Encode(text)); }

TEST(PostPolicy, IsTakenApart) {
  const PostPolicy policy = Read(R"({"expiration":"2024-05-15T12:00:00Z","conditions":[
    {"bucket":"b"},["starts-with","$key","dir/"],["content-length-range",1,9],["in","$a",["x"]]]})");
  EXPECT_TRUE(policy.is_base64 && policy.is_json && policy.has_conditions);
  EXPECT_EQ(policy.expiration, "2024-05-15T12:00:00Z");
  EXPECT_EQ(policy.least_bytes, 1);
  EXPECT_EQ(policy.most_bytes, 9);
  ASSERT_EQ(policy.conditions.size(), 4U);
  EXPECT_EQ(policy.conditions[1].operation, "starts-with");
  EXPECT_EQ(policy.conditions[1].field, "key");
  EXPECT_EQ(policy.conditions[1].value, "dir/");
  EXPECT_FALSE(policy.has_odd_condition);
}

TEST(PostPolicy, TellsHowFarItCanBeRead) {
  EXPECT_FALSE(ReadPostPolicy("{}").is_base64);
  EXPECT_FALSE(Read("{a}").is_json);
  EXPECT_FALSE(Read("[]").is_json);
  EXPECT_FALSE(Read(R"({"expiration":1,"conditions":[]})").expiration);
  EXPECT_FALSE(Read(R"({"conditions":[]})").has_conditions);
  EXPECT_TRUE(Read(R"({"conditions":[{}]})").has_odd_condition);
}

TEST(PostPolicy, ReadsTheConditionThatOssQuotes) {
  const auto condition =
      ConditionOfMessage("Policy Condition failed: [\"eq\", \"$bucket\", \"b\"]");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->field, "bucket");
  EXPECT_FALSE(ConditionOfMessage("no list"));
  EXPECT_FALSE(ConditionOfMessage("] ["));
  EXPECT_FALSE(ConditionOfMessage("[\"eq\", \"$bucket\"]"));
}

TEST(PostPolicy, TakesEscapedDollarsAndCountsThemInPlaces) {
  const PostPolicy good =
      Read(R"({"expiration":"2024-05-15T12:00:00Z","conditions":[["eq","$note","a\$b\\"]]})");
  EXPECT_TRUE(good.faults.empty());
  const PostPolicy bad = Read(R"({"a":"\$\$",})");
  ASSERT_EQ(bad.faults.size(), 1U);
  EXPECT_EQ(bad.faults[0].kind, PolicyFaultKind::kNotJson);
  EXPECT_EQ(bad.decoded.substr(bad.faults[0].offset), ",}");
}

// Offsets are those of the text as it was written, blanks and all.
TEST(PostPolicy, NamesPlacesInTheTextAsWritten) {
  const PostPolicy policy = Read(R"(
    { "x" : [ "conditions", {"conditions": 1} ], "expiration" : 17,
      "conditions" : [ {"bucket": "b"} , [ "begins", "$key", "a]\"" ] , 5, [ "eq", "key", "a" ] ] } )");
  ASSERT_EQ(policy.faults.size(), 4U);
  const auto at = [&policy](size_t i) {
    return policy.decoded.substr(policy.faults[i].offset, policy.faults[i].found.size());
  };
  EXPECT_EQ(policy.faults[0].found, "17");
  EXPECT_EQ(policy.faults[1].found, R"([ "begins", "$key", "a]\"" ])");
  EXPECT_EQ(policy.faults[2].found, "5");
  EXPECT_EQ(policy.faults[3].found, R"([ "eq", "key", "a" ])");
  for (size_t i = 0; i < policy.faults.size(); ++i) EXPECT_EQ(at(i), policy.faults[i].found);
}

TEST(PostPolicy, ShowsNoToken) {
  const PostPolicy policy = Read(
      R"({"expiration":"2024-05-15T12:00:00Z","conditions":[["is","$x-oss-security-token","CAIS"]]})");
  ASSERT_EQ(policy.faults.size(), 1U);
  EXPECT_EQ(policy.faults[0].found, "***");
}

TEST(PostPolicy, IsReadNoDeeperThanAnyoneWrites) {
  const PostPolicy policy =
      Read("{\"conditions\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}");
  EXPECT_FALSE(policy.is_json);
}

}  // namespace
}  // namespace osslens::oss
