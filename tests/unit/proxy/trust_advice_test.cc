#include "proxy/trust_advice.h"

#include <gmock/gmock.h>

namespace osslens::proxy {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(TrustAdvice, FitsTheRuntimeOfTheAgent) {
  EXPECT_THAT(TrustAdvice("curl/7.88.1", "/ca.pem"), StartsWith("give it --cacert /ca.pem"));
  EXPECT_THAT(TrustAdvice("python-requests/2.31", "/ca.pem"), HasSubstr("REQUESTS_CA_BUNDLE"));
  EXPECT_THAT(TrustAdvice("Python-urllib/3.11", "/ca.pem"), HasSubstr("SSL_CERT_FILE"));
  EXPECT_THAT(TrustAdvice("Boto3/1.26", "/ca.pem"), HasSubstr("AWS_CA_BUNDLE"));
  EXPECT_THAT(TrustAdvice("aliyun-sdk-nodejs/6.18", "/ca.pem"),
              HasSubstr("NODE_EXTRA_CA_CERTS=/ca.pem"));
  EXPECT_THAT(TrustAdvice("aliyun-sdk-java/3.17", "/ca.pem"), HasSubstr("trustStore"));
  EXPECT_THAT(TrustAdvice("aliyun-sdk-python/2.18(Linux)", "/ca.pem"),
              HasSubstr("REQUESTS_CA_BUNDLE"));
  EXPECT_THAT(TrustAdvice("aliyun-sdk-cpp/1.10", "/ca.pem"), HasSubstr("ClientConfiguration"));
  EXPECT_THAT(TrustAdvice("Go-http-client/1.1", "/ca.pem"), HasSubstr("SSL_CERT_FILE"));
}

TEST(TrustAdvice, IsGeneralForAnAgentThatTellsNothing) {
  EXPECT_THAT(TrustAdvice("", "/ca.pem"), StartsWith("make it trust /ca.pem:"));
  EXPECT_THAT(TrustAdvice("my-app/1.0", "/ca.pem"), StartsWith("make it trust /ca.pem:"));
}

TEST(TrustAdvice, AlwaysNamesOsslensRun) {
  EXPECT_THAT(TrustAdvice("", "/ca.pem"), HasSubstr("osslens run"));
  EXPECT_THAT(TrustAdvice("curl/8", ""), HasSubstr("--cacert the certificate of its CA"));
}

}  // namespace
}  // namespace osslens::proxy
