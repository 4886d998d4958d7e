#include "app/config_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace osslens::app {
namespace {

class ConfigFile : public testing::Test {
 protected:
  Result<std::vector<std::string>> Read(const std::string& text) {
    std::ofstream(path_) << text;
    return ReadConfigFile(path_, [](const std::string& key) {
      return key == "listen" || key == "connect-to" || key == "loops";
    });
  }
  void TearDown() override { std::filesystem::remove(path_); }

  const std::string path_ = testing::TempDir() + "osslens-config-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name() + ".toml";
};

TEST_F(ConfigFile, BecomesCommandLineWords) {
  const auto words =
      Read("listen = \"127.0.0.1:1\"\nloops = 2\nconnect-to = [\"a=b:1\", \"c=d:2\"]\n");
  ASSERT_TRUE(words) << words.error().message;
  EXPECT_EQ(*words, (std::vector<std::string>{"--connect-to=a=b:1", "--connect-to=c=d:2",
                                              "--listen=127.0.0.1:1", "--loops=2"}));
}

TEST_F(ConfigFile, NamesThePlaceOfAnUnknownKey) {
  const auto words = Read("listen = \"x\"\nlisten-on = \"y\"\n");
  ASSERT_FALSE(words);
  EXPECT_EQ(words.error().message, path_ + ":2:1: \"listen-on\" is not an option of osslens serve");
}

TEST_F(ConfigFile, NamesThePlaceOfBrokenSyntax) {
  const auto words = Read("listen = \n");
  ASSERT_FALSE(words);
  EXPECT_EQ(words.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(words.error().message.find(path_ + ":1:"), 0U) << words.error().message;
}

TEST_F(ConfigFile, RefusesTablesAsValues) {
  const auto words = Read("[listen]\nport = 1\n");
  ASSERT_FALSE(words);
  EXPECT_NE(words.error().message.find("\"listen\" is not a plain value"), std::string::npos);
}

TEST(ConfigFileThatIsMissing, IsSaidToBeSo) {
  const auto words =
      ReadConfigFile("/nonexistent/osslens.toml", [](const std::string&) { return true; });
  ASSERT_FALSE(words);
  EXPECT_EQ(words.error().message, "cannot read the configuration file /nonexistent/osslens.toml");
}

}  // namespace
}  // namespace osslens::app
