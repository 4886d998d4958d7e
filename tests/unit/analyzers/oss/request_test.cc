#include "analyzers/oss/request.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

TEST(Request, TakesTheBucketFromTheHost) {
  const Request request = ReadRequest("GET", "/dir/a%20b.txt?acl", "",
                                      {{"Host", "examplebucket.oss-cn-hangzhou.aliyuncs.com"}});
  EXPECT_EQ(request.resource.bucket, "examplebucket");
  EXPECT_EQ(request.resource.key, "dir/a b.txt");
  EXPECT_EQ(request.query.size(), 1U);
  EXPECT_FALSE(request.resource.bucket_in_path);
}

TEST(Request, TakesTheBucketFromThePathOfABareEndpoint) {
  const Request request =
      ReadRequest("GET", "/examplebucket/dir/a.txt", "oss-cn-hangzhou.aliyuncs.com", {});
  EXPECT_EQ(request.resource.bucket, "examplebucket");
  EXPECT_EQ(request.resource.key, "dir/a.txt");
  EXPECT_TRUE(request.resource.bucket_in_path);
}

TEST(Request, DoesNotNormaliseKeys) {
  const Request request = ReadRequest("GET", "//a/../b+c", "b.oss-cn-hangzhou.aliyuncs.com", {});
  EXPECT_EQ(request.resource.key, "/a/../b+c");
}

TEST(Request, KnowsNoBucketBehindACustomDomain) {
  const Request request = ReadRequest("GET", "/dir/a.txt", "files.example.com", {});
  EXPECT_EQ(request.resource.bucket, "");
  EXPECT_EQ(request.resource.key, "dir/a.txt");
}

TEST(Request, ReadsTheAbsoluteForm) {
  const Request request = ReadRequest("GET", "http://b.oss-cn-hangzhou.aliyuncs.com/k?x=1", "",
                                      {{"host", "b.oss-cn-hangzhou.aliyuncs.com"}});
  EXPECT_EQ(request.raw_path, "/k");
  EXPECT_EQ(Value(request.query, "x"), "1");
}

TEST(Request, ReadsAnAbsoluteFormWithoutPath) {
  EXPECT_EQ(ReadRequest("GET", "http://host", "host", {}).raw_path, "/");
}

TEST(Request, PrefersTheHostHeader) {
  const Request request =
      ReadRequest("GET", "/", "10.0.0.1", {{"Host", "oss-cn-beijing.aliyuncs.com"}});
  EXPECT_EQ(request.endpoint.region, "cn-beijing");
}

TEST(Request, FindsHeadersRegardlessOfCase) {
  const Request request = ReadRequest("GET", "/", "h", {{"X-OSS-Date", "d"}});
  EXPECT_EQ(request.Value("x-oss-date"), "d");
  EXPECT_TRUE(request.Has("x-oss-DATE"));
  EXPECT_FALSE(request.Has("Date"));
}

}  // namespace
}  // namespace osslens::oss
