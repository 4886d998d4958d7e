#include "web/server/api/signature_calls.h"

#include <gmock/gmock.h>

#include "analyzers/oss/signature_v1.h"
#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using testing::Not;

using SignatureCalls = ApiTest;

// Signed with V1 and a security token, and refused with what OSS built, which has another object.
void MakeSignedWithToken(store::Exchange& exchange) {
  exchange.request.head =
      "GET /day/one.txt HTTP/1.1\r\n"
      "Host: logs.oss-cn-hangzhou.aliyuncs.com\r\n"
      "Date: Wed, 15 May 2024 12:00:00 GMT\r\n"
      "x-oss-security-token: token-made-up-0123456789\r\n"
      "Authorization: OSS STS.made-up:c2lnbmF0dXJlLW1hZGUtdXA=\r\n\r\n";
  exchange.forwarded_head = exchange.request.head;
  exchange.response.head =
      "HTTP/1.1 403 Forbidden\r\nServer: AliyunOSS\r\nContent-Type: application/xml\r\n\r\n";
  exchange.response.body.bytes =
      "<Error><Code>SignatureDoesNotMatch</Code><OSSAccessKeyId>STS.made-up</OSSAccessKeyId>"
      "<SignatureProvided>c2lnbmF0dXJlLW1hZGUtdXA=</SignatureProvided>"
      "<StringToSign>GET\n\n\nWed, 15 May 2024 12:00:00 GMT\n"
      "x-oss-security-token:token-made-up-0123456789\n/logs/day/two.txt</StringToSign></Error>";
  exchange.response.body.total_bytes = exchange.response.body.bytes.size();
}

