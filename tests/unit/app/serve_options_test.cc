#include "app/serve_options.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace osslens::app {
namespace {

ServeArguments With(std::string ServeArguments::*option, const char* value) {
  ServeArguments arguments;
  arguments.*option = value;
  return arguments;
}

std::string MessageOf(std::string ServeArguments::*option, const char* value) {
  const auto options = Understand(With(option, value));
  return options ? "" : options.error().message;
}

TEST(ServeOptions, DefaultsAreThoseOfTheDesign) {
  const auto options = Understand({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->listen.ToString(), "127.0.0.1:8888");
  EXPECT_EQ(options->web.ToString(), "127.0.0.1:8889");
  EXPECT_EQ(options->body_limit_bytes, 256U << 10);
  EXPECT_EQ(options->ok_body_limit_bytes, 4U << 10);
  EXPECT_EQ(options->max_size_bytes, 2ULL << 30);
  EXPECT_EQ(options->max_age, std::chrono::days(7));
  EXPECT_GE(options->loops, 1U);
}

TEST(ServeOptions, ErrorsBeginWithTheOption) {
  EXPECT_EQ(MessageOf(&ServeArguments::listen, "localhost:1"),
            "--listen: \"localhost:1\" is not ADDR:PORT with an IP address, such as 127.0.0.1:8888 "
            "or [::1]:0");
  EXPECT_EQ(MessageOf(&ServeArguments::capture, "some"),
            "--capture: \"some\" is neither all nor oss");
  EXPECT_EQ(MessageOf(&ServeArguments::max_age, "1"),
            "--max-age: \"1\" is not an age such as 30s, 10m, 2h or 7d");
  EXPECT_EQ(MessageOf(&ServeArguments::proxy_auth, "/nonexistent/file"),
            "--proxy-auth: cannot read /nonexistent/file");
  EXPECT_EQ(MessageOf(&ServeArguments::credential, "/nonexistent/file"),
            "--credential: cannot read /nonexistent/file: No such file or directory");
}

TEST(ServeOptions, OpensTheEndpointsOfOssUnlessToldOtherwise) {
  EXPECT_TRUE(Understand({})->intercepts);
  EXPECT_TRUE(Understand({})->intercept.empty());

  ServeArguments arguments;
  arguments.intercept = {"*.Example.COM"};
  EXPECT_EQ(Understand(arguments)->intercept, std::vector<std::string>{"*.example.com"});

  arguments.no_intercept = true;
  const auto both = Understand(arguments);
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().message,
            "--intercept and --no-intercept contradict each other; give one of them");

  arguments.intercept.clear();
  EXPECT_FALSE(Understand(arguments)->intercepts);
}

TEST(ServeOptions, TakesWhomServersMustBeTrustedBy) {
  ServeArguments arguments;
  arguments.upstream_ca = "/ca.pem";
  EXPECT_EQ(Understand(arguments)->upstream_trust.extra_ca_file, "/ca.pem");
  EXPECT_FALSE(Understand(arguments)->upstream_trust.insecure);
  arguments.upstream_insecure = true;
  EXPECT_TRUE(Understand(arguments)->upstream_trust.insecure);
}

TEST(ServeOptions, ReadsProxyCredentialsLineByLine) {
  const std::string path = testing::TempDir() + "osslens-proxy-auth";
  std::ofstream(path) << "# who may\nann:one\r\n\nbob:two:three\n";
  const auto options = Understand(With(&ServeArguments::proxy_auth, path.c_str()));
  std::filesystem::remove(path);
  ASSERT_TRUE(options) << options.error().message;
  ASSERT_EQ(options->proxy_credentials.size(), 2U);
  EXPECT_EQ(options->proxy_credentials[0].reveal(), "ann:one");
  EXPECT_EQ(options->proxy_credentials[1].reveal(), "bob:two:three");
}

TEST(ServeOptions, ReadsTheKeysOfTheCredentialFile) {
  const std::string path = testing::TempDir() + "osslens-credential-option.toml";
  std::ofstream(path) << "[[credential]]\nid = \"a\"\nsecret = \"b\"\n";
  std::filesystem::permissions(path, std::filesystem::perms(0600));
  const auto options = Understand(With(&ServeArguments::credential, path.c_str()));
  std::filesystem::remove(path);
  ASSERT_TRUE(options) << options.error().message;
  ASSERT_NE(options->keyring.Find("a"), nullptr);
  EXPECT_EQ(options->keyring.Find("a")->secret.reveal(), "b");
}

TEST(ServeOptions, DataDirectoryFollowsTheXdgSpecification) {
  setenv("XDG_DATA_HOME", "/data", 1);
  EXPECT_EQ(DefaultDataDirectory(), "/data/osslens");
  setenv("XDG_DATA_HOME", "relative", 1);
  setenv("HOME", "/home/user", 1);
  EXPECT_EQ(DefaultDataDirectory(), "/home/user/.local/share/osslens");
  unsetenv("XDG_DATA_HOME");
}

}  // namespace
}  // namespace osslens::app
