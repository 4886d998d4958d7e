#include "analyzers/oss/endpoint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

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
    testing::Values(
        Case{"examplebucket.oss-cn-hangzhou.aliyuncs.com", kPublic, "examplebucket", "cn-hangzhou",
             "oss-cn-hangzhou.aliyuncs.com"},
        Case{"oss-cn-hangzhou.aliyuncs.com", kPublic, "", "cn-hangzhou",
             "oss-cn-hangzhou.aliyuncs.com"},
        Case{"b-1.oss-us-west-1-internal.aliyuncs.com", kInternal, "b-1", "us-west-1",
             "oss-us-west-1-internal.aliyuncs.com"},
        Case{"vpc100-oss-cn-beijing.aliyuncs.com", kInternal, "", "cn-beijing",
             "vpc100-oss-cn-beijing.aliyuncs.com"},
        Case{"b.oss-accelerate.aliyuncs.com", kAccelerate, "b", "", "oss-accelerate.aliyuncs.com"},
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
        Case{"b.s3.oss-accelerate.aliyuncs.com", kS3, "b", "", "s3.oss-accelerate.aliyuncs.com"},
        Case{"b.cn-beijing-internal.oss.aliyuncs.com", kDualStack, "b", "cn-beijing",
             "cn-beijing-internal.oss.aliyuncs.com"},
        Case{"oss.oss.aliyuncs.com", kPublic, "oss", "cn-hangzhou", "oss.aliyuncs.com"},
        Case{"b.oss-cn-hzfinance-internal.aliyuncs.com", kFinance, "b", "cn-hzfinance",
             "oss-cn-hzfinance-internal.aliyuncs.com"},
        Case{"b.oss-cn-szfinance.aliyuncs.com", kFinance, "b", "cn-szfinance",
             "oss-cn-szfinance.aliyuncs.com"},
        Case{"b.oss-cn-beijing-finance-1-pub.aliyuncs.com", kFinance, "b",
             "cn-beijing-finance-1-pub", "oss-cn-beijing-finance-1-pub.aliyuncs.com"},
        Case{"b.oss-cn-north-2-gov-1.aliyuncs.com", kFinance, "b", "cn-north-2-gov-1",
             "oss-cn-north-2-gov-1.aliyuncs.com"},
        Case{"cb-1.cn-hangzhou.oss-cloudbox-control.aliyuncs.com", kCloudBox, "", "cb-1",
             "cb-1.cn-hangzhou.oss-cloudbox-control.aliyuncs.com"},
        Case{"b.cn-hangzhou.oss-dls.aliyuncs.com", kDataLake, "b", "cn-hangzhou",
             "cn-hangzhou.oss-dls.aliyuncs.com"},
        Case{"ap-1.oss-cn-hangzhou-internal.oss-accesspoint.aliyuncs.com", kAccessPoint, "ap-1",
             "cn-hangzhou", "oss-cn-hangzhou-internal.oss-accesspoint.aliyuncs.com"},
        Case{"b.img-cn-hangzhou.aliyuncs.com", kImage, "b", "cn-hangzhou",
             "img-cn-hangzhou.aliyuncs.com"},
        Case{"a.b.oss-cn-hangzhou.aliyuncs.com", kPublic, "a.b", "cn-hangzhou",
             "oss-cn-hangzhou.aliyuncs.com"},
        Case{"192.168.1.10:8080", kIp, "", "", "192.168.1.10"},
        Case{"[2001:DB8::1]:80", kIp, "", "", "2001:db8::1"},
        Case{"files.example.com", kCustom, "", "", "files.example.com"}));

TEST(Endpoint, ReadsHostsRegardlessOfCasePortAndFinalDot) {
  const Endpoint endpoint = ParseEndpoint("ExampleBucket.OSS-cn-Hangzhou.aliyuncs.com.:443");
  EXPECT_EQ(endpoint.bucket, "examplebucket");
  EXPECT_EQ(endpoint.region, "cn-hangzhou");
}

TEST(Endpoint, SaysWhenItIsReachedFromInsideOnly) {
  for (const char* host :
       {"b.oss-cn-hangzhou-internal.aliyuncs.com", "oss-internal.aliyuncs.com",
        "vpc100-oss-cn-beijing.aliyuncs.com", "b.s3.oss-cn-beijing-internal.aliyuncs.com",
        "oss-cn-hzjbp-a-internal.aliyuncs.com",
        "ap-1.oss-cn-hangzhou-internal.oss-accesspoint.aliyuncs.com"}) {
    EXPECT_TRUE(ParseEndpoint(host).internal) << host;
  }
  for (const char* host : {"b.oss-cn-hangzhou.aliyuncs.com", "oss-accelerate.aliyuncs.com",
                           "oss.aliyuncs.com", "internal.example.com"}) {
    EXPECT_FALSE(ParseEndpoint(host).internal) << host;
  }
}

TEST(Endpoint, TakesARegionItHasNeverHeardOf) {
  const Endpoint endpoint = ParseEndpoint("b.oss-xx-nowhere-9.aliyuncs.com");
  EXPECT_EQ(endpoint.form, kPublic);
  EXPECT_EQ(endpoint.region, "xx-nowhere-9");
}

class EveryRegion : public testing::TestWithParam<std::string_view> {};

TEST_P(EveryRegion, IsReadFromItsPublicInternalAndDualStackNames) {
  const std::string region(GetParam());
  for (const std::string& name :
       {"oss-" + region, "oss-" + region + "-internal", "s3.oss-" + region, region + ".oss"}) {
    const Endpoint endpoint = ParseEndpoint("b." + name + ".aliyuncs.com");
    EXPECT_EQ(endpoint.region, region) << name;
    EXPECT_EQ(endpoint.bucket, "b") << name;
  }
}

std::string RegionName(const testing::TestParamInfo<std::string_view>& region) {
  std::string name(region.param);
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Documented, EveryRegion,
                         testing::ValuesIn(KnownRegions().begin(), KnownRegions().end()),
                         RegionName);

TEST(Endpoint, KnownRegionsAreSortedAndUnique) {
  EXPECT_TRUE(std::ranges::is_sorted(KnownRegions()));
  EXPECT_EQ(std::ranges::adjacent_find(KnownRegions()), KnownRegions().end());
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
  EXPECT_FALSE(is_oss_host("img-host.aliyuncs.com"));
  EXPECT_FALSE(is_oss_host(".aliyuncs.com"));
  EXPECT_FALSE(is_oss_host("10.0.0.1"));
  EXPECT_FALSE(is_oss_host(""));
}

}  // namespace
}  // namespace osslens::oss
