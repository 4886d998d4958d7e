#include "app/credential_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace osslens::app {
namespace {

namespace fs = std::filesystem;

class CredentialFile : public testing::Test {
 protected:
  Result<std::vector<oss::AccessKey>> Read(const std::string& text,
                                           fs::perms mode = fs::perms::owner_read |
                                                            fs::perms::owner_write) {
    std::ofstream(path_) << text;
    fs::permissions(path_, mode);
    return ReadCredentialFile(path_);
  }
  // The error without the file's name.
  std::string Fault(const std::string& text) {
    const auto keys = Read(text);
    return keys ? "" : keys.error().message.substr(path_.size());
  }
  void TearDown() override { fs::remove(path_); }

  const std::string path_ = testing::TempDir() + "osslens-credential-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name() + ".toml";
};

TEST_F(CredentialFile, GivesItsKeys) {
  const auto keys = Read(
      "[[credential]]\nid = \"one\"\nsecret = \"s1\"\n\n[[credential]]\nid = \"STS.two\"\n"
      "secret = \"s2\"\ntoken = \"t\"\nregion = \"cn-hangzhou\"\nnote = \"for the batch \"\n");
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].id, "one");
  EXPECT_EQ((*keys)[0].secret.reveal(), "s1");
  EXPECT_TRUE((*keys)[0].token.empty());
  EXPECT_EQ((*keys)[1].token.reveal(), "t");
  EXPECT_EQ((*keys)[1].region, "cn-hangzhou");
  EXPECT_EQ((*keys)[1].note, "for the batch ");
}

TEST_F(CredentialFile, IsRefusedWhenOthersMayReadIt) {
  for (const fs::perms open :
       {fs::perms::group_read, fs::perms::others_read, fs::perms::others_write}) {
    const auto keys = Read("[[credential]]\nid = \"a\"\nsecret = \"b\"\n",
                           fs::perms::owner_read | fs::perms::owner_write | open);
    ASSERT_FALSE(keys);
    EXPECT_NE(keys.error().message.find("run chmod 600 on it"), std::string::npos);
  }
}

TEST_F(CredentialFile, NamesThePlaceOfAFault) {
  EXPECT_EQ(Fault("[[credential]]\nid = \"a\"\nsecret = \"b\"\nkey = 1\n"),
            ":4:1: \"key\" is unknown; a credential has id, secret, token, region and note");
  EXPECT_EQ(Fault("[[credential]]\nid = \"a\"\nsecret = 5\n"),
            ":3:10: \"secret\" must be a text that is not empty");
  EXPECT_EQ(Fault("[[credential]]\nid = \"a\"\n"), ":1:1: \"secret\" is missing");
  EXPECT_EQ(Fault("[[credential]]\nid = \"a\"\nsecret = \"b\"\n[[credential]]\nid = \"a\"\n"
                  "secret = \"c\"\n"),
            ":5:6: this id was given before");
  EXPECT_EQ(Fault("[[credential]]\nid = \"a\"\nsecret = \"b \"\n"),
            ":3:10: \"secret\" begins or ends with a blank");
  EXPECT_EQ(Fault("[credentials]\n"),
            ":1:2: \"credentials\" is unknown; the file has [[credential]] tables");
  EXPECT_EQ(Fault("credential = [1]\n"), ":1:15: \"credential\" must be a table");
}

TEST_F(CredentialFile, NeverRepeatsAValue) {
  const std::string fault = Fault("[[credential]]\nid = \"a\"\nsecret = \"hidden\n");
  EXPECT_NE(fault.find(":3:"), std::string::npos) << fault;
  EXPECT_EQ(fault.find("hidden"), std::string::npos) << fault;
  EXPECT_EQ(Fault("[[credential]]\nid = \"a\"\nsecret = hidden\n").find("hidden"),
            std::string::npos);
}

TEST_F(CredentialFile, WithoutKeysIsAFault) {
  EXPECT_NE(Fault("").find("there is no [[credential]] table"), std::string::npos);
}

TEST_F(CredentialFile, MustBeAFile) {
  const auto missing = ReadCredentialFile(path_ + ".none");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "cannot read " + path_ + ".none: No such file or directory");
  EXPECT_FALSE(ReadCredentialFile(testing::TempDir()));
}

}  // namespace
}  // namespace osslens::app
