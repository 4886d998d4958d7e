#pragma once

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "tests/unit/store/store_support.h"

namespace osslens::store {

// All made up. Each is of the kind that its name says.
inline constexpr const char* kV4Signature =
    "77dad3dbb1c4f8a6e2905b3c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";
inline constexpr const char* kV1Signature = "NSyK8+dMr/kD1LDSuYxd8ZHHt4g=";
inline constexpr const char* kToken = "CAISmadeup1q6Ft5B2yfSjIr5fS+Jja/IuOJwNAq8zz==";
inline constexpr const char* kPassword = "pr0xy-pass:word";
inline constexpr const char* kSession = "sess10n-c00kie-value";
inline constexpr const char* kNewSession = "n3w-sess10n-value";
inline constexpr const char* kCustomerKey = "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=";
inline constexpr const char* kChunkSignature =
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
inline constexpr const char* kUrlPassword = "url-passw0rd";
inline constexpr const char* kSecretKey = "STSmadeupSecretKeyOfSomeone";

inline constexpr std::array kSecrets{kV4Signature, kV1Signature, kToken,       kPassword,
                                     kSession,     kNewSession,  kCustomerKey, kChunkSignature,
                                     kUrlPassword, kSecretKey};

inline std::string PercentEncoded(std::string_view text, const char* format) {
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

inline std::string Hex(std::string_view text, const char* format) {
  std::string hex;
  for (const char c : text) hex += fmt::format(fmt::runtime(format), static_cast<unsigned char>(c));
  return hex;
}

// The exchange with every secret in every place where it can stand.
inline std::unique_ptr<Exchange> MakeSecretive() {
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
inline std::vector<std::string> FormsOf(std::string_view secret) {
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

}  // namespace osslens::store
