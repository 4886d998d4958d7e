#include "tests/unit/analyzers/oss/signed_samples.h"

#include <array>

#include "analyzers/oss/digest.h"
#include "analyzers/oss/query.h"
#include "analyzers/oss/signature.h"

namespace osslens::oss {
namespace {

// One of them at random.
template <size_t N>
const char* Pick(std::mt19937& random, const std::array<const char*, N>& values) {
  return values.at(random() % N);
}

constexpr std::array kMethods = {"GET", "PUT", "POST", "DELETE", "HEAD"};
constexpr std::array kPaths = {"/",
                               "/a.txt",
                               "/dir/hello%20world.txt",
                               "/%E7%9B%AE%E5%BD%95/a+b",
                               "/a%2Fb//c/",
                               "/quote%27(1)%25.txt"};
constexpr std::array kQueries = {"",
                                 "acl",
                                 "uploadId=0004B9894A&partNumber=1",
                                 "prefix=a%2Fb&max-keys=10&delimiter=%2F",
                                 "response-content-type=text%2Fplain%20x&versionId=CAEQ",
                                 "uploads"};
constexpr std::array kTypes = {"", "text/plain", "application/xml", "image/png; a=b"};
constexpr std::array kHosts = {"examplebucket.oss-cn-hangzhou.aliyuncs.com",
                               "b-1.oss-us-west-1-internal.aliyuncs.com"};
constexpr const char* kDate = "Wed, 15 May 2024 08:30:12 GMT";
constexpr const char* kIsoDate = "20240515T083012Z";

constexpr std::array kSchemes = {Scheme::kV1Header,  Scheme::kV1Query, Scheme::kV2Header,
                                 Scheme::kV4Header,  Scheme::kV4Query, Scheme::kS3V2Header,
                                 Scheme::kS3V4Header};

struct Signer {
  std::string query;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Where each scheme states key, date and scope. "sig" stands where the signature will.
Signer SignerOf(Scheme scheme, const std::string& id) {
  const std::string v4 = id + "/20240515/cn-hangzhou/oss/aliyun_v4_request";
  switch (scheme) {
    case Scheme::kV1Query:
      return {"OSSAccessKeyId=" + id + "&Expires=1715762412&Signature=sig", {}};
    case Scheme::kV2Header:
      return {"",
              {{"Date", kDate}, {"Authorization", "OSS2 AccessKeyId:" + id + ",Signature:sig"}}};
    case Scheme::kV4Header:
      return {"",
              {{"x-oss-date", kIsoDate},
               {"x-oss-content-sha256", "UNSIGNED-PAYLOAD"},
               {"Authorization", "OSS4-HMAC-SHA256 Credential=" + v4 + ",Signature=sig"}}};
    case Scheme::kV4Query:
      return {
          "x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-date=20240515T083012Z&x-oss-expires="
          "600&x-oss-signature=sig&x-oss-credential=" +
              StrictEncode(v4, false),
          {}};
    case Scheme::kS3V2Header:
      return {"", {{"Date", kDate}, {"Authorization", "AWS " + id + ":sig"}}};
    case Scheme::kS3V4Header:
      return {"",
              {{"x-amz-date", kIsoDate},
               {"x-amz-content-sha256", Hex(Sha256("body"))},
               {"Authorization", "AWS4-HMAC-SHA256 Credential=" + id +
                                     "/20240515/cn-hangzhou/s3/aws4_request,SignedHeaders=host;x-"
                                     "amz-content-sha256;x-amz-date,Signature=sig"}}};
    default:
      return {"", {{"Date", kDate}, {"Authorization", "OSS " + id + ":sig"}}};
  }
}

}  // namespace

Sample::Sample(std::mt19937& random)
    : method_(Pick(random, kMethods)), target_(Pick(random, kPaths)), host_(Pick(random, kHosts)) {
  const Scheme scheme = kSchemes.at(random() % kSchemes.size());
  Signer signer = SignerOf(scheme, SampleKey().id);
  std::string query = Pick(random, kQueries);
  if (!query.empty() && !signer.query.empty()) query += '&';
  query += signer.query;
  if (!query.empty()) target_ += "?" + query;
  headers_ = std::move(signer.headers);
  headers_.emplace_back("Host", host_);
  headers_.emplace_back("User-Agent", "sample/1");
  if (const char* type = Pick(random, kTypes); *type != '\0') {
    headers_.emplace_back("Content-Type", type);
  }
  if (random() % 3 == 0) headers_.emplace_back("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==");
  const std::string prefix = is_s3(scheme) ? "x-amz-" : "x-oss-";
  if (random() % 2 == 0) headers_.emplace_back(prefix + "meta-Author", "Ada");
  if (random() % 3 == 0) headers_.emplace_back(prefix + "acl", "private");
  std::vector<Header> headers;
  for (const auto& [name, value] : headers_) headers.push_back({name, value});
  request_ = ReadRequest(method_, target_, host_, std::move(headers));
  credentials_ = ReadCredentials(request_);
  SignAs(RightAttempt(*this));
}

void Sample::SignAs(const Attempt& attempt) {
  const std::string text = Assemble(attempt.parts).string_to_sign;
  std::string digest = SignatureDigest(attempt.parts, text, attempt.secret);
  if (has_scope(attempt.parts.scheme)) {
    const Secret key = DeriveKey(attempt.key_prefix, attempt.secret, attempt.parts.scope);
    digest = HmacSha256(key, text).reveal();
  }
  credentials_.signature = Secret(EncodeSignature(attempt.parts.scheme, digest));
}

std::string Sample::Describe() const {
  return method_ + " " + target_ + " of " + ToWord(credentials_.scheme);
}

const AccessKey& SampleKey() { return SampleKeys().front(); }

const std::vector<AccessKey>& SampleKeys() {
  static const std::vector<AccessKey> keys = [] {
    std::vector<AccessKey> all;
    for (const char* name : {"example", "other", "third"}) {
      all.push_back({.id = name + std::string("AccessKeyId"),
                     .secret = Secret(std::string("fake-secret-of-") + name),
                     .token = Secret(std::string("fake-token")),
                     .region = {},
                     .note = {}});
    }
    return all;
  }();
  return keys;
}

Attempt RightAttempt(const Sample& sample) {
  return {sample.parts(), SampleKey().secret, std::string(KeyPrefix(sample.credentials().scheme))};
}

}  // namespace osslens::oss
