#include "store/transfer/secret_spans.h"

#include <gtest/gtest.h>

namespace osslens::store {
namespace {

std::string Named(std::string_view text) { return MaskSpans(text, FindNamedSecrets(text)); }
std::string Authorization(std::string_view text) {
  return MaskSpans(text, FindInAuthorization(text));
}
std::string Head(std::string_view text) { return MaskSpans(text, FindInHead(text)); }

TEST(FindNamedSecrets, MasksQueryParameters) {
  EXPECT_EQ(Named("/a?OSSAccessKeyId=AK&Expires=1&Signature=ab%2Bc%3D"),
            "/a?OSSAccessKeyId=AK&Expires=1&Signature=***");
  EXPECT_EQ(Named("/a?x-oss-signature=abc&x-oss-signature-version=OSS4-HMAC-SHA256"),
            "/a?x-oss-signature=***&x-oss-signature-version=OSS4-HMAC-SHA256");
  EXPECT_EQ(Named("/a?X-Amz-Signature=abc&security-token=t HTTP/1.1"),
            "/a?X-Amz-Signature=***&security-token=*** HTTP/1.1");
}

TEST(FindNamedSecrets, SeesThroughEscapesOfNamesAndSigns) {
  EXPECT_EQ(Named("/a?x%2Doss%2Dsignature=abc&b=c"), "/a?x%2Doss%2Dsignature=***&b=c");
  EXPECT_EQ(Named("/r?to=https%3A%2F%2Fa%3Fb%3Dc%26Signature%3Dabc%26d&e=f"),
            "/r?to=https%3A%2F%2Fa%3Fb%3Dc%26Signature%3D***%26d&e=f");
  EXPECT_EQ(Named(R"("/a?b=c\u0026Signature=abc\u0026d=e")"),
            R"("/a?b=c\u0026Signature=***\u0026d=e")");
}

TEST(FindNamedSecrets, MasksElements) {
  EXPECT_EQ(Named("<SignatureProvided>ab+/=</SignatureProvided><Code>x</Code>"),
            "<SignatureProvided>***</SignatureProvided><Code>x</Code>");
  EXPECT_EQ(Named("<SecurityToken>cut off"), "<SecurityToken>***");
  EXPECT_EQ(Named("&lt;SecurityToken&gt;abc&lt;/SecurityToken&gt;"),
            "&lt;SecurityToken&gt;***&lt;/SecurityToken&gt;");
}

TEST(FindNamedSecrets, MasksMembersOfJson) {
  EXPECT_EQ(Named(R"({"AccessKeySecret": "abc", "AccessKeyId":"AK"})"),
            R"({"AccessKeySecret": "***", "AccessKeyId":"AK"})");
  EXPECT_EQ(Named(R"(["eq", "$x-oss-security-token", "abc"])"),
            R"(["eq", "$x-oss-security-token", "***"])");
  EXPECT_EQ(Named(R"("{\"SecurityToken\":\"abc\",\"a\":1}")"),
            R"("{\"SecurityToken\":\"***\",\"a\":1}")");
  EXPECT_EQ(Named(R"({"signature": {"a": 1}})"), R"({"signature": {"a": 1}})");
}

TEST(FindNamedSecrets, MasksLinesOfAStringToSign) {
  EXPECT_EQ(Named("PUT\n\nx-oss-security-token:ab:c=\n/b/o?security-token=ab"),
            "PUT\n\nx-oss-security-token:***\n/b/o?security-token=***");
  EXPECT_EQ(Named(R"("PUT\nx-oss-security-token:abc\n/b")"),
            R"("PUT\nx-oss-security-token:***\n/b")");
}

TEST(FindNamedSecrets, MasksPartsOfAForm) {
  EXPECT_EQ(Named("--b\r\nContent-Disposition: form-data; name=\"Signature\"\r\n\r\nab==\r\n--b\r\n"
                  "Content-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--b--"),
            "--b\r\nContent-Disposition: form-data; name=\"Signature\"\r\n\r\n***\r\n--b\r\n"
            "Content-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--b--");
  EXPECT_EQ(Named("Content-Disposition: form-data; name=x-oss-security-token\r\n"
                  "Content-Type: text/plain\r\n\r\nab\r\n--b--"),
            "Content-Disposition: form-data; name=x-oss-security-token\r\n"
            "Content-Type: text/plain\r\n\r\n***\r\n--b--");
}

TEST(FindNamedSecrets, MasksChunkSignatures) {
  EXPECT_EQ(Named("10000;chunk-signature=ad80\r\ndata"), "10000;chunk-signature=***\r\ndata");
}

TEST(FindNamedSecrets, MasksUserInformationOfUrls) {
  EXPECT_EQ(Named("http://user:p@ss@host/a@b"), "http://***@host/a@b");
  EXPECT_EQ(Named("http://host/a@b"), "http://host/a@b");
}

TEST(FindNamedSecrets, LeavesProseAndOtherNamesAlone) {
  for (const std::string text :
       {"The request signature we calculated does not match the signature you provided.",
        "mysignature=a", "signatures=a", "x-oss-signature-version=1", "Signature=", "signature",
        "continuation-token=abc", "<SignatureProvided/>"}) {
    EXPECT_EQ(Named(text), text);
  }
}

TEST(FindInAuthorization, KeepsKeyIdAndScope) {
  EXPECT_EQ(Authorization("OSS LTAI:abc="), "OSS LTAI:***");
  EXPECT_EQ(Authorization("OSS4-HMAC-SHA256 Credential=AK/20240515/cn-hangzhou/oss/"
                          "aliyun_v4_request, AdditionalHeaders=host;range, Signature=77da"),
            "OSS4-HMAC-SHA256 Credential=AK/20240515/cn-hangzhou/oss/"
            "aliyun_v4_request, AdditionalHeaders=host;range, Signature=***");
  EXPECT_EQ(Authorization("AWS4-HMAC-SHA256 Credential=AK/d/r/s3/aws4_request,"
                          "SignedHeaders=host,Signature=77da"),
            "AWS4-HMAC-SHA256 Credential=AK/d/r/s3/aws4_request,SignedHeaders=host,Signature=***");
  EXPECT_EQ(Authorization("OSS2 AccessKeyId:AK,AdditionalHeaders:host,Signature:abc"),
            "OSS2 AccessKeyId:AK,AdditionalHeaders:host,Signature:***");
}

TEST(FindInAuthorization, MasksAllThatItDoesNotKnow) {
  EXPECT_EQ(Authorization("Basic dXNlcjpw"), "Basic ***");
  EXPECT_EQ(Authorization("Bearer  a b"), "Bearer  ***");
  EXPECT_EQ(Authorization("kgQjxM0oxC"), "***");
  EXPECT_EQ(Authorization("OSS without-a-colon"), "OSS ***");
  EXPECT_EQ(Authorization("OSS4-HMAC-SHA256 Credential=AK Signature=77da"),
            "OSS4-HMAC-SHA256 Credential=AK Signature=***");
  EXPECT_EQ(Authorization("OSS4-HMAC-SHA256 Credential=AK,77da,Sig=78db"),
            "OSS4-HMAC-SHA256 Credential=AK,***,Sig=***");
}

TEST(FindInAuthorization, FindsNothingInNothing) {
  EXPECT_EQ(Authorization(""), "");
  EXPECT_EQ(Authorization("Basic "), "Basic ");
}

TEST(FindInHead, MasksHeadersThatAreSecrets) {
  EXPECT_EQ(Head("GET /a?Signature=x&b=c HTTP/1.1\r\n"
                 "AUTHORIZATION:OSS AK:sig\r\n"
                 "Cookie: a=b; c=d, \"e\"\r\n"
                 "Proxy-Authorization: Basic abc\r\n"
                 "x-oss-security-token: t+/=\r\n"
                 "x-oss-server-side-encryption-customer-key: k\r\n"
                 "x-oss-server-side-encryption-customer-key-MD5: m\r\n"
                 "Referer: http://u:p@h/?Signature=x\r\n\r\n"),
            "GET /a?Signature=***&b=c HTTP/1.1\r\n"
            "AUTHORIZATION:OSS AK:***\r\n"
            "Cookie: ***\r\n"
            "Proxy-Authorization: ***\r\n"
            "x-oss-security-token: ***\r\n"
            "x-oss-server-side-encryption-customer-key: ***\r\n"
            "x-oss-server-side-encryption-customer-key-MD5: m\r\n"
            "Referer: http://***@h/?Signature=***\r\n\r\n");
}

TEST(FindInHead, MasksFoldedLines) {
  EXPECT_EQ(Head("GET / HTTP/1.1\r\nx-oss-security-token: abc\r\n def\r\nHost: a\r\n\r\n"),
            "GET / HTTP/1.1\r\nx-oss-security-token: ***\r\nHost: a\r\n\r\n");
  EXPECT_EQ(Head("GET / HTTP/1.1\r\nAuthorization: OSS AK:abc\r\n\tdef\r\nHost: a\r\n\r\n"),
            "GET / HTTP/1.1\r\nAuthorization: ***\r\nHost: a\r\n\r\n");
}

TEST(FindInHead, MasksOddSpellings) {
  EXPECT_EQ(Head("GET / HTTP/1.1\nCookie : a=b\nx-oss-security-token\t: t\n\n"),
            "GET / HTTP/1.1\nCookie : ***\nx-oss-security-token\t: ***\n\n");
  EXPECT_EQ(Head("GET / HTTP/1.1\r\nCookie: cut off"), "GET / HTTP/1.1\r\nCookie: ***");
}

TEST(MergeSpans, JoinsWhatOverlapsAndDropsWhatIsEmpty) {
  const auto merged = MergeSpans({{8, 2}, {0, 3}, {2, 4}, {20, 0}, {6, 1}});
  ASSERT_EQ(merged.size(), 2U);
  EXPECT_EQ(merged[0].offset, 0U);
  EXPECT_EQ(merged[0].size, 7U);
  EXPECT_EQ(merged[1].offset, 8U);
  EXPECT_EQ(merged[1].size, 2U);
}

}  // namespace
}  // namespace osslens::store
