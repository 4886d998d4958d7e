#include "analyzers/oss/callback_text.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

std::optional<CallbackText> Find(std::string_view target, std::vector<Header> headers) {
  const Request request =
      ReadRequest("PUT", target, "b.oss-cn-hangzhou.aliyuncs.com", std::move(headers));
  return FindCallbackText(request);
}

TEST(FindCallbackText, ReadsTheHeader) {
  const auto text = Find("/k", {{"X-OSS-Callback", "e30="}, {"x-oss-callback-var", "e31="}});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->place, CallbackPlace::kHeader);
  EXPECT_EQ(text->callback, "e30=");
  EXPECT_EQ(text->variables, "e31=");
  EXPECT_FALSE(text->callback_twice);
}

TEST(FindCallbackText, ReadsTheQueryDecodedOnce) {
  const auto text = Find("/k?callback=e30%3D&callback-var=e31%3D", {});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->place, CallbackPlace::kQuery);
  EXPECT_EQ(text->callback, "e30=");
  EXPECT_EQ(text->variables, "e31=");
}

TEST(FindCallbackText, NoticesBothPlaces) {
  const auto text = Find("/k?callback=e30%3D&callback-var=a",
                         {{"x-oss-callback", "e30="}, {"x-oss-callback-var", "b"}});
  ASSERT_TRUE(text);
  EXPECT_TRUE(text->callback_twice);
  EXPECT_TRUE(text->variables_twice);
}

TEST(FindCallbackText, GivesNothingWithoutACallback) {
  EXPECT_FALSE(Find("/k?x=1", {{"x-oss-meta-callback", "e30="}}));
}

TEST(VariablesIn, GivesNamesAndPlaces) {
  const auto all = VariablesIn("a=${object}&b=${x:uid}&c=$(d)&e=${open");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "object");
  EXPECT_EQ(all[0].begin, 2U);
  EXPECT_EQ(all[0].end, 11U);
  EXPECT_EQ(all[1].name, "x:uid");
}

TEST(ObjectOfCallback, ReadsFormsAndJson) {
  EXPECT_EQ(ObjectOfCallback("bucket=b&object=dir%2Fa%20b"), "dir/a b");
  EXPECT_EQ(ObjectOfCallback(R"({"object":"dir/a b","size":1})"), "dir/a b");
  EXPECT_EQ(ObjectOfCallback(R"({"object":1})"), "");
  EXPECT_EQ(ObjectOfCallback("x"), "");
  EXPECT_EQ(ObjectOfCallback("object=" + std::string(100'000, 'x')), "");
}

TEST(SystemVariables, KnowsThoseOfOss) {
  EXPECT_TRUE(is_system_variable("imageInfo.width"));
  EXPECT_FALSE(is_system_variable("Object"));
}

}  // namespace
}  // namespace osslens::oss
