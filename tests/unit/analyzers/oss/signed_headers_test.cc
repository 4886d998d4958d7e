#include "analyzers/oss/signed_headers.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

TEST(SignedHeaders, AreThoseOfOssInLowerCaseAndSorted) {
  const Request request = ReadRequest(
      "PUT", "/", "h",
      {{"X-Oss-Meta-B", "2"}, {"Host", "h"}, {"x-oss-meta-a", "1"}, {"Content-Type", "t"}});
  EXPECT_EQ(HeaderLines(CollectSignedHeaders(request, "x-oss-", {})),
            "x-oss-meta-a:1\nx-oss-meta-b:2\n");
}

TEST(SignedHeaders, IncludeThoseThatAreAskedFor) {
  const Request request =
      ReadRequest("PUT", "/", "h", {{"Host", "h"}, {"x-oss-meta-a", ""}, {"Range", "r"}});
  EXPECT_EQ(HeaderLines(CollectSignedHeaders(request, "x-oss-", {"host", "absent"})),
            "host:h\nx-oss-meta-a:\n");
}

TEST(SignedHeaders, JoinLinesOfOneName) {
  const Request request =
      ReadRequest("PUT", "/", "h", {{"x-oss-meta-a", "1"}, {"X-OSS-META-A", "2"}});
  EXPECT_EQ(HeaderLines(CollectSignedHeaders(request, "x-oss-", {})), "x-oss-meta-a:1,2\n");
}

TEST(SignedHeaders, WithoutAPrefixAreTheNamedOnesOnly) {
  const Request request = ReadRequest("PUT", "/", "h", {{"Host", "h"}, {"x-oss-meta-a", "1"}});
  EXPECT_EQ(HeaderLines(CollectSignedHeaders(request, "", {"host"})), "host:h\n");
}

}  // namespace
}  // namespace osslens::oss
