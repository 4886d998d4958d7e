#include "analyzers/oss/operation.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace osslens::oss {
namespace {

// A line of tests/fixtures/operations.txt.
struct Call {
  std::string method, host, target, header, operation;
};

std::vector<Call> Calls() {
  std::ifstream file(OSSLENS_FIXTURES "/operations.txt");
  std::vector<Call> calls;
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    Call& call = calls.emplace_back();
    words >> call.method >> call.host >> call.target >> call.header >> call.operation;
  }
  return calls;
}

class EveryOperation : public testing::TestWithParam<Call> {};

TEST_P(EveryOperation, IsNamed) {
  const Call& call = GetParam();
  std::vector<Header> headers;
  if (call.header != "-") headers.push_back({call.header, "/source/key"});
  EXPECT_EQ(OperationName(ReadRequest(call.method, call.target, call.host, headers)),
            call.operation);
}

std::string CallName(const testing::TestParamInfo<Call>& call) {
  return call.param.operation + "_" + std::to_string(call.index);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryOperation, testing::ValuesIn(Calls()), CallName);

TEST(Operation, NamesMoreThanNinety) {
  std::set<std::string> names;
  for (const Call& call : Calls()) names.insert(call.operation);
  EXPECT_GE(names.size(), 90U);
}

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
