#include "app/callback/sample_answers.h"

#include <gtest/gtest.h>

namespace osslens::app {
namespace {

TEST(FindSampleAnswer, GivesTheGoodOneWithoutAName) {
  const auto answer = FindSampleAnswer("");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->bytes,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n"
            "Connection: close\r\n\r\n{\"Status\":\"OK\"}");
}

TEST(FindSampleAnswer, KnowsNoOtherNames) {
  EXPECT_FALSE(FindSampleAnswer("none"));
  EXPECT_TRUE(SampleAnswerNames().starts_with("byte-order-mark, cut-short, "));
}

TEST(FindSampleAnswer, WaitsLongerThanOss) {
  EXPECT_GT(FindSampleAnswer("too-slow")->delay, std::chrono::seconds{5});
  EXPECT_TRUE(FindSampleAnswer("reset")->reset);
}

}  // namespace
}  // namespace osslens::app
