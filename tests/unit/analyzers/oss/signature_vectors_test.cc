// Recomputes every worked example of tests/fixtures/vectors/signing.json from the captured form of
// the request: signature_v1, signature_v4 and signed_headers.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analyzers/oss/credentials.h"
#include "analyzers/oss/digest.h"
#include "analyzers/oss/request.h"
#include "analyzers/oss/signature_v1.h"
#include "analyzers/oss/signature_v4.h"

namespace osslens::oss {
namespace {

using nlohmann::json;

const json& Vectors() {
  static const json vectors = [] {
    std::ifstream file(OSSLENS_FIXTURES "/vectors/signing.json");
    return json::parse(file);
  }();
  return vectors;
}

std::vector<std::string> IdsOf(const std::string& scheme_prefix) {
  std::vector<std::string> ids;
  for (const json& vector : Vectors().at("cases")) {
    if (vector.at("scheme").get<std::string>().starts_with(scheme_prefix)) {
      ids.push_back(vector.at("id"));
    }
  }
  return ids;
}

const json& VectorOf(const std::string& id) {
  for (const json& vector : Vectors().at("cases")) {
    if (vector.at("id") == id) return vector;
  }
  ADD_FAILURE() << "no vector " << id;
  return Vectors();
}

// Holds the texts that the request's views point into.
struct Captured {
  explicit Captured(const json& vector) : method(vector.at("method")), url(vector.at("url")) {
    for (const json& header : vector.at("headers")) {
      texts.emplace_back(header.at(0), header.at(1));
    }
    std::vector<Header> headers;
    for (const auto& [name, value] : texts) {
      std::string_view trimmed = value;
      while (trimmed.starts_with(' ')) trimmed.remove_prefix(1);
      while (trimmed.ends_with(' ')) trimmed.remove_suffix(1);
      headers.push_back({name, trimmed});
    }
    request = ReadRequest(method, url, "", headers);
    if (vector.at("addressing") == "cname") request.resource.bucket = vector.at("bucket");
    credentials = ReadCredentials(request);
  }

  std::string method, url;
  std::vector<std::pair<std::string, std::string>> texts;
  Request request;
  Credentials credentials;
};

std::string Text(const json& object, const char* name) {
  return object.at(name).is_null() ? std::string{} : object.at(name).get<std::string>();
}

class V1Vector : public testing::TestWithParam<std::string> {};

TEST_P(V1Vector, IsRebuiltFromTheCapturedRequest) {
  const json& vector = VectorOf(GetParam());
  const json& expected = vector.at("expected");
  const Captured captured(vector);

  const CanonicalV1 canonical = CanonicalizeV1(captured.request, captured.credentials.scheme);

  EXPECT_EQ(ToWord(captured.credentials.scheme), vector.at("scheme"));
  EXPECT_EQ(captured.credentials.key_id, vector.at("access_key_id"));
  EXPECT_EQ(captured.request.resource.bucket, Text(vector, "bucket"));
  EXPECT_EQ(captured.request.resource.key, Text(vector, "key"));
  EXPECT_EQ(canonical.date, expected.at("date"));
  EXPECT_EQ(canonical.oss_headers, expected.at("canonicalized_oss_headers"));
  EXPECT_EQ(canonical.resource, expected.at("canonicalized_resource"));
  EXPECT_EQ(canonical.string_to_sign, expected.at("string_to_sign"));
  const Secret secret(vector.at("access_key_secret").get<std::string>());
  EXPECT_EQ(SignV1(secret, canonical.string_to_sign), expected.at("signature"));
  EXPECT_EQ(captured.credentials.signature.reveal(), expected.at("signature").get<std::string>());
}

class V4Vector : public testing::TestWithParam<std::string> {};

TEST_P(V4Vector, IsRebuiltFromTheCapturedRequest) {
  const json& vector = VectorOf(GetParam());
  const json& expected = vector.at("expected");
  const Captured captured(vector);

  const CanonicalV4 canonical = CanonicalizeV4(captured.request, captured.credentials);

  EXPECT_EQ(ToWord(captured.credentials.scheme), vector.at("scheme"));
  EXPECT_EQ(captured.credentials.key_id, vector.at("access_key_id"));
  EXPECT_EQ(captured.credentials.scope.region, vector.at("region"));
  EXPECT_EQ(captured.credentials.scope.product, vector.at("product"));
  EXPECT_EQ(canonical.timestamp, expected.at("date"));
  EXPECT_EQ(canonical.uri, expected.at("canonical_uri"));
  EXPECT_EQ(canonical.query, expected.at("canonical_query"));
  EXPECT_EQ(canonical.signed_headers,
            expected.at("signed_headers").get<std::vector<std::string>>());
  EXPECT_EQ(canonical.additional_headers, expected.at("additional_headers"));
  EXPECT_EQ(canonical.canonical_request, expected.at("canonical_request"));
  EXPECT_EQ(canonical.string_to_sign, expected.at("string_to_sign"));
  const Secret secret(vector.at("access_key_secret").get<std::string>());
  const Secret key = SigningKeyV4(secret, captured.credentials.scope);
  EXPECT_EQ(Hex(key.reveal()), expected.at("signing_key_hex"));
  EXPECT_EQ(SignV4(key, canonical.string_to_sign), expected.at("signature"));
  EXPECT_EQ(captured.credentials.signature.reveal(), expected.at("signature").get<std::string>());
}

std::string FormField(const json& vector, const std::string& name) {
  for (const json& field : vector.at("form")) {
    if (field.at(0) == name) return field.at(1);
  }
  return {};
}

class PostVector : public testing::TestWithParam<std::string> {};

TEST_P(PostVector, SignsThePolicyFieldAsSent) {
  const json& vector = VectorOf(GetParam());
  const json& expected = vector.at("expected");
  const Secret secret(vector.at("access_key_secret").get<std::string>());
  const std::string policy = FormField(vector, "policy");

  ASSERT_EQ(policy, expected.at("string_to_sign"));
  if (vector.at("scheme") == "oss-post-v1") {
    EXPECT_EQ(SignV1(secret, policy), FormField(vector, "Signature"));
  } else {
    const std::string day = FormField(vector, "x-oss-date").substr(0, 8);
    const Secret key =
        SigningKeyV4(secret, {day, vector.at("region"), vector.at("product"), "aliyun_v4_request"});
    EXPECT_EQ(Hex(key.reveal()), expected.at("signing_key_hex"));
    EXPECT_EQ(SignV4(key, policy), FormField(vector, "x-oss-signature"));
  }
}

std::string NameOf(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Signing, V1Vector, testing::ValuesIn(IdsOf("oss-v1-")), NameOf);
INSTANTIATE_TEST_SUITE_P(Signing, V4Vector, testing::ValuesIn(IdsOf("oss-v4-")), NameOf);
INSTANTIATE_TEST_SUITE_P(Signing, PostVector, testing::ValuesIn(IdsOf("oss-post-")), NameOf);

TEST(SigningVectors, CoverEverySchemeThatIsRebuilt) {
  EXPECT_EQ(IdsOf("oss-v1-").size() + IdsOf("oss-v4-").size() + IdsOf("oss-post-").size(), 119U);
}

}  // namespace
}  // namespace osslens::oss
