#include "analyzers/oss/policy_check.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace osslens::oss {
namespace {

PostPolicy Policy(const std::string& conditions) {
  return ReadPostPolicy(Base64Encode(R"({"expiration":"2024-05-15T12:00:00.000Z","conditions":[)" +
                                     conditions + "]}"));
}

PostForm Form(const std::string& front, bool has_file = true) {
  std::string body = front;
  if (has_file)
    body += "--B\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n12345\r\n--B--";
  return ReadPostForm("multipart/form-data; boundary=B", body, has_file);
}

std::string Part(const std::string& name, const std::string& value) {
  return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

ConditionVerdict Verdict(const std::string& condition, const std::string& front,
                         const std::string& bucket = "b") {
  const PostPolicy policy = Policy(condition);
  EXPECT_EQ(policy.conditions.size(), 1U);
  return CheckPolicy(policy, Form(front), bucket).front().verdict;
}

constexpr auto kHolds = ConditionVerdict::kHolds;
constexpr auto kFails = ConditionVerdict::kFails;

TEST(CheckPolicy, ComparesFieldsExactlyAndTheirNamesWithoutCase) {
  EXPECT_EQ(Verdict(R"(["eq","$Key","a/b"])", Part("key", "a/b")), kHolds);
  EXPECT_EQ(Verdict(R"(["eq","$key","a/B"])", Part("key", "a/b")), kFails);
  EXPECT_EQ(Verdict(R"({"key":"a/b"})", Part("key", "a/b")), kHolds);
  EXPECT_EQ(Verdict(R"(["starts-with","$key","a/"])", Part("key", "a/${filename}")), kHolds);
  EXPECT_EQ(Verdict(R"(["starts-with","$key",""])", Part("key", "")), kHolds);
  EXPECT_EQ(Verdict(R"(["in","$t",["x","y"]])", Part("t", "y")), kHolds);
  EXPECT_EQ(Verdict(R"(["in","$t",["x","y"]])", Part("t", "z")), kFails);
  EXPECT_EQ(Verdict(R"(["not-in","$t",["x"]])", Part("t", "x")), kFails);
}

TEST(CheckPolicy, FailsForAFieldThatIsNotInFrontOfTheFile) {
  const auto results = CheckPolicy(Policy(R"(["starts-with","$note",""])"), Form(""), "b");
  EXPECT_EQ(results.front().verdict, kFails);
  EXPECT_TRUE(results.front().is_missing);
}

TEST(CheckPolicy, ComparesBucketAndSize) {
  EXPECT_EQ(Verdict(R"({"bucket":"b"})", ""), kHolds);
  EXPECT_EQ(Verdict(R"({"bucket":"c"})", ""), kFails);
  EXPECT_EQ(Verdict(R"({"bucket":"c"})", "", ""), ConditionVerdict::kUnknown);
  EXPECT_EQ(Verdict(R"(["content-length-range",5,5])", ""), kHolds);
  EXPECT_EQ(Verdict(R"(["content-length-range",6,9])", ""), kFails);
  EXPECT_EQ(Verdict(R"(["content-length-range",-3,-1])", ""), kFails);
}

TEST(CheckPolicy, KnowsNothingOfWhatWasNotCaptured) {
  const PostForm cut = Form(Part("key", "abc"), false);
  const auto results =
      CheckPolicy(Policy(R"(["eq","$note","x"],["content-length-range",0,1])"), cut, "b");
  for (const ConditionResult& result : results) {
    EXPECT_EQ(result.verdict, ConditionVerdict::kUnknown);
  }
}

TEST(FindContradiction, FindsConditionsThatExcludeEachOther) {
  EXPECT_TRUE(FindContradiction(Policy(R"(["eq","$key","a"],["eq","$key","b"])")));
  EXPECT_TRUE(FindContradiction(Policy(R"(["starts-with","$key","a/"],{"key":"b"})")));
  EXPECT_TRUE(
      FindContradiction(Policy(R"(["starts-with","$key","a"],["starts-with","$key","b"])")));
  EXPECT_TRUE(
      FindContradiction(Policy(R"(["content-length-range",0,1],["content-length-range",2,3])")));
  EXPECT_FALSE(FindContradiction(Policy(R"(["starts-with","$key","a"],["eq","$key","ab"])")));
  EXPECT_FALSE(FindContradiction(Policy(R"(["eq","$key","a"],["eq","$note","b"])")));
}

TEST(FieldsWithoutCondition, LeavesThoseOfTheSignatureOut) {
  const auto names = FieldsWithoutCondition(
      Policy(R"(["starts-with","$key",""])"),
      Form(Part("key", "a") + Part("policy", "x") + Part("x-oss-object-acl", "private")));
  EXPECT_EQ(names, std::vector<std::string>{"x-oss-object-acl"});
}

}  // namespace
}  // namespace osslens::oss
