#include "analyzers/oss/endpoint.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

struct Case {
  const char* host;
  EndpointForm form;
  const char* bucket;
  const char* region;
  const char* name;
};

class EndpointForms : public testing::TestWithParam<Case> {};

TEST_P(EndpointForms, AreToldApart) {
  const Case& expected = GetParam();
  const Endpoint endpoint = ParseEndpoint(expected.host);
  EXPECT_EQ(endpoint.form, expected.form);
  EXPECT_EQ(endpoint.bucket, expected.bucket);
  EXPECT_EQ(endpoint.region, expected.region);
  EXPECT_EQ(endpoint.name, expected.name);
}

using enum EndpointForm;
INSTANTIATE_TEST_SUITE_P(
    Documented, EndpointForms,
    testing::Values(Case{"examplebucket.oss-cn-hangzhou.aliyuncs.com", kPublic, "examplebucket",
                         "cn-hangzhou", "oss-cn-hangzhou.aliyuncs.com"},
                    Case{"oss-cn-hangzhou.aliyuncs.com", kPublic, "", "cn-hangzhou",
                         "oss-cn-hangzhou.aliyuncs.com"},
                    Case{"b-1.oss-us-west-1-internal.aliyuncs.com", kInternal, "b-1", "us-west-1",
                         "oss-us-west-1-internal.aliyuncs.com"},
                    Case{"vpc100-oss-cn-beijing.aliyuncs.com", kInternal, "", "cn-beijing",
                         "vpc100-oss-cn-beijing.aliyuncs.com"},
                    Case{"b.oss-accelerate.aliyuncs.com", kAccelerate, "b", "",
                         "oss-accelerate.aliyuncs.com"},
                    Case{"b.oss-accelerate-overseas.aliyuncs.com", kAccelerate, "b", "",
                         "oss-accelerate-overseas.aliyuncs.com"},
                    Case{"b.cn-hangzhou.oss.aliyuncs.com", kDualStack, "b", "cn-hangzhou",
                         "cn-hangzhou.oss.aliyuncs.com"},
                    Case{"cn-hangzhou.oss.aliyuncs.com", kDualStack, "", "cn-hangzhou",
                         "cn-hangzhou.oss.aliyuncs.com"},
                    Case{"s3.oss-cn-beijing.aliyuncs.com", kS3, "", "cn-beijing",
                         "s3.oss-cn-beijing.aliyuncs.com"},
                    Case{"b.s3.oss-cn-beijing-internal.aliyuncs.com", kS3, "b", "cn-beijing",
                         "s3.oss-cn-beijing-internal.aliyuncs.com"},
                    Case{"b.oss-cn-shanghai-finance-1-pub.aliyuncs.com", kFinance, "b",
                         "cn-shanghai-finance-1-pub", "oss-cn-shanghai-finance-1-pub.aliyuncs.com"},
                    Case{"b.oss-cn-hzjbp-a-internal.aliyuncs.com", kFinance, "b", "cn-hzjbp-a",
                         "oss-cn-hzjbp-a-internal.aliyuncs.com"},
                    Case{"b.cb-123.cn-hangzhou.oss-cloudbox.aliyuncs.com", kCloudBox, "b", "cb-123",
                         "cb-123.cn-hangzhou.oss-cloudbox.aliyuncs.com"},
                    Case{"b.oss.aliyuncs.com", kPublic, "b", "cn-hangzhou", "oss.aliyuncs.com"},
                    Case{"oss-internal.aliyuncs.com", kInternal, "", "cn-hangzhou",
                         "oss-internal.aliyuncs.com"},
                    Case{"b.oss-rg-china-mainland.aliyuncs.com", kPublic, "b", "rg-china-mainland",
                         "oss-rg-china-mainland.aliyuncs.com"},
                    Case{"192.168.1.10:8080", kIp, "", "", "192.168.1.10"},
                    Case{"[2001:DB8::1]:80", kIp, "", "", "2001:db8::1"},
                    Case{"files.example.com", kCustom, "", "", "files.example.com"}));

TEST(Endpoint, ReadsHostsRegardlessOfCasePortAndFinalDot) {
  const Endpoint endpoint = ParseEndpoint("ExampleBucket.OSS-cn-Hangzhou.aliyuncs.com.:443");
  EXPECT_EQ(endpoint.bucket, "examplebucket");
  EXPECT_EQ(endpoint.region, "cn-hangzhou");
}

TEST(Endpoint, BucketNamedS3IsNotTheS3Endpoint) {
  EXPECT_EQ(ParseEndpoint("s3.oss-cn-beijing.aliyuncs.com").bucket, "");
}

TEST(Endpoint, OssHostsAreThoseOfTheService) {
  EXPECT_TRUE(is_oss_host("b.oss-cn-hangzhou.aliyuncs.com:443"));
  EXPECT_TRUE(is_oss_host("oss-accelerate.aliyuncs.com"));
  EXPECT_FALSE(is_oss_host("sts.cn-hangzhou.aliyuncs.com"));
  EXPECT_FALSE(is_oss_host("oss-cn-hangzhou.aliyuncs.com.evil.example"));
  EXPECT_FALSE(is_oss_host("evil-oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_FALSE(is_oss_host("oss-.aliyuncs.com"));
  EXPECT_FALSE(is_oss_host(".aliyuncs.com"));
  EXPECT_FALSE(is_oss_host("10.0.0.1"));
  EXPECT_FALSE(is_oss_host(""));
}

}  // namespace
}  // namespace osslens::oss
