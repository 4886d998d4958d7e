#include "app/commands/explain.h"

#include <gtest/gtest.h>

namespace osslens::app {
namespace {

struct Outcome {
  Result<void> result;
  std::string out;
};

Outcome Ask(std::vector<std::string> words, std::string language = "en") {
  testing::internal::CaptureStdout();
  Result<void> result = Explain({std::move(words), std::move(language)});
  return {std::move(result), testing::internal::GetCapturedStdout()};
}

TEST(ExplainCommand, TellsCauseAndStepsOfACode) {
  const Outcome outcome = Ask({"NoSuchBucket"});
  ASSERT_TRUE(outcome.result);
  EXPECT_TRUE(outcome.out.starts_with("The bucket does not exist (no-such-bucket)\n"))
      << outcome.out;
  EXPECT_NE(outcome.out.find("Code: NoSuchBucket"), std::string::npos);
  EXPECT_NE(outcome.out.find("EC: 0015-00000101"), std::string::npos);
  EXPECT_NE(outcome.out.find("\n  - Compare the name"), std::string::npos);
}

TEST(ExplainCommand, SpeaksChinese) {
  EXPECT_TRUE(Ask({"NoSuchBucket"}, "zh").out.starts_with("存储空间不存在 (no-such-bucket)"));
}

TEST(ExplainCommand, TakesAMessageWithoutQuotes) {
  EXPECT_NE(Ask({"Request", "has", "expired."}).out.find("(url-expired)"), std::string::npos);
}

TEST(ExplainCommand, ListsTheErrorsOfACodeThatHasMany) {
  const std::string out = Ask({"AccessDenied"}).out;
  EXPECT_NE(out.find("referer-denied  The bucket's hotlink protection"), std::string::npos) << out;
  EXPECT_EQ(out.find("  - "), std::string::npos);
}

TEST(ExplainCommand, NamesVariantsOfARule) {
  const std::string out = Ask({"wrong-endpoint"}).out;
  EXPECT_NE(out.find("(other-region)"), std::string::npos);
  EXPECT_NE(out.find("<bucket> must be reached through <endpoint>"), std::string::npos) << out;
}

TEST(ExplainCommand, SuggestsWhatResemblesAnUnknownCode) {
  const Outcome outcome = Ask({"NoSuchBuket"});
  ASSERT_FALSE(outcome.result);
  EXPECT_EQ(outcome.result.error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(outcome.result.error().message.starts_with(
      "the catalogue has no error \"NoSuchBuket\"; did you mean NoSuchBucket"))
      << outcome.result.error().message;
}

}  // namespace
}  // namespace osslens::app
