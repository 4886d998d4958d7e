#include "analyzers/oss/post_form.h"

#include <gtest/gtest.h>

#include <string>

namespace osslens::oss {
namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=b0";

std::string Part(const std::string& name, const std::string& value) {
  return "--b0\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

TEST(PostForm, ReadsFieldsInTheirOrderUpToTheFile) {
  const std::string body = Part("key", "a b") + Part("policy", "e30=") + Part("file", "x\r\ny") +
                           Part("after", "ignored") + "--b0--\r\n";
  const PostForm form = ParsePostForm(kType, body);
  ASSERT_EQ(form.fields.size(), 3U);
  EXPECT_EQ(form.fields[0].name, "key");
  EXPECT_EQ(form.Value("Policy"), "e30=");
  EXPECT_EQ(form.Value("file"), "x\r\ny");
  EXPECT_EQ(body.substr(form.fields[1].value_offset, 4), "e30=");
  EXPECT_TRUE(form.reached_file);
  EXPECT_FALSE(form.Has("after"));
}

TEST(PostForm, ReadsQuotedBoundariesAndFileNames) {
  const std::string body =
      "preamble\r\n--b 0\r\ncontent-disposition: form-data; name=\"file\"; filename=\"k; "
      "name=x\"\r\n"
      "Content-Type: image/png\r\n\r\ndata\r\n--b 0--\r\n";
  const PostForm form = ParsePostForm("multipart/form-data; charset=x; boundary=\"b 0\"", body);
  ASSERT_EQ(form.fields.size(), 1U);
  EXPECT_EQ(form.Value("file"), "data");
}

TEST(PostForm, LeavesOutAFieldThatWasCutOff) {
  const std::string body = Part("key", "a") + Part("policy", "e30=");
  const PostForm form = ParsePostForm(kType, std::string_view(body).substr(0, body.size() - 4));
  ASSERT_EQ(form.fields.size(), 1U);
  EXPECT_FALSE(form.reached_file);
}

TEST(PostForm, KeepsTheBeginningOfAFile) {
  const std::string body = Part("file", "0123456789");
  const PostForm form = ParsePostForm(kType, std::string_view(body).substr(0, body.size() - 6));
  EXPECT_EQ(form.Value("file"), "012345");
  EXPECT_TRUE(form.reached_file);
}

TEST(PostForm, OfAnythingElseHasNoFields) {
  EXPECT_TRUE(ParsePostForm("multipart/form-data", Part("key", "a")).fields.empty());
  EXPECT_TRUE(ParsePostForm("multipart/form-data; boundary=", Part("key", "a")).fields.empty());
  EXPECT_TRUE(ParsePostForm("multipart/form-data; boundary=\"", Part("key", "a")).fields.empty());
  EXPECT_TRUE(ParsePostForm(kType, "").fields.empty());
  EXPECT_TRUE(ParsePostForm(kType, "--b0--\r\n").fields.empty());
}

}  // namespace
}  // namespace osslens::oss
