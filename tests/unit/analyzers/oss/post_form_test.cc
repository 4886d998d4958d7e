#include "analyzers/oss/post_form.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

constexpr const char* kType = "multipart/form-data; boundary=\"B 1\"";
const std::string kBody =
    "--B 1\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na/b\r\n"
    "--B 1\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x;y\"\r\n"
    "Content-Type: text/plain\r\n\r\n12345\r\n"
    "--B 1\r\nContent-Disposition: form-data; name=\"late\"\r\n\r\nz\r\n--B 1--\r\n";

TEST(PostForm, ReadsFieldsInOrder) {
  const PostForm form = ReadPostForm(kType, kBody, true);
  EXPECT_EQ(form.boundary, "B 1");
  EXPECT_TRUE(form.boundary_found && form.closed);
  ASSERT_EQ(form.fields.size(), 3U);
  EXPECT_EQ(form.fields[0].value, "a/b");
  EXPECT_EQ(form.fields[1].type, "text/plain");
  EXPECT_EQ(form.files, 1U);
  EXPECT_EQ(form.file, 1U);
  EXPECT_EQ(form.file_offset, kBody.find("12345"));
}

TEST(PostForm, SeparatesWhatStandsBehindTheFile) {
  const PostForm form = ReadPostForm(kType, kBody, true);
  ASSERT_NE(form.Find("KEY"), nullptr);
  EXPECT_EQ(form.Find("late"), nullptr);
  ASSERT_NE(form.FindAfterFile("late"), nullptr);
  EXPECT_EQ(form.FindAfterFile("key"), nullptr);
}

TEST(PostForm, TakesWhatWasCaptured) {
  for (size_t cut = 0; cut < kBody.size(); ++cut) {
    const PostForm form = ReadPostForm(kType, kBody.substr(0, cut), false);
    EXPECT_LE(form.fields.size(), 3U);
    if (form.Find("key") != nullptr && form.Find("key")->whole) {
      EXPECT_EQ(form.Find("key")->value, "a/b");
    }
  }
}

TEST(PostForm, SaysWhenTheBoundaryIsNotThere) {
  EXPECT_EQ(ReadPostForm("multipart/form-data", kBody, true).boundary, "");
  EXPECT_FALSE(ReadPostForm("multipart/form-data; boundary=C", kBody, true).boundary_found);
}

TEST(PostForm, ReadsNoMoreThanItNeeds) {
  std::string body;
  for (int i = 0; i < 500; ++i) {
    body += "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
  }
  EXPECT_EQ(ReadPostForm("multipart/form-data; boundary=B", body, true).fields.size(), 200U);
}

TEST(PostForm, GivesValuesThatWereCapturedWhole) {
  const PostForm form = ReadPostForm("multipart/form-data; boundary=b0",
                                     "--b0\r\nContent-Disposition: form-data; name=\"Policy\"\r\n"
                                     "\r\ne30=\r\n--b0\r\nContent-Disposition: form-data; "
                                     "name=\"Signature\"\r\n\r\nabc",
                                     false);
  EXPECT_EQ(form.Value("policy"), "e30=");
  EXPECT_TRUE(form.Has("Signature"));
  EXPECT_EQ(form.Value("Signature"), "");
  EXPECT_EQ(form.Value("key"), "");
}

}  // namespace
}  // namespace osslens::oss
