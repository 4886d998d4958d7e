#include "analyzers/oss/error_document.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr std::string_view kDenied = R"(<?xml version="1.0" encoding="UTF-8"?>
<Error>
  <Code>AccessDenied</Code>
  <Message> You have no right &amp; so on </Message>
  <RequestId>65A0EXAMPLE0000000000002</RequestId>
  <HostId>examplebucket.oss-cn-hangzhou.aliyuncs.com</HostId>
  <EC>0003-00000001</EC>
  <AccessDeniedDetail><AuthAction>oss:GetObject</AuthAction></AccessDeniedDetail>
</Error>
)";

TEST(ErrorDocument, ReadsTheUsualElementsTrimmed) {
  const auto document = ParseErrorDocument(kDenied);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->code, "AccessDenied");
  EXPECT_EQ(document->message, "You have no right & so on");
  EXPECT_EQ(document->request_id, "65A0EXAMPLE0000000000002");
  EXPECT_EQ(document->host_id, "examplebucket.oss-cn-hangzhou.aliyuncs.com");
  EXPECT_EQ(document->ec, "0003-00000001");
  EXPECT_EQ(document->Value("AccessDeniedDetail/AuthAction"), "oss:GetObject");
  EXPECT_TRUE(document->complete);
}

TEST(ErrorDocument, LeavesOutAnElementThatWasCutOff) {
  const size_t cut = kDenied.find("65A0EXAMPLE") + 5;
  const auto document = ParseErrorDocument(kDenied.substr(0, cut));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->code, "AccessDenied");
  EXPECT_EQ(document->request_id, "");
  EXPECT_FALSE(document->complete);
}

TEST(ErrorDocument, NeverGivesPartOfAValueWhereverItIsCut) {
  const auto whole = ParseErrorDocument(kDenied);
  for (size_t cut = 0; cut < kDenied.size(); ++cut) {
    const auto document = ParseErrorDocument(kDenied.substr(0, cut));
    if (!document) continue;
    for (const auto& [name, text] : document->elements) {
      EXPECT_EQ(text, whole->Raw(name)) << "cut at " << cut;
    }
  }
}

TEST(ErrorDocument, ReadsNamespacesAndAByteOrderMark) {
  const auto document = ParseErrorDocument(
      "\xEF\xBB\xBF\n<Error xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"><Code>NoSuchKey"
      "</Code></Error>");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->code, "NoSuchKey");
}

TEST(ErrorDocument, ReadsBothJsonForms) {
  EXPECT_EQ(ParseErrorDocument(R"({"Error":{"Code":"NoSuchKey","Message":"m"}})")->message, "m");
  EXPECT_EQ(ParseErrorDocument(R"({"Code":"NoSuchKey","EC":"0026-00000001"})")->ec,
            "0026-00000001");
}

TEST(ErrorDocument, IsNotFoundInOtherBodies) {
  EXPECT_FALSE(ParseErrorDocument(""));
  EXPECT_FALSE(ParseErrorDocument("<html><body>502 Bad Gateway</body></html>"));
  EXPECT_FALSE(ParseErrorDocument("Error: <Error><Code>x</Code></Error>"));
  EXPECT_FALSE(ParseErrorDocument("<Error><Message>no code</Message></Error>"));
  EXPECT_FALSE(ParseErrorDocument("<ListBucketResult><Code>x</Code></ListBucketResult>"));
  EXPECT_FALSE(ParseErrorDocument("{\"ok\":true}"));
  EXPECT_FALSE(ParseErrorDocument("{\"Code\":"));
}

TEST(ErrorDocument, IsReadFromTheHeaderOfAHeadAnswer) {
  const auto document = ErrorFromHeaders(Base64Encode(kDenied), "0003-00000001");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->code, "AccessDenied");
  EXPECT_TRUE(document->from_header);
}

TEST(ErrorDocument, HasAtLeastTheCodeOfXOssEc) {
  const auto document = ErrorFromHeaders("", "0026-00000001");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->ec, "0026-00000001");
  EXPECT_EQ(document->code, "");
  EXPECT_FALSE(ErrorFromHeaders("not base64!", ""));
}

TEST(SignatureEcho, PrefersTheBytes) {
  const auto document = ParseErrorDocument(
      "<Error><Code>SignatureDoesNotMatch</Code><SignatureProvided>sig=</SignatureProvided>"
      "<OSSAccessKeyId>id</OSSAccessKeyId><StringToSign>mangled</StringToSign>"
      "<StringToSignBytes>47 45 54 0A 2f </StringToSignBytes></Error>");
  const auto echo = ReadEcho(*document);
  ASSERT_TRUE(echo);
  EXPECT_EQ(echo->string_to_sign, "GET\n/");
  EXPECT_TRUE(echo->exact);
  EXPECT_EQ(echo->signature_provided, "sig=");
  EXPECT_EQ(echo->key_id, "id");
}

TEST(SignatureEcho, FallsBackToTheTextWithLineFeeds) {
  const auto document = ParseErrorDocument(
      "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>GET\r\n\r\n&lt;\n/</StringToSign>"
      "<StringToSignBytes>47 4</StringToSignBytes></Error>");
  const auto echo = ReadEcho(*document);
  ASSERT_TRUE(echo);
  EXPECT_EQ(echo->string_to_sign, "GET\n\n<\n/");
  EXPECT_FALSE(echo->exact);
}

TEST(SignatureEcho, ReadsTheCanonicalRequestOfV4) {
  const auto document = ParseErrorDocument(
      "<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>GET\n/b/k\n\n\n\nUNSIGNED-PAYLOAD"
      "</CanonicalRequest></Error>");
  EXPECT_EQ(ReadEcho(*document)->canonical_request, "GET\n/b/k\n\n\n\nUNSIGNED-PAYLOAD");
}

TEST(SignatureEcho, IsAbsentFromOtherErrors) {
  EXPECT_FALSE(ReadEcho(*ParseErrorDocument(kDenied)));
}

}  // namespace
}  // namespace osslens::oss
