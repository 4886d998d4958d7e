#include "app/interception.h"

#include <gmock/gmock.h>

#include "tests/support/temp_directory.h"

namespace osslens::app {
namespace {

using testing::StartsWith;

class InterceptionTest : public testing::Test {
 protected:
  InterceptionTest() { options_.data_dir = directory_.path(); }

  TempDirectory directory_;
  ServeOptions options_;
  Interception interception_;
  proxy::ProxyContext context_;
};

TEST_F(InterceptionTest, OpensTheEndpointsOfOssAndNothingElse) {
  ASSERT_TRUE(interception_.Open(options_, context_));

  EXPECT_TRUE(context_.session.is_intercepted("b.oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_FALSE(context_.session.is_intercepted("ecs.aliyuncs.com"));
  EXPECT_FALSE(context_.session.is_intercepted("www.example.com"));
  EXPECT_TRUE(context_.tls.server);
  EXPECT_TRUE(context_.tls.identities->For("b.oss-cn-hangzhou.aliyuncs.com"));
  EXPECT_FALSE(context_.tls.identities->For("www.example.com"));
}

TEST_F(InterceptionTest, OpensWhatIsNamedInstead) {
  options_.intercept = {"*.files.example.com"};
  ASSERT_TRUE(interception_.Open(options_, context_));

  EXPECT_TRUE(context_.session.is_intercepted("a.files.example.com"));
  EXPECT_TRUE(context_.session.is_intercepted("a.files.example.com."));
  EXPECT_FALSE(context_.session.is_intercepted("www.example.com"));
  EXPECT_FALSE(context_.session.is_intercepted("b.oss-cn-hangzhou.aliyuncs.com"));
}

TEST_F(InterceptionTest, NamesTheCertificateThatAppsMustTrust) {
  ASSERT_TRUE(interception_.Open(options_, context_));

  EXPECT_EQ(context_.session.ca_file, interception_.root_file());
  EXPECT_THAT(ReadFile(interception_.root_file()), StartsWith("-----BEGIN CERTIFICATE-----"));
}

TEST_F(InterceptionTest, MakesNothingWhenNothingIsToBeOpened) {
  options_.intercepts = false;
  ASSERT_TRUE(interception_.Open(options_, context_));

  EXPECT_FALSE(context_.session.is_intercepted);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "ca"));
}

TEST_F(InterceptionTest, RefusesToOpenEverything) {
  options_.intercept = {"*"};
  const auto opened = interception_.Open(options_, context_);

  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, StartsWith("--intercept: "));
}

TEST_F(InterceptionTest, NamesTheOptionOfAFileThatIsNotThere) {
  options_.upstream_trust.extra_ca_file = "/nowhere/ca.pem";
  const auto trusted = Interception::TrustServers(options_, context_);

  ASSERT_FALSE(trusted);
  EXPECT_THAT(trusted.error().message, StartsWith("--upstream-ca: /nowhere/ca.pem cannot be read"));
}

}  // namespace
}  // namespace osslens::app
