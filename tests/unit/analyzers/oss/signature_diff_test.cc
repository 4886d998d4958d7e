#include "analyzers/oss/signature_diff.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

constexpr std::string_view kHost = "b.oss-cn-hangzhou.aliyuncs.com";

std::vector<Difference> DiffV1(const Request& request, std::string_view echoed) {
  return CompareV1(request, CanonicalizeV1(request, Scheme::kV1Header), echoed);
}

Request PutRequest(std::string_view target = "/k") {
  return ReadRequest("PUT", target, kHost,
                     {{"Content-Type", "text/plain"}, {"Date", "D"}, {"x-oss-meta-a", "1"}});
}

TEST(SignatureDiff, EqualTextsHaveNone) {
  EXPECT_TRUE(DiffV1(PutRequest(), "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k").empty());
}

TEST(SignatureDiff, NamesAnAddedHeader) {
  const auto found = DiffV1(PutRequest(), "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\nx-oss-z:9\n/b/k");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].part, SignedPart::kHeader);
  EXPECT_EQ(found[0].name, "x-oss-z");
  EXPECT_FALSE(found[0].rebuilt);
  EXPECT_EQ(found[0].echoed, "9");
  EXPECT_EQ(PartName(found[0]), "header x-oss-z");
}

TEST(SignatureDiff, NamesARemovedHeaderAndWhereItStood) {
  const auto found = DiffV1(PutRequest(), "PUT\n\ntext/plain\nD\n/b/k");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rebuilt, "1");
  EXPECT_FALSE(found[0].echoed);
  EXPECT_EQ(found[0].offset, 18U);
}

TEST(SignatureDiff, PointsAtTheFirstByteThatDiffers) {
  const auto found = DiffV1(PutRequest(), "PUT\n\ntext/html\nD\nx-oss-meta-a:1\n/b/k");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].part, SignedPart::kContentType);
  EXPECT_EQ(found[0].offset, 10U);
}

TEST(SignatureDiff, ListsEveryPartThatDiffers) {
  const auto found = DiffV1(PutRequest(), "GET\nmd5\n\nE\nx-oss-meta-a:2\n/other/k");
  std::vector<std::string> parts;
  for (const Difference& difference : found) parts.push_back(PartName(difference));
  EXPECT_EQ(parts, (std::vector<std::string>{"method", "content-md5", "content-type", "date",
                                             "header x-oss-meta-a", "resource"}));
}

TEST(SignatureDiff, NamesAddedChangedAndRemovedSubResources) {
  const Request request = PutRequest("/k?acl&uploadId=1");
  const auto found =
      DiffV1(request, "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k?uploadId=2&versionId=v");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(PartName(found[0]), "query uploadId");
  EXPECT_EQ(found[0].rebuilt, "1");
  EXPECT_EQ(found[0].echoed, "2");
  EXPECT_EQ(PartName(found[1]), "query versionId");
  EXPECT_FALSE(found[1].rebuilt);
  EXPECT_EQ(PartName(found[2]), "query acl");
  EXPECT_FALSE(found[2].echoed);
}

// The following are not documented by OSS; each reading must count as equal.

TEST(SignatureDiff, TakesBothSpellingsOfAnEmptySubResource) {
  EXPECT_TRUE(
      DiffV1(PutRequest("/k?acl="), "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k?acl=").empty());
  EXPECT_TRUE(
      DiffV1(PutRequest("/k?acl"), "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k?acl=").empty());
}

TEST(SignatureDiff, TakesEveryReadingOfRepeatedHeaders) {
  const Request request = ReadRequest(
      "PUT", "/k", kHost, {{"Date", "D"}, {"x-oss-meta-a", "1"}, {"X-Oss-Meta-A", "2"}});
  for (const char* lines : {"x-oss-meta-a:1,2\n", "x-oss-meta-a:1, 2\n", "x-oss-meta-a:1\n",
                            "x-oss-meta-a:2\n", "x-oss-meta-a:1\nx-oss-meta-a:2\n"}) {
    EXPECT_TRUE(DiffV1(request, std::string("PUT\n\n\nD\n") + lines + "/b/k").empty()) << lines;
  }
  EXPECT_FALSE(DiffV1(request, "PUT\n\n\nD\nx-oss-meta-a:3\n/b/k").empty());
}

TEST(SignatureDiff, TakesAnEmptyHeaderThatIsLeftOut) {
  const Request request = ReadRequest("PUT", "/k", kHost, {{"Date", "D"}, {"x-oss-meta-a", ""}});
  EXPECT_TRUE(DiffV1(request, "PUT\n\n\nD\n/b/k").empty());
}

TEST(SignatureDiff, LetsTheEchoDecideWhichUnsettledKeysAreSigned) {
  EXPECT_TRUE(DiffV1(PutRequest("/k?vip=1"), "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k").empty());
  EXPECT_TRUE(
      DiffV1(PutRequest("/k?brandNew=1"), "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k?brandNew=1")
          .empty());
  EXPECT_FALSE(DiffV1(PutRequest("/k?acl"), "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k").empty());
}

