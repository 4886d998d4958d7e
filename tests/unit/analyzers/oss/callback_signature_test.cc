// The mistakes are shown by the fixtures of callback-signature-invalid; here are keys and the order of the checks.
#include "analyzers/oss/callback_signature.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/text.h"

namespace osslens::oss {
namespace {

std::string ReadFile(const std::string& name) {
  std::ifstream file(OSSLENS_FIXTURES "/rules/callback-signature-invalid/miss-valid/" + name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The call of a fixture whose signature is valid, with other bytes where a test wants them.
struct Call {
  std::string raw = ReadFile("request");
  std::string head = raw.substr(0, raw.find("\r\n\r\n"));
  std::string body = raw.substr(raw.find("\r\n\r\n") + 4);
  std::string authorization = Field("Authorization");
  std::string url = Field("x-oss-pub-key-url");
  bool whole = true;

  [[nodiscard]] std::string Field(const std::string& name) const {
    const size_t at = head.find("\r\n" + name + ": ");
    const size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
  [[nodiscard]] CallbackSignatureCheck Check(const CallbackKey* key) const {
    std::vector<Header> headers;
    if (!authorization.empty()) headers.push_back({"authorization", authorization});
    if (!url.empty()) headers.push_back({"X-Oss-Pub-Key-Url", url});
    const std::string target = head.substr(5, head.find(" HTTP/") - 5);
    const Request request = ReadRequest("POST", target, "cb.example.com", headers);
    return CheckCallbackSignature(request, target, body, whole, key);
  }
};

Result<CallbackKey> Key() { return CallbackKey::Parse(ReadFile("key.pem")); }

TEST(CheckCallbackSignature, AcceptsWhatIsSigned) {
  const auto key = Key();
  ASSERT_TRUE(key);
  const auto check = Call().Check(&*key);
  EXPECT_EQ(check.verdict, CallbackSignature::kValid);
  EXPECT_EQ(check.key_url, "http://gosspublic.alicdn.com/callback_pub_key_v1.pem");
}

TEST(CheckCallbackSignature, NoticesASingleByte) {
  const auto key = Key();
  Call call;
  call.body.back() = 'x';
  EXPECT_EQ(call.Check(&*key).verdict, CallbackSignature::kInvalid);
}

TEST(CheckCallbackSignature, SaysWhatIsMissing) {
  const auto key = Key();
  const auto verdict = [&key](auto change) {
    Call call;
    change(call);
    return call.Check(&*key).verdict;
  };
  EXPECT_EQ(Call().Check(nullptr).verdict, CallbackSignature::kNoKey);
  EXPECT_EQ(verdict([](Call& call) { call.whole = false; }), CallbackSignature::kIncomplete);
  EXPECT_EQ(verdict([](Call& call) { call.url.clear(); }), CallbackSignature::kUnsigned);
  EXPECT_EQ(verdict([](Call& call) { call.url = "*"; }), CallbackSignature::kNotBase64);
  EXPECT_EQ(verdict([](Call& call) { call.authorization.clear(); }),
            CallbackSignature::kNoAuthorization);
  EXPECT_EQ(verdict([](Call& call) { call.authorization = "*"; }), CallbackSignature::kNotBase64);
  EXPECT_EQ(verdict([](Call& call) { call.url = Base64Encode("http://evil.example/k.pem"); }),
            CallbackSignature::kForeignKey);
}

TEST(CheckCallbackSignature, IsNotHurtByADeepBody) {
  const auto key = Key();
  Call call;
  call.body = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(call.Check(&*key).verdict, CallbackSignature::kInvalid);
  call.body = std::string(8'000, '[') + std::string(8'000, ']');
  EXPECT_EQ(call.Check(&*key).verdict, CallbackSignature::kInvalid);
}

// A key pair of its own, for bodies that no fixture holds.
class Signer {
 public:
  [[nodiscard]] CallbackKey key() const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_PUBKEY(out.get(), pair_.get());
    const char* text = nullptr;
    const auto size = static_cast<size_t>(BIO_get_mem_data(out.get(), &text));
    return CallbackKey::Parse({text, size}).value();
  }
  [[nodiscard]] std::string Sign(const std::string& text) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    std::string signature(256, '\0');
    size_t size = signature.size();
    EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, EVP_md5(), nullptr, pair_.get()), 1);
    EXPECT_EQ(
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()),
        1);
    return Base64Encode(signature);
  }

 private:
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair_{EVP_RSA_gen(2048),
                                                                  &EVP_PKEY_free};
};

// The call with a line end behind the body that was signed; `size` is that of the body as it came.
CallbackSignatureCheck CheckWithLineEnd(size_t size) {
  const Signer signer;
  Call call;
  call.body = std::string(size - 1, 'b');
  const std::string target = call.head.substr(5, call.head.find(" HTTP/") - 5);
  const size_t mark = std::min(target.find('?'), target.size());
  call.authorization =
      signer.Sign(PercentDecode(target.substr(0, mark)) + target.substr(mark) + "\n" + call.body);
  const CallbackKey key = signer.key();
  EXPECT_EQ(call.Check(&key).verdict, CallbackSignature::kValid);
  call.body += '\n';
  return call.Check(&key);
}

TEST(CheckCallbackSignature, SearchesBodiesUpToItsLimit) {
  const auto check = CheckWithLineEnd(16 * 1024);
  EXPECT_EQ(check.verdict, CallbackSignature::kMistaken);
  EXPECT_EQ(check.mistake, "body-line-end");
}

TEST(CheckCallbackSignature, ChecksLongerBodiesOnlyAsTheyCame) {
  EXPECT_EQ(CheckWithLineEnd(16 * 1024 + 1).verdict, CallbackSignature::kInvalid);
}

TEST(CallbackKey, RefusesWhatIsNoPublicRsaKey) {
  EXPECT_EQ(CallbackKey::Parse("").error().message,
            "the key is no public key in PEM form (BEGIN PUBLIC KEY)");
  EXPECT_EQ(CallbackKey::Parse("-----BEGIN PRIVATE KEY-----\n").error().message,
            "the key is a private one; to check callbacks the public key is needed");
  // A key on the curve P-256.
  EXPECT_EQ(CallbackKey::Parse("-----BEGIN PUBLIC KEY-----\n"
                               "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6d3mCOOwCkTJTjKFIabPAvWv62cd\n"
                               "KNFLRFrXNv5XtJXM6iEovLGdo8DjWZwpzv2m1W7KEQ/OUE9QHzMNMCx+OQ==\n"
                               "-----END PUBLIC KEY-----\n")
                .error()
                .message,
            "the key is of another kind than RSA");
}

TEST(IsOfficialKeyUrl, TakesTheHostOfOssAlone) {
  EXPECT_TRUE(is_official_key_url("http://gosspublic.alicdn.com/callback_pub_key_v1.pem"));
  EXPECT_TRUE(is_official_key_url("https://gosspublic.alicdn.com/x"));
  EXPECT_FALSE(is_official_key_url("http://gosspublic.alicdn.com"));
  EXPECT_FALSE(is_official_key_url("http://gosspublic.alicdn.com.evil.example/"));
  EXPECT_FALSE(is_official_key_url("http://gosspublic.alicdn.com@evil.example/"));
  EXPECT_FALSE(is_official_key_url("ftp://gosspublic.alicdn.com/"));
}

}  // namespace
}  // namespace osslens::oss
