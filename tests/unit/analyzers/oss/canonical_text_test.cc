#include "analyzers/oss/canonical_text.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

TEST(CanonicalText, TakesAStringToSignApart) {
  const auto text = SplitStringToSignV1("PUT\nmd5\ntype\ndate\nx-oss-a:1\nx-oss-b:\n/b/k?acl");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->method.text, "PUT");
  EXPECT_EQ(text->content_md5.text, "md5");
  EXPECT_EQ(text->content_type.text, "type");
  EXPECT_EQ(text->date.text, "date");
  ASSERT_EQ(text->headers.size(), 2U);
  EXPECT_EQ(text->headers[0].name, "x-oss-a");
  EXPECT_EQ(text->headers[0].value.text, "1");
  EXPECT_EQ(text->headers[0].value.offset, 26U);
  EXPECT_EQ(text->headers[1].value.text, "");
  EXPECT_EQ(text->resource.text, "/b/k?acl");
  EXPECT_EQ(text->headers_end, text->resource.offset);
}

TEST(CanonicalText, LeavesLineFeedsInADecodedKey) {
  EXPECT_EQ(SplitStringToSignV1("GET\n\n\nd\n/b/a\nb")->resource.text, "/b/a\nb");
}

TEST(CanonicalText, RefusesAStringToSignWithoutResource) {
  EXPECT_FALSE(SplitStringToSignV1("GET\n\n\nd\n"));
  EXPECT_FALSE(SplitStringToSignV1("GET\n\n"));
  EXPECT_FALSE(SplitStringToSignV1("GET\n\n\nd\nno colon\n/b"));
  EXPECT_FALSE(SplitStringToSignV1(""));
}

TEST(CanonicalText, TakesACanonicalRequestApart) {
  const auto text =
      SplitCanonicalRequestV4("GET\n/b/k\na=1\nx-oss-date:d\n\nhost\nUNSIGNED-PAYLOAD");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->resource.text, "/b/k");
  EXPECT_EQ(text->query.text, "a=1");
  ASSERT_EQ(text->headers.size(), 1U);
  EXPECT_EQ(text->additional_names->text, "host");
  EXPECT_EQ(text->payload->text, "UNSIGNED-PAYLOAD");
}

TEST(CanonicalText, TakesACanonicalRequestWithoutHeadersApart) {
  const auto text = SplitCanonicalRequestV4("GET\n/b/k\n\n\n\nUNSIGNED-PAYLOAD");
  ASSERT_TRUE(text);
  EXPECT_TRUE(text->headers.empty());
  EXPECT_EQ(text->additional_names->text, "");
  EXPECT_FALSE(SplitCanonicalRequestV4("GET\n/b/k\n\n\n"));
}

}  // namespace
}  // namespace osslens::oss
