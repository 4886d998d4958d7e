#include "store/transfer/redact.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "store/transfer/har_export.h"
#include "store/transfer/ndjson_export.h"
#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

// All made up. Each is of the kind that its name says.
constexpr const char* kV4Signature =
    "77dad3dbb1c4f8a6e2905b3c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";
constexpr const char* kV1Signature = "NSyK8+dMr/kD1LDSuYxd8ZHHt4g=";
constexpr const char* kToken = "CAISmadeup1q6Ft5B2yfSjIr5fS+Jja/IuOJwNAq8zz==";
constexpr const char* kPassword = "pr0xy-pass:word";
constexpr const char* kSession = "sess10n-c00kie-value";
constexpr const char* kNewSession = "n3w-sess10n-value";
constexpr const char* kCustomerKey = "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=";
constexpr const char* kChunkSignature =
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
constexpr const char* kUrlPassword = "url-passw0rd";
constexpr const char* kSecretKey = "STSmadeupSecretKeyOfSomeone";

std::string PercentEncoded(std::string_view text, const char* format) {
  std::string encoded;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-') {
      encoded.push_back(c);
    } else {
      encoded += fmt::format(fmt::runtime(format), static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string Hex(std::string_view text, const char* format) {
  std::string hex;
  for (const char c : text) hex += fmt::format(fmt::runtime(format), static_cast<unsigned char>(c));
  return hex;
}

// The exchange with every secret in every place where it can stand.
std::unique_ptr<Exchange> MakeSecretive() {
  auto exchange = MakeRefused();
  const std::string token_in_query = PercentEncoded(kToken, "%{:02X}");
  const std::string target = "/day/one.txt?OSSAccessKeyId=LTAI-made-up&Signature=" +
                             PercentEncoded(kV1Signature, "%{:02X}") +
                             "&security-token=" + token_in_query;
  exchange->url =
      "https://user:" + std::string(kUrlPassword) + "@logs.oss-cn-hangzhou.aliyuncs.com" + target;
  exchange->request.head =
      "PUT " + target + " HTTP/1.1\r\nHost: logs.oss-cn-hangzhou.aliyuncs.com\r\n" +
      "Authorization: OSS4-HMAC-SHA256 Credential=LTAI-made-up/20240515/cn-hangzhou/oss/"
      "aliyun_v4_request, Signature=" +
      kV4Signature + "\r\nx-oss-security-token: " + kToken + "\r\nProxy-Authorization: Basic " +
      Base64Encode("user:" + std::string(kPassword)) +
      "\r\nCookie: theme=dark; session=" + kSession +
      "\r\nx-oss-server-side-encryption-customer-key: " + kCustomerKey +
      "\r\nReferer: " + exchange->url + "\r\nX-Latin: caf\xe9\r\n\r\n";
  exchange->forwarded_head = exchange->request.head;
  exchange->request.trailers = "x-oss-security-token: " + std::string(kToken) + "\r\n\r\n";
  const std::string policy = R"({"conditions":[{"bucket":"logs"},{"x-oss-security-token":")" +
                             std::string(kToken) + "\"}]}";
  exchange->request.body.bytes =
      "--b\r\nContent-Disposition: form-data; name=\"policy\"\r\n\r\n" + Base64Encode(policy) +
      "\r\n--b\r\nContent-Disposition: form-data; name=\"x-oss-security-token\"\r\n\r\n" + kToken +
      "\r\n--b\r\nContent-Disposition: form-data; name=\"Signature\"\r\n\r\n" + kV1Signature +
      "\r\n--b--\r\n400;chunk-signature=" + kChunkSignature + "\r\n\xff\xfe";
  exchange->interim_heads =
      "HTTP/1.1 103 Early Hints\r\nSet-Cookie: a=" + std::string(kNewSession) + "; Path=/\r\n\r\n";
  exchange->response.head =
      "HTTP/1.1 403 Forbidden\r\nSet-Cookie: session=" + std::string(kNewSession) +
      "; Domain=.aliyuncs.com\r\nLocation: " + exchange->url + "\r\n\r\n";
  const std::string to_sign = "PUT\n\nx-oss-security-token:" + std::string(kToken) + "\n/logs/a";
  exchange->response.body.bytes =
      "<Error><Code>SignatureDoesNotMatch</Code><SignatureProvided>" + std::string(kV4Signature) +
      "</SignatureProvided><StringToSign>" + to_sign + "</StringToSign><StringToSignBytes>" +
      Hex(to_sign, "{:02X} ") +
      "</StringToSignBytes><CanonicalRequest>PUT\n/a\nx-oss-signature=" + kV4Signature +
      "&amp;x-oss-security-token=" + token_in_query + "</CanonicalRequest>" +
      R"({"Credentials":{"AccessKeySecret":")" + kSecretKey + R"("}} echo: )" + kSession + " " +
      kPassword + " " + Hex(kV4Signature, "{:02x}") + " " + kCustomerKey +
      " cut: " + std::string(kToken).substr(0, 20);
  exchange->response.body.truncated = true;
  exchange->oss_message = "the token " + std::string(kToken) + " is not valid";
  exchange->note = "asked support about " + exchange->url;
  exchange->failure = Failure{FailureKind::kProtocol, "cannot reach " + exchange->url};
  Finding& finding = exchange->findings[0];
  finding.values = {
      {"echoed", kV4Signature}, {"expected_signature", kSecretKey}, {"string_to_sign", to_sign}};
  finding.evidence = {
      {Where::kRequestHeader, "Authorization", "OSS LTAI-made-up:" + std::string(kV1Signature), ""},
      {Where::kRequestQuery, "x-oss-signature", kV4Signature, ""},
      {Where::kRequestHeader, "Cookie", "session=" + std::string(kSession), ""},
      {Where::kResponseBody, "StringToSign", to_sign, ""}};
  return exchange;
}

// How a secret may hide in bytes; base64 at each alignment, without the digits that neighbours have a part in.
std::vector<std::string> FormsOf(std::string_view secret) {
  std::vector<std::string> forms{std::string(secret),
                                 PercentEncoded(secret, "%{:02X}"),
                                 PercentEncoded(secret, "%{:02x}"),
                                 Hex(secret, "{:02x}"),
                                 Hex(secret, "{:02X}"),
                                 Hex(secret, "{:02X} "),
                                 Hex(secret, "{:02x} ")};
  forms.push_back(Base64Encode(secret).substr(0, secret.size() * 4 / 3 - 1));
  forms.push_back(Base64Encode("x" + std::string(secret)).substr(2, secret.size() * 4 / 3 - 2));
  forms.push_back(Base64Encode("xx" + std::string(secret)).substr(3, secret.size() * 4 / 3 - 2));
  return forms;
}

class RedactTest : public testing::Test {
 protected:
  RedactTest() {
    auto writer = Must(ExchangeWriter::Open(directory_ / "test.db"));
    Must(WriteOne(writer, MakeSecretive()));
  }

  std::string Exported(std::unique_ptr<ExportFormat> format, Secrets secrets) {
    auto reader = Must(ExchangeReader::Open(directory_ / "test.db"));
    std::string bytes;
    Must(Export(reader, Filter{}, std::move(format), secrets).Run([&](std::string_view piece) {
      bytes += piece;
      return Result<void>();
    }));
    return bytes;
  }

  std::unique_ptr<ExportFormat> Har() { return std::make_unique<HarFormat>(encoder_, "0"); }
  std::unique_ptr<ExportFormat> Ndjson() { return std::make_unique<NdjsonFormat>(encoder_); }

  TempDirectory directory_;
  TestTexts texts_;
  ExchangeEncoder encoder_{texts_, Language::kEnglish};
};

TEST_F(RedactTest, NoSecretSurvivesInAnyFormatAndEncoding) {
  for (const std::string& bytes :
       {Exported(Har(), Secrets::kMasked), Exported(Ndjson(), Secrets::kMasked)}) {
    for (const char* secret : {kV4Signature, kV1Signature, kToken, kPassword, kSession, kNewSession,
                               kCustomerKey, kChunkSignature, kUrlPassword, kSecretKey}) {
      for (const std::string& form : FormsOf(secret)) {
        EXPECT_EQ(bytes.find(form), std::string::npos) << secret << " as " << form;
      }
    }
    // The beginning of the token at the cut end of the body.
    EXPECT_EQ(bytes.find(std::string(kToken).substr(0, 8)), std::string::npos);
  }
}

// What the test above looks for is really there when nothing is masked.
TEST_F(RedactTest, SecretsAreKeptWhenAskedFor) {
  const std::string bytes = Exported(Ndjson(), Secrets::kKept);
  for (const char* secret : {kV4Signature, kV1Signature, kToken, kSession, kNewSession,
                             kCustomerKey, kUrlPassword, kSecretKey, kPassword}) {
    EXPECT_NE(bytes.find(secret), std::string::npos) << secret;
  }
}

TEST_F(RedactTest, WhatExplainsTheExchangeStays) {
  const std::string bytes = Exported(Ndjson(), Secrets::kMasked);
  for (const char* kept :
       {"Credential=LTAI-made-up/20240515/cn-hangzhou/oss/aliyun_v4_request, Signature=***",
        "OSSAccessKeyId=LTAI-made-up&Signature=***&security-token=***",
        "<SignatureProvided>***</SignatureProvided>", "OSS LTAI-made-up:***",
        "logs.oss-cn-hangzhou.aliyuncs.com", "SignatureDoesNotMatch"}) {
    EXPECT_NE(bytes.find(kept), std::string::npos) << kept;
  }
}

TEST(Redact, LeavesAnExchangeWithoutSecretsAsItIs) {
  const auto before = MakeRefused();
  auto after = MakeRefused();
  Redact(*after);
  EXPECT_EQ(after->url, before->url);
  EXPECT_EQ(after->request.head, before->request.head);
  EXPECT_EQ(after->response.head, before->response.head);
  EXPECT_EQ(after->response.body.bytes, before->response.body.bytes);
  EXPECT_EQ(after->oss_message, before->oss_message);
  EXPECT_EQ(after->findings[0].values, before->findings[0].values);
}

TEST(Redact, LeavesOutBodiesThatItCannotSearch) {
  auto exchange = MakeExchange();
  exchange->response.head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
  exchange->request.head = "PUT / HTTP/1.1\r\nContent-Encoding: aws-chunked\r\n\r\n";
  exchange->request.body.bytes = "searched";
  Redact(*exchange);
  EXPECT_EQ(exchange->response.body.bytes, "");
  EXPECT_TRUE(exchange->response.body.truncated);
  EXPECT_EQ(exchange->request.body.bytes, "searched");
}

TEST(Redact, ShortSecretsAreMaskedAtTheirPlacesOnly) {
  auto exchange = MakeExchange();
  exchange->request.head = "GET /day?Signature=day HTTP/1.1\r\nAuthorization: OSS AK:one\r\n\r\n";
  Redact(*exchange);
  EXPECT_EQ(exchange->request.head,
            "GET /day?Signature=*** HTTP/1.1\r\nAuthorization: OSS AK:***\r\n\r\n");
  EXPECT_EQ(exchange->url, MakeExchange()->url);
}

TEST(Redact, AttributesOfACookieAreNoSecrets) {
  auto exchange = MakeExchange();
  exchange->response.head =
      "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Domain=.aliyuncs.com; Max-Age=3600000\r\n\r\n";
  Redact(*exchange);
  EXPECT_EQ(exchange->url, MakeExchange()->url);
  EXPECT_EQ(exchange->response.head, "HTTP/1.1 200 OK\r\nSet-Cookie: ***\r\n\r\n");
}

}  // namespace
}  // namespace osslens::store
