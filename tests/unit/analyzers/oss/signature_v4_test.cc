#include "analyzers/oss/signature_v4.h"

#include <gtest/gtest.h>

#include "analyzers/oss/digest.h"
#include "tests/unit/analyzers/oss/signing_vectors.h"

namespace osslens::oss {
namespace {

using nlohmann::json;

class V4Vector : public testing::TestWithParam<std::string> {};

TEST_P(V4Vector, IsRebuiltFromTheCapturedRequest) {
  const json& vector = VectorOf(GetParam());
  const json& expected = vector.at("expected");
  const CapturedVector captured(vector);

  const CanonicalV4 canonical = CanonicalizeV4(captured.request(), captured.credentials());

  EXPECT_EQ(ToWord(captured.credentials().scheme), vector.at("scheme"));
  EXPECT_EQ(captured.credentials().key_id, vector.at("access_key_id"));
  EXPECT_EQ(captured.credentials().scope.region, vector.at("region"));
  EXPECT_EQ(captured.credentials().scope.product, vector.at("product"));
  EXPECT_EQ(canonical.timestamp, expected.at("date"));
  EXPECT_EQ(canonical.uri, expected.at("canonical_uri"));
  EXPECT_EQ(canonical.query, expected.at("canonical_query"));
  EXPECT_EQ(canonical.signed_headers,
            expected.at("signed_headers").get<std::vector<std::string>>());
  EXPECT_EQ(canonical.additional_headers, expected.at("additional_headers"));
  EXPECT_EQ(canonical.canonical_request, expected.at("canonical_request"));
  EXPECT_EQ(canonical.string_to_sign, expected.at("string_to_sign"));
  const Secret secret(vector.at("access_key_secret").get<std::string>());
  const Secret key = SigningKeyV4(secret, captured.credentials().scope);
  EXPECT_EQ(Hex(key.reveal()), expected.at("signing_key_hex"));
  EXPECT_EQ(SignV4(key, canonical.string_to_sign), expected.at("signature"));
  EXPECT_EQ(captured.credentials().signature.reveal(), expected.at("signature").get<std::string>());
}

class PostV4Vector : public testing::TestWithParam<std::string> {};

TEST_P(PostV4Vector, SignsThePolicyFieldAsSent) {
  const json& vector = VectorOf(GetParam());
  const json& expected = vector.at("expected");
  const Secret secret(vector.at("access_key_secret").get<std::string>());
  const std::string policy = FieldOfForm(vector, "policy");
  ASSERT_EQ(policy, expected.at("string_to_sign"));
  const Secret key =
      SigningKeyV4(secret, {FieldOfForm(vector, "x-oss-date").substr(0, 8), vector.at("region"),
                            vector.at("product"), "aliyun_v4_request"});
  EXPECT_EQ(Hex(key.reveal()), expected.at("signing_key_hex"));
  EXPECT_EQ(SignV4(key, policy), FieldOfForm(vector, "x-oss-signature"));
}

INSTANTIATE_TEST_SUITE_P(Worked, V4Vector, testing::ValuesIn(VectorIds("oss-v4-")), VectorName);
INSTANTIATE_TEST_SUITE_P(Worked, PostV4Vector, testing::ValuesIn(VectorIds("oss-post-v4")),
                         VectorName);

TEST(SignatureV4, HasItsWorkedExamples) {
  EXPECT_EQ(VectorIds("oss-v4-").size() + VectorIds("oss-post-v4").size(), 60U);
}

}  // namespace
}  // namespace osslens::oss
