#include "analyzers/oss/sub_resources.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

TEST(SubResources, AreSigned) {
  EXPECT_TRUE(is_sub_resource("acl"));
  EXPECT_TRUE(is_sub_resource("worm"));
  EXPECT_TRUE(is_sub_resource("x-oss-anything"));
  EXPECT_TRUE(is_sub_resource("accessPoint"));
}

TEST(SubResources, DoNotIncludePlainParameters) {
  EXPECT_FALSE(is_sub_resource("prefix"));
  EXPECT_FALSE(is_sub_resource("list-type"));
  EXPECT_FALSE(is_sub_resource("ACL"));
  EXPECT_FALSE(is_sub_resource(""));
}

TEST(SubResources, AreSettledWhereAllSourcesAgree) {
  EXPECT_TRUE(is_settled_sub_resource("uploadId"));
  EXPECT_TRUE(is_settled_sub_resource("callback"));
  EXPECT_FALSE(is_settled_sub_resource("vip"));
  EXPECT_FALSE(is_settled_sub_resource("x-oss-anything"));
}

}  // namespace
}  // namespace osslens::oss
