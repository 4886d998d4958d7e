#include "analyzers/recent_history.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

constexpr const char* kHost = "b.oss-cn-hangzhou.aliyuncs.com";

store::Exchange Get(const std::string& key_id, const std::string& token, int status) {
  std::string request = std::string("GET /k HTTP/1.1\r\nHost: ") + kHost +
                        "\r\nAuthorization: OSS " + key_id + ":sig\r\n";
  if (!token.empty()) request += "x-oss-security-token: " + token + "\r\n";
  return MakeExchange(
      kHost, request + "\r\n",
      "HTTP/1.1 " + std::to_string(status) + " X\r\nx-oss-request-id: 65A0\r\n\r\n");
}

void Remember(RecentHistory& history, const store::Exchange& exchange) {
  history.Remember(Facts(exchange, history));
}

TEST(RecentHistory, RemembersKeysThatWorked) {
  RecentHistory history(10);
  Remember(history, Get("good", "", 200));
  Remember(history, Get("bad", "", 403));
  EXPECT_TRUE(history.KeyWorked("good"));
  EXPECT_FALSE(history.KeyWorked("bad"));
  EXPECT_FALSE(history.KeyWorked("never"));
}

TEST(RecentHistory, RemembersWhereABucketWasServed) {
  RecentHistory history(10);
  Remember(history, Get("good", "", 200));
  EXPECT_EQ(history.EndpointOf("b"), "oss-cn-hangzhou.aliyuncs.com");
  EXPECT_EQ(history.EndpointOf("c"), "");
}

TEST(RecentHistory, RemembersTheFirstKeyOfATokenAndThatItWorked) {
  RecentHistory history(10);
  Remember(history, Get("STS.one", "token", 403));
  Remember(history, Get("STS.two", "token", 200));
  const auto use = history.UseOf(Secret(std::string("token")));
  ASSERT_TRUE(use);
  EXPECT_EQ(use->key_id, "STS.one");
  EXPECT_TRUE(use->worked);
  EXPECT_FALSE(history.UseOf(Secret(std::string("other"))));
}

TEST(RecentHistory, LearnsNothingFromOtherServers) {
  RecentHistory history(10);
  Remember(history, MakeExchange(kHost, "GET / HTTP/1.1\r\nAuthorization: OSS id:s\r\n\r\n",
                                 "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n"));
  EXPECT_FALSE(history.KeyWorked("id"));
}

TEST(RecentHistory, ForgetsTheOldestAtItsLimit) {
  RecentHistory history(2);
  Remember(history, Get("one", "", 200));
  Remember(history, Get("two", "", 200));
  EXPECT_TRUE(history.KeyWorked("one"));
  Remember(history, Get("three", "", 200));
  EXPECT_FALSE(history.KeyWorked("one"));
  EXPECT_TRUE(history.KeyWorked("two"));
  EXPECT_TRUE(history.KeyWorked("three"));
}

store::Exchange UploadPart(const std::string& upload_id, int number, const std::string& etag) {
  return MakeExchange(kHost,
                      "PUT /k?partNumber=" + std::to_string(number) + "&uploadId=" + upload_id +
                          " HTTP/1.1\r\nHost: " + kHost + "\r\n\r\nhello",
                      "HTTP/1.1 200 OK\r\nx-oss-request-id: 65A0\r\nETag: " + etag + "\r\n\r\n");
}

TEST(RecentHistory, RemembersThePartsOfAnUpload) {
  RecentHistory history(10);
  Remember(history, UploadPart("one", 1, "\"ab\""));
  Remember(history, UploadPart("one", 1, "\"cd\""));
  const History::Upload* upload = history.UploadOf("one");
  ASSERT_NE(upload, nullptr);
  ASSERT_EQ(upload->parts.size(), 1U);
  EXPECT_EQ(upload->parts.at(1).etag, "CD");
  EXPECT_EQ(upload->parts.at(1).bytes, 5U);
  EXPECT_FALSE(upload->begun);
  EXPECT_EQ(history.UploadOf("two"), nullptr);
}

TEST(RecentHistory, ForgetsPartsAndUploadsAtItsLimits) {
  RecentHistory history(10);
  for (int number = 1; number <= static_cast<int>(RecentHistory::kParts); ++number) {
    Remember(history, UploadPart("one", number, "ab"));
  }
  EXPECT_FALSE(history.UploadOf("one")->forgotten);
  Remember(history, UploadPart("one", static_cast<int>(RecentHistory::kParts) + 1, "ab"));
  EXPECT_TRUE(history.UploadOf("one")->forgotten);
  EXPECT_EQ(history.UploadOf("one")->parts.size(), RecentHistory::kParts);
  for (size_t i = 0; i < RecentHistory::kUploads; ++i) {
    Remember(history, UploadPart("upload" + std::to_string(i), 1, "ab"));
  }
  EXPECT_EQ(history.UploadOf("one"), nullptr);
}

TEST(RecentHistory, RemembersWhereAnAppendEnded) {
  RecentHistory history(10);
  Remember(history, MakeExchange(kHost,
                                 std::string("POST /k?append&position=0 HTTP/1.1\r\nHost: ") +
                                     kHost + "\r\n\r\nhello",
                                 "HTTP/1.1 200 OK\r\nx-oss-request-id: 65A0\r\n"
                                 "x-oss-next-append-position: 5\r\n\r\n"));
  const auto end = history.AppendEndOf("b", "k");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->next_position, 5U);
  EXPECT_EQ(end->request_id, "65A0");
  EXPECT_FALSE(history.AppendEndOf("b", "other"));
}

store::Exchange Preflight(const std::string& allowed_headers) {
  return MakeExchange(
      kHost,
      std::string("OPTIONS /k HTTP/1.1\r\nHost: ") + kHost +
          "\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: PUT\r\n\r\n",
      "HTTP/1.1 200 OK\r\nx-oss-request-id: 65A0\r\n"
      "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\n"
      "Access-Control-Allow-Headers: " +
          allowed_headers + "\r\n\r\n");
}

TEST(RecentHistory, RemembersWhatPreflightsAllowed) {
  RecentHistory history(10);
  EXPECT_EQ(history.PreflightOf("https://a.example", "b", "k"), nullptr);
  Remember(history, Preflight("X-Oss-Date"));
  Remember(history, Preflight("x-oss-date, x-oss-meta-a"));
  const History::Preflight* allowed = history.PreflightOf("https://a.example", "b", "k");
  ASSERT_NE(allowed, nullptr);
  EXPECT_EQ(allowed->methods, std::vector<std::string>{"put"});
  EXPECT_EQ(allowed->headers, (std::vector<std::string>{"x-oss-date", "x-oss-meta-a"}));
  EXPECT_EQ(history.PreflightOf("https://b.example", "b", "k"), nullptr);
  EXPECT_EQ(history.PreflightOf("https://a.example", "b", "other"), nullptr);
}

TEST(RecentHistory, RemembersALimitedNumberOfNamesOfPreflights) {
  RecentHistory history(10);
  std::string names;
  for (size_t i = 0; i < RecentHistory::kNames + 5; ++i) names += "x-" + std::to_string(i) + ",";
  Remember(history, Preflight(names));
  EXPECT_EQ(history.PreflightOf("https://a.example", "b", "k")->headers.size(),
            RecentHistory::kNames);
}

}  // namespace
}  // namespace osslens::analyzers