TEST(SignatureDiff, TakesARawPlusEitherWay) {
  EXPECT_TRUE(DiffV1(PutRequest("/k?uploadId=a+b"),
                     "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k?uploadId=a+b")
                  .empty());
  EXPECT_TRUE(DiffV1(PutRequest("/k?uploadId=a+b"),
                     "PUT\n\ntext/plain\nD\nx-oss-meta-a:1\n/b/k?uploadId=a b")
                  .empty());
}

TEST(SignatureDiff, TakesAnyBucketBehindACustomDomain) {
  const Request request = ReadRequest("GET", "/dir/k", "files.example.com", {{"Date", "D"}});
  EXPECT_TRUE(DiffV1(request, "GET\n\n\nD\n/whatever/dir/k").empty());
  EXPECT_FALSE(DiffV1(request, "GET\n\n\nD\n/whatever/other/k").empty());
}

TEST(SignatureDiff, TakesEitherDateWhenThereAreTwo) {
  const Request request = ReadRequest("GET", "/k", kHost, {{"Date", "D"}, {"x-oss-date", "X"}});
  EXPECT_TRUE(DiffV1(request, "GET\n\n\nD\nx-oss-date:X\n/b/k").empty());
  EXPECT_TRUE(DiffV1(request, "GET\n\n\nX\nx-oss-date:X\n/b/k").empty());
}

TEST(SignatureDiff, TakesAnyBucketBehindTheAliasOfAnAccessPoint) {
  const Request request =
      ReadRequest("GET", "/k", "ap-1-abc-ossalias.oss-cn-hangzhou.aliyuncs.com", {{"Date", "D"}});
  EXPECT_TRUE(DiffV1(request, "GET\n\n\nD\n/b/k").empty());
}

TEST(SignatureDiff, TakesEitherOfTwoContentTypes) {
  const Request request = ReadRequest(
      "PUT", "/k", kHost, {{"Date", "D"}, {"Content-Type", "a/b"}, {"content-type", "c/d"}});
  EXPECT_TRUE(DiffV1(request, "PUT\n\na/b\nD\n/b/k").empty());
  EXPECT_TRUE(DiffV1(request, "PUT\n\nc/d\nD\n/b/k").empty());
  EXPECT_FALSE(DiffV1(request, "PUT\n\n\nD\n/b/k").empty());
}

TEST(SignatureDiff, IsNotMisledByDecodedSeparators) {
  const Request request =
      ReadRequest("GET", "/a%3Fb?x-oss-process=image%2Fresize%26acl", kHost, {{"Date", "D"}});
  EXPECT_TRUE(DiffV1(request, "GET\n\n\nD\n/b/a?b?x-oss-process=image/resize&acl").empty());
}

TEST(SignatureDiff, SaysOnlyThatItDiffersWhenTheEchoHasNoKnownForm) {
  const auto found = DiffV1(PutRequest(), "something else");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].part, SignedPart::kWhole);
}

std::vector<Difference> DiffV4(const Request& request, std::string_view echoed) {
  return CompareV4(request, CanonicalizeV4(request, ReadCredentials(request)), echoed);
}

Request GetV4(std::string_view target) {
  return ReadRequest("GET", target, kHost,
                     {{"x-oss-date", "D"},
                      {"Authorization",
                       "OSS4-HMAC-SHA256 Credential=i/20240515/cn-hangzhou/oss/aliyun_v4_request,"
                       "AdditionalHeaders=range,Signature=s"},
                      {"Range", "bytes=0-1"}});
}

TEST(SignatureDiff, ComparesCanonicalRequests) {
  EXPECT_TRUE(
      DiffV4(GetV4("/k"), "GET\n/b/k\n\nrange:bytes=0-1\nx-oss-date:D\n\nrange\nUNSIGNED-PAYLOAD")
          .empty());
  const auto found = DiffV4(
      GetV4("/k"),
      "GET\n/b/k\nutm=1\nrange:bytes=0-9\nx-oss-date:D\nx-oss-x:1\n\nrange\nUNSIGNED-PAYLOAD");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(PartName(found[0]), "query utm");
  EXPECT_EQ(PartName(found[1]), "header range");
  EXPECT_EQ(PartName(found[2]), "header x-oss-x");
}

TEST(SignatureDiff, EveryQueryKeyCountsInV4) {
  const auto found =
      DiffV4(GetV4("/k?prefix=a"),
             "GET\n/b/k\n\nrange:bytes=0-1\nx-oss-date:D\n\nrange\nUNSIGNED-PAYLOAD");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(PartName(found[0]), "query prefix");
}

TEST(SignatureDiff, ComparesTheListOfNamesAndThePayloadLine) {
  const auto found = DiffV4(GetV4("/k"), "GET\n/b/k\n\nrange:bytes=0-1\nx-oss-date:D\n\n\nabc");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(PartName(found[0]), "additional-headers");
  EXPECT_EQ(PartName(found[1]), "payload");
}

}  // namespace
}  // namespace osslens::oss
