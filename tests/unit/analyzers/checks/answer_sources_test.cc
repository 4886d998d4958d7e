#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;

TEST(AnswerSources, ReadTheErrorDocument) {
  const json words = {{"elements",
                       {{"Code", "AccessDenied"},
                        {"Message", "M"},
                        {"EC", "0003-00000001"},
                        {"AccessDeniedDetail/AuthAction", "oss:GetObject"}}}};
  EXPECT_TRUE(CheckHolds("status is 403 and code is AccessDenied and message is M", words));
  EXPECT_TRUE(CheckHolds("ec is 0003-00000001 and no error-in-header", words));
  EXPECT_TRUE(CheckHolds("element AccessDeniedDetail/AuthAction is oss:GetObject", words));
  EXPECT_TRUE(CheckHolds("no foreign-element Code", words));
}

TEST(AnswerSources, KeepDocumentsOfOthersApart) {
  const json words = {{"server", "MinIO"}, {"elements", {{"Code", "AccessDenied"}}}};
  EXPECT_TRUE(CheckHolds("foreign-element Code and no element Code and no code", words));
}

TEST(AnswerSources, ReadErrorsInHeaders) {
  const json words = {
      {"method", "HEAD"},
      {"response",
       {{"x-oss-err", Base64Encode("<Error><Code>NoSuchKey</Code></Error>")}, {"x-oss-ec", "9"}}}};
  EXPECT_TRUE(CheckHolds("error-in-header is NoSuchKey and ec is 9", words));
}

TEST(AnswerSources, CompareTimes) {
  const json words = {{"elements",
                       {{"Code", "RequestTimeTooSkewed"},
                        {"RequestTime", "2024-05-15T08:00:00.000Z"},
                        {"ServerTime", "2024-05-15T09:00:01.000Z"}}}};
  EXPECT_TRUE(CheckHolds("skew is 3601 and server-day is 20240515", words));
  EXPECT_TRUE(CheckHolds("server-time is 2024-05-15T09:00:01.000Z", words));
  EXPECT_TRUE(CheckHolds("server-day is 20240516 and no skew",
                         json{{"response", {{"Date", "Thu, 16 May 2024 00:00:00 GMT"}}}}));
}

TEST(AnswerSources, FindWhatOssNames) {
  const json named = {
      {"headers", {{"If-Match", "a"}}},
      {"target", "/k?position=x"},
      {"elements", {{"Code", "C"}, {"Header", "If-Match"}, {"ArgumentName", "position"}}}};
  EXPECT_TRUE(CheckHolds("named-header is a and named-argument is x", named));
  const json other = {{"elements", {{"Code", "C"}, {"Header", "If-Match"}, {"ArgumentName", "p"}}}};
  EXPECT_TRUE(CheckHolds("no named-header and no named-argument", other));
}

TEST(AnswerSources, TellFailures) {
  const json words = {{"status", 0},
                      {"failure", {"reset", "broke"}},
                      {"connected", true},
                      {"reused", true},
                      {"wait_seconds", 7}};
  EXPECT_TRUE(CheckHolds("failure is reset and failure-message is broke and connected", words));
  EXPECT_TRUE(CheckHolds("pooled-connection and wait-seconds is 7 and no status", words));
  EXPECT_TRUE(CheckHolds("no failure and no failure-message and no connected", {}));
}

TEST(AnswerSources, RecogniseWebPagesAndIntermediaries) {
  const json page = {{"server", "nginx"},
                     {"answer", "<!DOCTYPE HTML><p>Blocked</p>"},
                     {"response", {{"Via", "1.1 proxy"}}}};
  EXPECT_TRUE(CheckHolds("html and answer-text like *blocked* and intermediary", page));
  EXPECT_TRUE(CheckHolds("no html and no answer-text and no intermediary", {}));
  EXPECT_TRUE(CheckHolds("html", json{{"response", {{"Content-Type", "text/html; charset=x"}}}}));
}

}  // namespace
}  // namespace osslens::analyzers
