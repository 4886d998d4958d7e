#include "analyzers/oss/signature_v1.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzers/oss/signing_vectors.h"

namespace osslens::oss {
namespace {

using nlohmann::json;

class V1Vector : public testing::TestWithParam<std::string> {};

TEST_P(V1Vector, IsRebuiltFromTheCapturedRequest) {
  const json& vector = VectorOf(GetParam());
  const json& expected = vector.at("expected");
  const CapturedVector captured(vector);

  const CanonicalV1 canonical = CanonicalizeV1(captured.request(), captured.credentials().scheme);

  EXPECT_EQ(ToWord(captured.credentials().scheme), vector.at("scheme"));
  EXPECT_EQ(captured.credentials().key_id, vector.at("access_key_id"));
  EXPECT_EQ(captured.request().resource.bucket, TextOf(vector, "bucket"));
  EXPECT_EQ(captured.request().resource.key, TextOf(vector, "key"));
  EXPECT_EQ(canonical.date, expected.at("date"));
  EXPECT_EQ(canonical.oss_headers, expected.at("canonicalized_oss_headers"));
  EXPECT_EQ(canonical.resource, expected.at("canonicalized_resource"));
  EXPECT_EQ(canonical.string_to_sign, expected.at("string_to_sign"));
  const Secret secret(vector.at("access_key_secret").get<std::string>());
  EXPECT_EQ(SignV1(secret, canonical.string_to_sign), expected.at("signature"));
  EXPECT_EQ(captured.credentials().signature.reveal(), expected.at("signature").get<std::string>());
}

class PostV1Vector : public testing::TestWithParam<std::string> {};

TEST_P(PostV1Vector, SignsThePolicyFieldAsSent) {
  const json& vector = VectorOf(GetParam());
  const Secret secret(vector.at("access_key_secret").get<std::string>());
  const std::string policy = FieldOfForm(vector, "policy");
  ASSERT_EQ(policy, vector.at("expected").at("string_to_sign"));
  EXPECT_EQ(SignV1(secret, policy), FieldOfForm(vector, "Signature"));
}

INSTANTIATE_TEST_SUITE_P(Worked, V1Vector, testing::ValuesIn(VectorIds("oss-v1-")), VectorName);
INSTANTIATE_TEST_SUITE_P(Worked, PostV1Vector, testing::ValuesIn(VectorIds("oss-post-v1")),
                         VectorName);

TEST(SignatureV1, HasItsWorkedExamples) {
  EXPECT_EQ(VectorIds("oss-v1-").size() + VectorIds("oss-post-v1").size(), 59U);
}

}  // namespace
}  // namespace osslens::oss
