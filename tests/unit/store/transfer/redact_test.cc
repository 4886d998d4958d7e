#include "store/transfer/redact.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "store/transfer/har_export.h"
#include "store/transfer/ndjson_export.h"
#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/secretive.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

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
    for (const char* secret : kSecrets) {
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

TEST(Redact, TheOutlineOfAFormIsLeftOut) {
  auto exchange = MakeExchange();
  exchange->form.emplace().parts.emplace_back().head = "x-oss-security-token: hush";
  Redact(*exchange);
  EXPECT_FALSE(exchange->form);
}

}  // namespace
}  // namespace osslens::store
