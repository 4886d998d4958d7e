// The mistakes are shown by the fixtures of callback-signature-invalid; here are keys and the order of the checks.
#include "analyzers/oss/callback_signature.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "base/text.h"
#include "tests/support/callback_signer.h"

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
    std::optional<GivenCallbackKey> keys;
    if (key != nullptr) keys.emplace(*key);
    return CheckWith(keys ? &*keys : nullptr);
  }
  [[nodiscard]] CallbackSignatureCheck CheckWith(CallbackKeys* keys) const {
    std::vector<Header> headers;
    if (!authorization.empty()) headers.push_back({"authorization", authorization});
    if (!url.empty()) headers.push_back({"X-Oss-Pub-Key-Url", url});
    const std::string target = head.substr(5, head.find(" HTTP/") - 5);
    const Request request = ReadRequest("POST", target, "cb.example.com", headers);
    return CheckCallbackSignature(request, target, body, whole, keys);
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

TEST(CheckCallbackSignature, LooksForTheKeyThatTheCallNames) {
  class NoKeys final : public CallbackKeys {
   public:
    Result<CallbackKey> Find(const std::string& url) override {
      asked = url;
      return Fail(ErrorKind::kUnavailable, "there is none");
    }
    std::string asked;
  } keys;
  const auto check = Call().CheckWith(&keys);
  EXPECT_EQ(check.verdict, CallbackSignature::kNoKey);
  EXPECT_EQ(check.why_no_key, "there is none");
  EXPECT_EQ(keys.asked, "http://gosspublic.alicdn.com/callback_pub_key_v1.pem");
  Call foreign;
  foreign.url = Base64Encode("http://evil.example/k.pem");
  keys.asked.clear();
  EXPECT_EQ(foreign.CheckWith(&keys).verdict, CallbackSignature::kForeignKey);
  EXPECT_EQ(keys.asked, "");
}

TEST(CheckCallbackSignature, IsNotHurtByADeepBody) {
  const auto key = Key();
  Call call;
  call.body = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(call.Check(&*key).verdict, CallbackSignature::kInvalid);
  call.body = std::string(8'000, '[') + std::string(8'000, ']');
  EXPECT_EQ(call.Check(&*key).verdict, CallbackSignature::kInvalid);
}

// The call with a line end behind the body that was signed; `size` is that of the body as it came.
CallbackSignatureCheck CheckWithLineEnd(size_t size) {
  const test::CallbackSigner signer;
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

}  // namespace
}  // namespace osslens::oss
