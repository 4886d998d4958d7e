#include <gtest/gtest.h>

#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;

json Get(const char* host, const char* target = "/k") {
  return {{"host", host}, {"target", target}};
}

TEST(HeadSources, ReadTheRequestLineAndHeaders) {
  const json words = Get("b.oss-cn-hangzhou.aliyuncs.com", "/a%20b?acl&response-expires=1");
  EXPECT_TRUE(CheckHolds("method is GET and path is /a%20b and key is 'a b' and query acl", words));
  EXPECT_TRUE(CheckHolds("query-prefix response- is 1", words));
  EXPECT_FALSE(CheckHolds("query ACL", words));
  EXPECT_TRUE(CheckHolds("header hOst like b.*", words));
}

TEST(HeadSources, TakeTheHostApart) {
  const json words = Get("b.oss-cn-hangzhou.aliyuncs.com");
  EXPECT_TRUE(CheckHolds("host-bucket is b and bucket is b and region is cn-hangzhou", words));
  EXPECT_TRUE(CheckHolds("endpoint is oss-cn-hangzhou.aliyuncs.com and default-host", words));
  EXPECT_TRUE(CheckHolds("operation is GetObject", words));
  EXPECT_TRUE(CheckHolds("no bare-endpoint and no custom-host and no internal-host", words));
}

TEST(HeadSources, TellFormsOfHosts) {
  EXPECT_TRUE(CheckHolds("bare-endpoint and path-bucket is bucket",
                         Get("oss-cn-hangzhou.aliyuncs.com", "/bucket/k")));
  EXPECT_TRUE(CheckHolds("custom-host and no default-host", Get("files.example.com")));
  EXPECT_TRUE(CheckHolds("internal-host", Get("b.oss-cn-hangzhou-internal.aliyuncs.com")));
  EXPECT_TRUE(CheckHolds("default-host", Get("b.oss-accelerate.aliyuncs.com")));
}

TEST(HeadSources, FindNamesThatBreakTheRules) {
  EXPECT_TRUE(CheckHolds("bad-bucket-name", Get("my_bucket.oss-cn-hangzhou.aliyuncs.com")));
  EXPECT_FALSE(CheckHolds("bad-bucket-name", Get("my-bucket.oss-cn-hangzhou.aliyuncs.com")));
  EXPECT_TRUE(CheckHolds("bucket-twice", Get("b12.b12.oss-cn-hangzhou.aliyuncs.com")));
  EXPECT_FALSE(CheckHolds("bucket-twice", Get("b12.b13.oss-cn-hangzhou.aliyuncs.com")));
  EXPECT_TRUE(CheckHolds("bad-key", Get("b12.oss-cn-hangzhou.aliyuncs.com", "//k")));
  EXPECT_FALSE(CheckHolds("bad-key", Get("b12.oss-cn-hangzhou.aliyuncs.com", "/a//k")));
  const std::string longest = "/" + std::string(1023, 'k');
  EXPECT_FALSE(CheckHolds("bad-key", Get("b12.oss-cn-hangzhou.aliyuncs.com", longest.c_str())));
  EXPECT_TRUE(
      CheckHolds("bad-key", Get("b12.oss-cn-hangzhou.aliyuncs.com", (longest + "k").c_str())));
}

}  // namespace
}  // namespace osslens::analyzers
