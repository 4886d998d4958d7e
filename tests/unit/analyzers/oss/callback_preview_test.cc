#include "analyzers/oss/callback_preview.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace osslens::oss {
namespace {

const CallbackValues kValues = {{"bucket", "examplebucket"},
                                {"object", "dir/a b\"\xE6\x96\x87.txt"},
                                {"size", "11"},
                                {"crc64", "123"}};

std::optional<CallbackPreview> Preview(std::string_view callback, std::string_view variables = "") {
  CallbackText text;
  text.callback = Base64Encode(callback);
  if (!variables.empty()) text.variables = Base64Encode(variables);
  return PreviewCallback(text, kValues);
}

TEST(PreviewCallback, EncodesEachValueInAForm) {
  const auto preview = Preview(
      R"({"callbackUrl":"a.example/n; https://b.example:8443/?x","callbackBody":"b=${bucket}&o=${object}&s=${size}&u=${x:u}"})",
      R"({"x:u":"1 & 2"})");
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->urls,
            (std::vector<std::string>{"http://a.example/n", "https://b.example:8443/?x"}));
  EXPECT_EQ(preview->host, "a.example");
  EXPECT_EQ(preview->content_type, "application/x-www-form-urlencoded");
  EXPECT_FALSE(preview->sni);
  EXPECT_EQ(preview->body, "b=examplebucket&o=dir%2Fa%20b%22%E6%96%87.txt&s=11&u=1%20%26%202");
  EXPECT_TRUE(preview->unknown.empty());
}

TEST(PreviewCallback, WritesJsonValues) {
  const auto preview = Preview(
      R"({"callbackUrl":"http://a.example","callbackHost":"h.example","callbackSNI":true,"callbackBodyType":"application/json",
          "callbackBody":"{\"o\":${object},\"s\":${size},\"c\":${crc64},\"n\":${x:none}}"})");
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->host, "h.example");
  EXPECT_TRUE(preview->sni);
  EXPECT_EQ(preview->body,
            "{\"o\":\"dir/a b\\\"\xE6\x96\x87.txt\",\"s\":11,\"c\":\"123\",\"n\":\"\"}");
  EXPECT_EQ(preview->empty, (std::vector<std::string>{"x:none"}));
}

TEST(PreviewCallback, LeavesWhatTheCaptureDoesNotTell) {
  const auto preview = Preview(
      R"({"callbackUrl":"a","callbackBody":"w=${imageInfo.width}&v=${vpcId}&w2=${imageInfo.width}"})");
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->body, "w=${imageInfo.width}&v=${vpcId}&w2=${imageInfo.width}");
  EXPECT_EQ(preview->unknown, (std::vector<std::string>{"imageInfo.width", "vpcId"}));
}

TEST(PreviewCallback, GivesNothingForWhatCannotBeRead) {
  EXPECT_FALSE(Preview("{"));
  EXPECT_FALSE(Preview("[]"));
  EXPECT_FALSE(Preview(R"({"callbackBody":"a"})"));
  CallbackText text;
  text.callback = "*";
  EXPECT_FALSE(PreviewCallback(text, kValues));
}

}  // namespace
}  // namespace osslens::oss
