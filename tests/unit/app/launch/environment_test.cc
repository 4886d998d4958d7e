#include "app/launch/environment.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace osslens::app {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

class EnvironmentTest : public testing::Test {
 protected:
  EnvironmentTest() {
    std::filesystem::create_directories(directory_);
    access_.proxy = net::SocketAddress::Parse("127.0.0.1:4711").value();
    access_.directory = directory_;
  }
  ~EnvironmentTest() override { std::filesystem::remove_all(directory_); }

  void TrustOsslens() {
    access_.trust = {.bundle = File("bundle.pem", "system\nroot\n"),
                     .root = File("root.pem", "root\n"),
                     .java_store = File("trust store.p12", "p12"),
                     .java_store_password = "changeit"};
  }

  std::filesystem::path File(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }

  static std::string Read(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  static VariableLookup LookupIn(const Variables& variables) {
    return [&variables](std::string_view name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
  }

  // The environment of a child of a process with these variables.
  Variables Child(const Variables& parent = {}) {
    auto made = MakeChildEnvironment(access_, LookupIn(parent));
    EXPECT_TRUE(made) << made.error().message;
    notes_ = made->notes;
    Variables child = parent;
    for (const Variable& variable : made->variables) child[variable.name] = variable.value;
    return child;
  }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-environment-" + std::to_string(getpid());
  ChildAccess access_;
  std::vector<std::string> notes_;
};

TEST_F(EnvironmentTest, NamesTheProxyInBothSpellingsOfBoth) {
  const Variables child = Child();
  for (const char* name : {"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"})
    EXPECT_EQ(child.at(name), "http://127.0.0.1:4711") << name;
  EXPECT_EQ(child.count("ALL_PROXY"), 0U);
}

TEST_F(EnvironmentTest, ReachesAListenerOnAllAddressesByLoopback) {
  access_.proxy = net::SocketAddress::Parse("0.0.0.0:80").value();
  EXPECT_EQ(Child().at("HTTP_PROXY"), "http://127.0.0.1:80");
  access_.proxy = net::SocketAddress::Parse("[::]:80").value();
  EXPECT_EQ(Child().at("HTTP_PROXY"), "http://[::1]:80");
}

TEST_F(EnvironmentTest, PutsThePasswordIntoTheUrlAndNotIntoWhatJavaPrints) {
  access_.credentials = Secret("ann@home:p:w/d");
  const Variables child = Child();
  EXPECT_EQ(child.at("HTTP_PROXY"), "http://ann%40home:p%3Aw%2Fd@127.0.0.1:4711");
  EXPECT_EQ(child.at("JAVA_TOOL_OPTIONS").find("p:w"), std::string::npos);
  EXPECT_EQ(child.at("OSSLENS_PROXY"), "127.0.0.1:4711");
}

TEST_F(EnvironmentTest, KeepsLoopbackAndOldExceptionsOutOfTheProxy) {
  EXPECT_EQ(Child().at("NO_PROXY"), "localhost,127.0.0.1,::1");
  const Variables child = Child({{"NO_PROXY", "corp.example,localhost"}});
  EXPECT_EQ(child.at("NO_PROXY"), "corp.example,localhost,127.0.0.1,::1");
  EXPECT_EQ(child.at("no_proxy"), "corp.example,localhost,127.0.0.1,::1");
  EXPECT_TRUE(notes_.empty());
}

TEST_F(EnvironmentTest, SaysThatAnExceptionHidesOss) {
  for (const char* exception :
       {"*", ".aliyuncs.com", "*.aliyuncs.com", "a.example, oss-cn-hangzhou.aliyuncs.com"}) {
    EXPECT_NE(Child({{"NO_PROXY", exception}}).at("NO_PROXY").find(exception), std::string::npos);
    ASSERT_EQ(notes_.size(), 1U) << exception;
    EXPECT_EQ(notes_[0].find("NO_PROXY has "), 0U) << notes_[0];
  }
}

TEST_F(EnvironmentTest, SaysThatAFurtherProxyIsLeftOutWithoutItsPassword) {
  EXPECT_EQ(Child({{"HTTPS_PROXY", "http://u:hush@corp.example:3128"}}).at("HTTPS_PROXY"),
            "http://127.0.0.1:4711");
  ASSERT_EQ(notes_.size(), 1U);
  EXPECT_NE(notes_[0].find("--upstream-proxy"), std::string::npos) << notes_[0];
  EXPECT_EQ(notes_[0].find("hush"), std::string::npos) << notes_[0];
}

TEST_F(EnvironmentTest, SetsNothingOfTrustWhenTlsIsNotOpened) {
  const Variables child = Child({{"SSL_CERT_FILE", "/corp.pem"}});
  EXPECT_EQ(child.at("SSL_CERT_FILE"), "/corp.pem");
  EXPECT_EQ(child.count("CURL_CA_BUNDLE"), 0U);
  EXPECT_EQ(child.count("NODE_EXTRA_CA_CERTS"), 0U);
  EXPECT_EQ(child.count("PHP_INI_SCAN_DIR"), 0U);
  EXPECT_EQ(child.at("JAVA_TOOL_OPTIONS").find("trustStore"), std::string::npos);
}

TEST_F(EnvironmentTest, TellsEveryRuntimeWhomToTrust) {
  TrustOsslens();
  const Variables child = Child();
  for (const char* name :
       {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "GIT_SSL_CAINFO",
        "CARGO_HTTP_CAINFO", "DENO_CERT", "PERL_LWP_SSL_CA_FILE"})
    EXPECT_EQ(child.at(name), access_.trust.bundle.string()) << name;
  EXPECT_EQ(child.at("NODE_EXTRA_CA_CERTS"), access_.trust.root.string());
  EXPECT_EQ(child.at("PHP_INI_SCAN_DIR"), ":" + (directory_ / "php").string());
  EXPECT_EQ(Read(directory_ / "php" / "osslens.ini"),
            "curl.cainfo = \"" + access_.trust.bundle.string() + "\"\nopenssl.cafile = \"" +
                access_.trust.bundle.string() + "\"\n");
}

TEST_F(EnvironmentTest, KeepsTheAuthoritiesThatTheAppTrustedBefore) {
  TrustOsslens();
  const auto corp = File("corp.pem", "corporate");
  const Variables child =
      Child({{"CURL_CA_BUNDLE", corp.string()}, {"NODE_EXTRA_CA_CERTS", corp.string()}});
  EXPECT_EQ(Read(child.at("CURL_CA_BUNDLE")), "corporate\nroot\n");
  EXPECT_EQ(Read(child.at("NODE_EXTRA_CA_CERTS")), "corporate\nroot\n");
  // requests would have taken the curl variable
  EXPECT_EQ(child.at("REQUESTS_CA_BUNDLE"), child.at("CURL_CA_BUNDLE"));
  EXPECT_EQ(child.at("SSL_CERT_FILE"), access_.trust.bundle.string());
}

TEST_F(EnvironmentTest, AddsToTheOptionsOfJava) {
  TrustOsslens();
  const std::string options = Child({{"JAVA_TOOL_OPTIONS", "-Xmx1g"}}).at("JAVA_TOOL_OPTIONS");
  EXPECT_EQ(options,
            "-Xmx1g -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=4711 -Dhttps.proxyHost=127.0.0.1 "
            "-Dhttps.proxyPort=4711 \"-Djavax.net.ssl.trustStore=" +
                access_.trust.java_store.string() +
                "\" -Djavax.net.ssl.trustStorePassword=changeit "
                "-Djavax.net.ssl.trustStoreType=PKCS12");
}

TEST_F(EnvironmentTest, KeepsATrustStoreThatJavaWasGiven) {
  TrustOsslens();
  const std::string old = "-Djavax.net.ssl.trustStore=/corp.jks";
  const std::string options = Child({{"JAVA_TOOL_OPTIONS", old}}).at("JAVA_TOOL_OPTIONS");
  EXPECT_EQ(options.find("trustStore", old.size()), std::string::npos) << options;
  ASSERT_EQ(notes_.size(), 1U);
}

TEST_F(EnvironmentTest, LetsAliOssUseTheProxyOnlyWhenItCan) {
  EXPECT_EQ(Child().at("URLLIB_ENABLE_PROXY"), "1");
  access_.without_urllib_proxy = true;
  EXPECT_EQ(Child().count("URLLIB_ENABLE_PROXY"), 0U);
}

TEST_F(EnvironmentTest, IsTheSameWhenMadeFromItsOwnResult) {
  TrustOsslens();
  const Variables parent{
      {"JAVA_TOOL_OPTIONS", "-Xmx1g"}, {"NO_PROXY", "a"}, {"HOME", "/home/user"}};
  const Variables once = Child(parent);
  EXPECT_EQ(Child(once), once);
}

TEST_F(EnvironmentTest, CanBeUndone) {
  TrustOsslens();
  const Variables parent{{"JAVA_TOOL_OPTIONS", "-Xmx1g"},
                         {"NO_PROXY", "a"},
                         {"HTTPS_PROXY", "http://corp.example:1"},
                         {"HOME", "/home/user"}};
  Variables variables = Child(parent);
  for (const Undo& undo : UnsetVariables(LookupIn(variables))) {
    if (undo.value) {
      variables[undo.name] = *undo.value;
    } else {
      variables.erase(undo.name);
    }
  }
  EXPECT_EQ(variables, parent);
}

TEST_F(EnvironmentTest, ReplacesVariablesOfThisProcessAndKeepsTheOthers) {
  setenv("OSSLENS_TEST_KEPT", "kept", 1);
  setenv("OSSLENS_TEST_REPLACED", "old", 1);
  const auto merged = MergedWithOwn({{"OSSLENS_TEST_REPLACED", "new"}});
  EXPECT_EQ(std::count(merged.begin(), merged.end(), "OSSLENS_TEST_KEPT=kept"), 1);
  EXPECT_EQ(std::count(merged.begin(), merged.end(), "OSSLENS_TEST_REPLACED=new"), 1);
  EXPECT_EQ(std::count(merged.begin(), merged.end(), "OSSLENS_TEST_REPLACED=old"), 0);
}

}  // namespace
}  // namespace osslens::app
