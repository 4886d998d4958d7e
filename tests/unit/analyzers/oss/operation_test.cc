#include "analyzers/oss/operation.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

constexpr std::string_view kBucketHost = "b.oss-cn-hangzhou.aliyuncs.com";

std::string_view OfObject(std::string_view method, std::string_view query) {
  static std::string target;
  target = "/key" + std::string(query);
  return OperationName(ReadRequest(method, target, kBucketHost, {}));
}

std::string_view OfBucket(std::string_view method, std::string_view query) {
  static std::string target;
  target = "/" + std::string(query);
  return OperationName(ReadRequest(method, target, kBucketHost, {}));
}

TEST(Operation, PlainMethodsOfObjects) {
  EXPECT_EQ(OfObject("PUT", ""), "PutObject");
  EXPECT_EQ(OfObject("GET", "?x-oss-process=image/resize"), "GetObject");
  EXPECT_EQ(OfObject("HEAD", ""), "HeadObject");
  EXPECT_EQ(OfObject("DELETE", "?versionId=x"), "DeleteObject");
}

TEST(Operation, MultipartFamily) {
  EXPECT_EQ(OfObject("POST", "?uploads"), "InitiateMultipartUpload");
  EXPECT_EQ(OfObject("PUT", "?partNumber=1&uploadId=x"), "UploadPart");
  EXPECT_EQ(OfObject("POST", "?uploadId=x"), "CompleteMultipartUpload");
  EXPECT_EQ(OfObject("DELETE", "?uploadId=x"), "AbortMultipartUpload");
  EXPECT_EQ(OfObject("GET", "?uploadId=x"), "ListParts");
}

TEST(Operation, CopiesAreToldByTheirHeader) {
  const std::vector<Header> source = {{"X-Oss-Copy-Source", "/b/k"}};
  EXPECT_EQ(OperationName(ReadRequest("PUT", "/k", kBucketHost, source)), "CopyObject");
  EXPECT_EQ(OperationName(ReadRequest("PUT", "/k?partNumber=1&uploadId=x", kBucketHost, source)),
            "UploadPartCopy");
}

TEST(Operation, BucketLevel) {
  EXPECT_EQ(OfBucket("GET", ""), "ListObjects");
  EXPECT_EQ(OfBucket("GET", "?list-type=2&prefix=a"), "ListObjectsV2");
  EXPECT_EQ(OfBucket("GET", "?versions"), "ListObjectVersions");
  EXPECT_EQ(OfBucket("POST", "?delete"), "DeleteMultipleObjects");
  EXPECT_EQ(OfBucket("POST", ""), "PostObject");
  EXPECT_EQ(OfBucket("PUT", "?lifecycle"), "PutBucketLifecycle");
  EXPECT_EQ(OfBucket("POST", "?cname&comp=add"), "PutCname");
  EXPECT_EQ(OfBucket("GET", "?cname"), "ListCname");
}

TEST(Operation, SelectIsAProcessOfItsOwn) {
  EXPECT_EQ(OfObject("POST", "?x-oss-process=csv/select"), "SelectObject");
  EXPECT_EQ(OfObject("POST", "?x-oss-process=json/meta"), "CreateSelectObjectMeta");
  EXPECT_EQ(OfObject("POST", "?x-oss-process"), "ProcessObject");
}

TEST(Operation, ServiceLevel) {
  EXPECT_EQ(OperationName(ReadRequest("GET", "/", "oss-cn-hangzhou.aliyuncs.com", {})),
            "ListBuckets");
}

TEST(Operation, BehindACustomDomainThereIsABucket) {
  EXPECT_EQ(OperationName(ReadRequest("GET", "/?acl", "files.example.com", {})), "GetBucketAcl");
}

TEST(Operation, UnknownOnesHaveNoName) { EXPECT_EQ(OfObject("PATCH", ""), ""); }

}  // namespace
}  // namespace osslens::oss
