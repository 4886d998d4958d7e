#include "analyzers/existence_check.h"

#include <gtest/gtest.h>

#include <string>

#include "analyzers/analyzer.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

constexpr const char* kHost = "examplebucket.oss-cn-hangzhou.aliyuncs.com";

// What OSS answered to a request, as the analyzer sees it.
store::Exchange Answered(const std::string& line, int status, const std::string& code,
                         const std::string& message, const std::string& fields = "") {
  static const Result<Catalogue> catalogue = Catalogue::Load();
  const bool is_head = line.starts_with("HEAD");
  store::Exchange exchange = MakeExchange(
      kHost, line + " HTTP/1.1\r\nHost: " + std::string(kHost) + "\r\n" + fields + "\r\n",
      "HTTP/1.1 " + std::to_string(status) +
          " No\r\nServer: AliyunOSS\r\nx-oss-request-id: 65A0\r\n\r\n" +
          (is_head ? ""
                   : "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>"));
  Analyzer(*catalogue).Annotate(exchange);
  return exchange;
}

store::Exchange NoSuchKey(const std::string& line) {
  return Answered(line, 404, "NoSuchKey", "The specified key does not exist.");
}

store::Exchange NoSuchBucket(const std::string& line) {
  return Answered(line, 404, "NoSuchBucket", "The specified bucket does not exist.");
}

store::Exchange NotAsItWas(const std::string& line, const std::string& fields) {
  return Answered(line, 412, "PreconditionFailed",
                  "At least one of the pre-conditions you specified did not hold.", fields);
}

TEST(ExistenceCheck, IsAQuestionForAnObjectOrABucket) {
  for (const char* line : {"HEAD /a", "GET /a?objectMeta"}) {
    const store::Exchange asked = NoSuchKey(line);
    EXPECT_EQ(AnsweredNo(asked), kCheckJob) << line;
    ASSERT_FALSE(asked.findings.empty());
    EXPECT_EQ(asked.findings.front().severity, store::Severity::kInfo) << line;
  }
  EXPECT_EQ(AnsweredNo(NoSuchBucket("HEAD /")), kCheckJob);
}

TEST(ExistenceCheck, IsNoReadOfTheObjectItself) {
  const store::Exchange read = NoSuchKey("GET /a");
  EXPECT_EQ(AnsweredNo(read), "");
  EXPECT_EQ(read.findings.front().severity, store::Severity::kError);
  EXPECT_TRUE(found_nothing(read));
  EXPECT_FALSE(found_nothing(NoSuchKey("PUT /a?acl"))) << "who changes it takes it for there";
}

TEST(ExistenceCheck, IsNoObjectThatIsSoughtInABucketThatIsNotThere) {
  const store::Exchange asked = NoSuchBucket("GET /a?objectMeta");
  EXPECT_EQ(AnsweredNo(asked), "");
  EXPECT_EQ(asked.findings.front().severity, store::Severity::kError);
  EXPECT_FALSE(found_nothing(NoSuchBucket("GET /a")));
  EXPECT_TRUE(found_nothing(NoSuchBucket("GET /?bucketInfo")));
}

TEST(ExistenceCheck, IsNoAnswerOfAnotherServer) {
  store::Exchange exchange =
      MakeExchange("files.example.com", "HEAD /a HTTP/1.1\r\nHost: files.example.com\r\n\r\n",
                   "HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n");
  exchange.operation = "HeadObject";
  EXPECT_EQ(AnsweredNo(exchange), "");
}

TEST(ExistenceCheck, IsNoBrokenCallAndNoOtherStatus) {
  store::Exchange asked = NoSuchKey("HEAD /a");
  asked.failure = store::Failure{store::FailureKind::kReset, "broke"};
  EXPECT_EQ(AnsweredNo(asked), "");
  asked.failure.reset();
  asked.status = 403;
  EXPECT_EQ(AnsweredNo(asked), "");
}

TEST(ExistenceCheck, IsNoneWhenSomethingWorseIsKnown) {
  store::Exchange asked = NoSuchKey("HEAD /a");
  asked.findings.emplace_back().rule = "wrong-endpoint";
  EXPECT_EQ(AnsweredNo(asked), "");
}

TEST(ExistenceCheck, OfAConditionIsOnlyThatOfARead) {
  const store::Exchange asked = NotAsItWas("GET /a", "If-Match: \"1\"\r\n");
  EXPECT_EQ(AnsweredNo(asked), kConditionJob);
  EXPECT_EQ(asked.findings.front().severity, store::Severity::kInfo);
  EXPECT_EQ(AnsweredNo(NotAsItWas("GET /a", "If-Unmodified-Since: x\r\n")), kConditionJob);
  EXPECT_EQ(AnsweredNo(NotAsItWas("PUT /a", "If-Match: \"1\"\r\n")), "");
  EXPECT_EQ(AnsweredNo(NotAsItWas("GET /a", "If-Match: \"1\"\r\nRange: bytes=5-\r\n")), "")
      << "a download cannot go on";
  EXPECT_EQ(AnsweredNo(NotAsItWas("GET /a", "")), "");
}

TEST(ExistenceCheck, KnowsWhatCreates) {
  store::Exchange exchange;
  exchange.object = "a";
  for (const char* operation : {"PutObject", "CompleteMultipartUpload"}) {
    exchange.operation = operation;
    EXPECT_TRUE(creates(exchange)) << operation;
  }
  exchange.operation = "PutObjectAcl";
  EXPECT_FALSE(creates(exchange));
  exchange.object.clear();
  exchange.operation = "PutBucket";
  EXPECT_TRUE(creates(exchange));
}

}  // namespace
}  // namespace osslens::analyzers
