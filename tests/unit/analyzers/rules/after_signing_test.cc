#include "analyzers/rules/after_signing.h"

#include <gtest/gtest.h>

#include "analyzers/recent_history.h"
#include "tests/unit/analyzers/rule_fixture.h"

namespace osslens::analyzers {
namespace {

Suspicion Of(const std::string& target, const std::string& headers) {
  const RecentHistory history(1);
  const store::Exchange exchange = MakeExchange(
      "b.oss-cn-hangzhou.aliyuncs.com", "PUT " + target + " HTTP/1.1\r\n" + headers + "\r\n",
      "HTTP/1.1 403 X\r\nx-oss-request-id: "
      "1\r\n\r\n<Error><Code>SignatureDoesNotMatch</Code></Error>");
  return SuspectChange(Facts(exchange, history));
}

TEST(AfterSigning, SuspectsTypesThatLibrariesAdd) {
  EXPECT_EQ(Of("/k", "Content-Type: application/x-www-form-urlencoded\r\n"),
            Suspicion::kDefaultContentType);
  EXPECT_EQ(Of("/k", "Content-Type: text/plain;charset=UTF-8\r\n"), Suspicion::kDefaultContentType);
  EXPECT_EQ(Of("/k", "Content-Type: image/png\r\n"), Suspicion::kNone);
}

TEST(AfterSigning, SuspectsAnyTypeOnASignedUrl) {
  EXPECT_EQ(Of("/k?OSSAccessKeyId=a&Expires=1&Signature=s", "Content-Type: image/png\r\n"),
            Suspicion::kContentTypeOnUrl);
  EXPECT_EQ(Of("/k?OSSAccessKeyId=a&Expires=1&Signature=s", ""), Suspicion::kNone);
}

TEST(AfterSigning, SuspectsAProxyInFrontLast) {
  EXPECT_EQ(Of("/k", "Via: 1.1 p\r\n"), Suspicion::kProxyBefore);
  EXPECT_EQ(Of("/k", "Via: 1.1 p\r\nContent-Type: a/b; charset=x\r\n"),
            Suspicion::kDefaultContentType);
}

}  // namespace
}  // namespace osslens::analyzers