TEST_F(SignatureCalls, SayThatARequestIsUnsigned) {
  StoreRefused(1);
  const Response response = Call("/api/v1/exchanges/1/signature");
  EXPECT_THAT(response.body,
              HasSubstr(R"("echoed":null,"differences":[],"verdict":"unsigned","note":")"));
}

TEST_F(SignatureCalls, ShowBothTextsAndTheirDifference) {
  StoreChanged(&MakeSignedWithToken);
  const Response response = Call("/api/v1/exchanges/1/signature");
  EXPECT_THAT(response.body,
              HasSubstr(R"(/logs/day/one.txt","canonical_request":null},"echoed":{)"));
  EXPECT_THAT(response.body,
              HasSubstr(R"("rebuilt":"/logs/day/one.txt","echoed":"/logs/day/two.txt")"));
  EXPECT_THAT(response.body, HasSubstr(R"("verdict":"different")"));
}

TEST_F(SignatureCalls, MaskTheSecurityToken) {
  StoreChanged(&MakeSignedWithToken);
  const Response response = Call("/api/v1/exchanges/1/signature");
  EXPECT_THAT(response.body, Not(HasSubstr("token-made-up-0123456789")));
  EXPECT_THAT(response.body, HasSubstr("x-oss-security-token:***"));
}

TEST_F(SignatureCalls, GivePlacesInTheTextsAsTheyAreShown) {
  StoreChanged(&MakeSignedWithToken);
  const std::string shown =
      "GET\n\n\nWed, 15 May 2024 12:00:00 GMT\nx-oss-security-token:***\n/logs/day/";
  EXPECT_THAT(Call("/api/v1/exchanges/1/signature").body,
              HasSubstr("\"offset\":" + std::to_string(shown.size()) + "}"));
}

// The signature of this request without its Content-Type, by the secret below.
void MakeSignedWithoutType(store::Exchange& exchange) {
  MakeSignedWithToken(exchange);
  const std::string text =
      "GET\n\n\nWed, 15 May 2024 12:00:00 GMT\n"
      "x-oss-security-token:token-made-up-0123456789\n/logs/day/one.txt";
  exchange.request.head =
      "GET /day/one.txt HTTP/1.1\r\n"
      "Host: logs.oss-cn-hangzhou.aliyuncs.com\r\n"
      "Date: Wed, 15 May 2024 12:00:00 GMT\r\n"
      "Content-Type: text/plain\r\n"
      "x-oss-security-token: token-made-up-0123456789\r\n"
      "Authorization: OSS STS.made-up:" +
      oss::SignV1(Secret(std::string("fake-secret-not-real")), text) + "\r\n\r\n";
  exchange.forwarded_head = exchange.request.head;
  exchange.response.body.bytes = "<Error><Code>SignatureDoesNotMatch</Code></Error>";
}

TEST_F(SignatureCalls, GiveTheTextsOfMistakesWithTheTokenMasked) {
  StoreChanged(&MakeSignedWithoutType);
  const Response response = Call("/api/v1/exchanges/1/signature/texts?lang=zh");
  EXPECT_THAT(response.body, HasSubstr(R"({"texts":[{"mistake":")"));
  EXPECT_THAT(
      response.body,
      HasSubstr(
          R"("mistake":"content-type-left-out","string_to_sign":"GET\n\n\nWed, 15 May 2024 12:00:00 GMT\nx-oss-security-token:***\n/logs/day/one.txt")"));
  EXPECT_THAT(response.body, Not(HasSubstr("token-made-up-0123456789")));
  EXPECT_EQ(Call("/api/v1/exchanges/7/signature/texts").status, 404);
}

TEST_F(SignatureCalls, GiveNoTextsWithoutASignature) {
  StoreRefused(1);
  EXPECT_EQ(Call("/api/v1/exchanges/1/signature/texts").body, R"({"texts":[]})");
}

oss::Keyring KeyringOf(const char* secret) {
  std::vector<oss::AccessKey> keys;
  keys.push_back({"STS.made-up", Secret(std::string(secret)), {}, {}, {}});
  return oss::Keyring(std::move(keys));
}

TEST_F(SignatureCalls, NameTheMistakeThatTheSecretProves) {
  const oss::Keyring keyring = KeyringOf("fake-secret-not-real");
  parts_.keyring = &keyring;
  StoreChanged(&MakeSignedWithoutType);
  const std::string body = Call("/api/v1/exchanges/1/signature").body;
  EXPECT_THAT(body, HasSubstr(R"("mistakes":[{"mistake":"content-type-left-out","name":null,)"
                              R"("signed":null,"sent":"text/plain"}])"));
  EXPECT_THAT(body, HasSubstr(R"("signed":{"string_to_sign":"GET\n\n\nWed)"));
  EXPECT_THAT(body, HasSubstr(R"("verdict":"different")"));
  EXPECT_THAT(body, Not(HasSubstr("token-made-up-0123456789")));
  EXPECT_THAT(body, Not(HasSubstr("fake-secret-not-real")));
}

TEST_F(SignatureCalls, SayThatAnotherSecretSigned) {
  const oss::Keyring keyring = KeyringOf("quite-another-secret");
  parts_.keyring = &keyring;
  StoreChanged(&MakeSignedWithoutType);
  const std::string body = Call("/api/v1/exchanges/1/signature").body;
  EXPECT_THAT(body, HasSubstr(R"("signed":null,"mistakes":[])"));
  EXPECT_THAT(body, testing::AnyOf(HasSubstr(R"("verdict":"wrong-secret")"),
                                   // A machine too busy to try every pair.
                                   HasSubstr(R"("verdict":"no-echo")")));
}

TEST_F(SignatureCalls, SpeakTheLanguageThatIsAskedFor) {
  StoreRefused(1);
  EXPECT_THAT(Call("/api/v1/exchanges/1/signature?lang=zh").body, HasSubstr("请求没有携带签名"));
  EXPECT_EQ(Call("/api/v1/exchanges/1/signature?lang=x").status, 400);
  EXPECT_EQ(Call("/api/v1/exchanges/2/signature").status, 404);
}

constexpr std::string_view kGivenHead =
    "/api/v1/signature?head=GET+/day/one.txt+HTTP/1.1%0D%0A"
    "Host:+logs.oss-cn-hangzhou.aliyuncs.com:443%0D%0A"
    "Date:+Wed,+15+May+2024+12:00:00+GMT%0D%0A"
    "Authorization:+OSS+made-up:c2lnbmF0dXJlLW1hZGUtdXA%3D%0D%0A%0D%0A";

TEST_F(SignatureCalls, RebuildTheSignatureOfARequestThatIsGiven) {
  const Response response = Call(kGivenHead);
  EXPECT_THAT(response.body, HasSubstr(R"("scheme":"oss-v1-header")"));
  EXPECT_THAT(response.body,
              HasSubstr(R"(GET\n\n\nWed, 15 May 2024 12:00:00 GMT\n/logs/day/one.txt")"));
  EXPECT_THAT(response.body, HasSubstr(R"("verdict":"no-echo")"));
}

TEST_F(SignatureCalls, CompareAGivenRequestWithAGivenAnswer) {
  const std::string answer =
      "&answer=%3CError%3E%3CCode%3ESignatureDoesNotMatch%3C/Code%3E"
      "%3CSignatureProvided%3Ec2lnbmF0dXJlLW1hZGUtdXA%3D%3C/SignatureProvided%3E"
      "%3CStringToSign%3EGET%0A%0A%0AWed,+15+May+2024+12:00:00+GMT%0A/logs/day/two.txt"
      "%3C/StringToSign%3E%3C/Error%3E";
  const Response response = Call(std::string(kGivenHead) + answer);
  EXPECT_THAT(response.body,
              HasSubstr(R"("rebuilt":"/logs/day/one.txt","echoed":"/logs/day/two.txt")"));
}

TEST_F(SignatureCalls, RefuseWhatIsNoHead) {
  EXPECT_EQ(Call("/api/v1/signature").status, 400);
  EXPECT_EQ(Call("/api/v1/signature?head=nonsense").status, 400);
}

}  // namespace
}  // namespace osslens::web
