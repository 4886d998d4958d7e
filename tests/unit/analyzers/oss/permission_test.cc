#include "analyzers/oss/permission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzers/oss/operation.h"

namespace osslens::oss {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kHost = "logs.oss-cn-hangzhou.aliyuncs.com";

// "oss:GetObject acs:oss:*:*:logs/a" for each.
std::vector<std::string> Needed(std::string_view method, std::string_view target,
                                std::vector<Header> headers = {}, std::string_view host = kHost,
                                std::string_view body = "") {
  const Request request = ReadRequest(method, target, host, std::move(headers));
  const Permissions permissions =
      PermissionsFor(request, OperationName(request), request.resource.key, body);
  std::vector<std::string> shown;
  for (const Permission& each : permissions.needed) {
    shown.push_back(each.action + " " + ResourceName(each));
  }
  if (!permissions.known) shown.push_back("unknown");
  return shown;
}

TEST(Permissions, AreNamedLikeTheOperationUnlessDocumentedOtherwise) {
  EXPECT_THAT(Needed("GET", "/a"), ElementsAre("oss:GetObject acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("HEAD", "/a"), ElementsAre("oss:GetObject acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("GET", "/?acl"), ElementsAre("oss:GetBucketAcl acs:oss:*:*:logs"));
  EXPECT_THAT(Needed("GET", "/?list-type=2"), ElementsAre("oss:ListObjects acs:oss:*:*:logs"));
  EXPECT_THAT(Needed("GET", "/a?live"), ElementsAre("oss:GetLiveChannel acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("POST", "/a?seal&position=1"),
              ElementsAre("oss:SealAppendObject acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("PUT", "/?tagging"), ElementsAre("oss:PutBucketTagging acs:oss:*:*:logs"));
}

TEST(Permissions, OfAMultipartUploadAreThoseOfWriting) {
  for (const char* target : {"/a?uploads", "/a?uploadId=1"}) {
    EXPECT_THAT(Needed("POST", target), ElementsAre("oss:PutObject acs:oss:*:*:logs/a"));
  }
  EXPECT_THAT(Needed("PUT", "/a?partNumber=1&uploadId=1"),
              ElementsAre("oss:PutObject acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("DELETE", "/a?uploadId=1"),
              ElementsAre("oss:AbortMultipartUpload acs:oss:*:*:logs/a"));
}

TEST(Permissions, OfACopyIncludeItsSource) {
  EXPECT_THAT(Needed("PUT", "/a", {{"x-oss-copy-source", "/old/b%20c"}}),
              ElementsAre("oss:PutObject acs:oss:*:*:logs/a", "oss:GetObject acs:oss:*:*:old/b c"));
  EXPECT_THAT(
      Needed("PUT", "/a", {{"x-oss-copy-source", "old/b?versionId=1"}}),
      ElementsAre("oss:PutObject acs:oss:*:*:logs/a", "oss:GetObjectVersion acs:oss:*:*:old/b"));
}

TEST(Permissions, OfACopyThatTellsOfTagsIncludeTheTags) {
  EXPECT_THAT(Needed("PUT", "/a", {{"x-oss-copy-source", "/old/b"}, {"x-oss-tagging", "x=y"}}),
              ElementsAre("oss:PutObject acs:oss:*:*:logs/a", "oss:GetObject acs:oss:*:*:old/b",
                          "oss:GetObjectTagging acs:oss:*:*:old/b",
                          "oss:PutObjectTagging acs:oss:*:*:logs/a"));
  EXPECT_THAT(
      Needed("PUT", "/a",
             {{"x-oss-copy-source", "/old/b?versionId=1"}, {"x-oss-tagging-directive", "Copy"}}),
      ElementsAre("oss:PutObject acs:oss:*:*:logs/a", "oss:GetObjectVersion acs:oss:*:*:old/b",
                  "oss:GetObjectVersionTagging acs:oss:*:*:old/b",
                  "oss:PutObjectTagging acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("PUT", "/a?partNumber=1&uploadId=1", {{"x-oss-copy-source", "/old/b"}}),
              ElementsAre("oss:PutObject acs:oss:*:*:logs/a", "oss:GetObject acs:oss:*:*:old/b"));
}

TEST(Permissions, OfLoggingIncludeWhereTheLogsGo) {
  const char* body =
      "<BucketLoggingStatus><LoggingEnabled><TargetBucket>kept</TargetBucket>"
      "<TargetPrefix>log/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>";
  EXPECT_THAT(
      Needed("PUT", "/?logging", {}, kHost, body),
      ElementsAre("oss:PutBucketLogging acs:oss:*:*:logs", "oss:PutObject acs:oss:*:*:kept/log/*"));
}

TEST(Permissions, SayThatAKeyOfKmsIsNeeded) {
  const Request request =
      ReadRequest("PUT", "/a", kHost, {{"x-oss-server-side-encryption", "KMS"}});
  EXPECT_TRUE(PermissionsFor(request, "PutObject", "a", "").uses_kms);
  const Request plain =
      ReadRequest("PUT", "/a", kHost, {{"x-oss-server-side-encryption", "AES256"}});
  EXPECT_FALSE(PermissionsFor(plain, "PutObject", "a", "").uses_kms);
}

TEST(Permissions, OfAVersionAreOfTheirOwn) {
  EXPECT_THAT(Needed("DELETE", "/a?versionId=1"),
              ElementsAre("oss:DeleteObjectVersion acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("HEAD", "/a?versionId=1"),
              ElementsAre("oss:GetObjectVersion acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("DELETE", "/a?versionId="),
              ElementsAre("oss:DeleteObject acs:oss:*:*:logs/a"));
}

TEST(Permissions, OfHeadersThatSetMoreThanTheContent) {
  EXPECT_THAT(Needed("PUT", "/a", {{"x-oss-object-acl", "private"}, {"x-oss-tagging", "a=b"}}),
              ElementsAre("oss:PutObject acs:oss:*:*:logs/a", "oss:PutObjectAcl acs:oss:*:*:logs/a",
                          "oss:PutObjectTagging acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("PUT", "/a?acl", {{"x-oss-object-acl", "private"}}),
              ElementsAre("oss:PutObjectAcl acs:oss:*:*:logs/a"));
}

TEST(Permissions, OfADeletionNameEachObject) {
  const char* body =
      "<Delete><Object><Key>a</Key></Object><Object><Key>b/c</Key></Object></Delete>";
  EXPECT_THAT(
      Needed("POST", "/?delete", {}, kHost, body),
      ElementsAre("oss:DeleteObject acs:oss:*:*:logs/a", "oss:DeleteObject acs:oss:*:*:logs/b/c"));
  const char* versions = "<Delete><Object><Key>a</Key><VersionId>1</VersionId></Object></Delete>";
  EXPECT_THAT(Needed("POST", "/?delete", {}, kHost, versions),
              ElementsAre("oss:DeleteObjectVersion acs:oss:*:*:logs/a",
                          "oss:DeleteObject acs:oss:*:*:logs/a"));
  EXPECT_THAT(Needed("POST", "/?delete"), ElementsAre("oss:DeleteObject acs:oss:*:*:logs/*"))
      << "its body was not captured";
}

TEST(Permissions, OfTheAccountAreOnEveryBucket) {
  EXPECT_THAT(Needed("GET", "/", {}, "oss-cn-hangzhou.aliyuncs.com"),
              ElementsAre("oss:ListBuckets acs:oss:*:*:*"));
}

TEST(Permissions, NameABucketThatTheRequestDoesNotSayByAPlaceholder) {
  EXPECT_THAT(Needed("GET", "/a", {}, "static.example.com"),
              ElementsAre("oss:GetObject acs:oss:*:*:BUCKET/a"));
}

TEST(Permissions, SayWhenNothingIsDocumented) {
  EXPECT_THAT(Needed("HEAD", "/"), ElementsAre("unknown"));
  EXPECT_THAT(Needed("GET", "/?accessPoint"), ElementsAre("unknown"));
  EXPECT_THAT(Needed("POST", "/a?x-oss-process"), ElementsAre("unknown"));
  EXPECT_THAT(Needed("OPTIONS", "/a"), IsEmpty()) << "a preflight needs none";
}

}  // namespace
}  // namespace osslens::oss
