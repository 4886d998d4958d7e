#include "app/launch/launch_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>

namespace osslens::app {
namespace {

class LaunchFiles : public testing::Test {
 protected:
  LaunchFiles() { std::filesystem::create_directories(directory_); }
  ~LaunchFiles() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path File(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }
  static std::string Read(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-files-" + std::to_string(getpid());
};

TEST_F(LaunchFiles, JoinsBundlesAndKeepsThemCurrent) {
  const auto corp = File("corp.pem", "one"), root = File("root.pem", "two\n");
  const auto joined = JoinedBundle(directory_, corp, root).value();
  EXPECT_EQ(Read(joined), "one\ntwo\n");
  File("corp.pem", "changed");
  EXPECT_EQ(JoinedBundle(directory_, corp, root).value(), joined);
  EXPECT_EQ(Read(joined), "changed\ntwo\n");
  EXPECT_NE(JoinedBundle(directory_, File("other.pem", "x"), root).value(), joined);
}

TEST_F(LaunchFiles, SaysWhichBundleCannotBeRead) {
  const auto failed = JoinedBundle(directory_, "/nonexistent.pem", File("root.pem", ""));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "cannot read the certificates in /nonexistent.pem");
}

TEST_F(LaunchFiles, QuotesThePathInSettingsOfPhp) {
  const auto folder = WritePhpSettings(directory_, "/a \"b\"/c.pem").value();
  EXPECT_EQ(Read(folder / "osslens.ini"),
            "curl.cainfo = \"/a \\\"b\\\"/c.pem\"\nopenssl.cafile = \"/a \\\"b\\\"/c.pem\"\n");
  int files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++files;
  EXPECT_EQ(files, 1) << "a partial file was left behind";
}

TEST_F(LaunchFiles, SaysWhereItCannotWrite) {
  const auto failed = WritePhpSettings("/nonexistent", "/a.pem");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "cannot make /nonexistent/php: No such file or directory");
}

}  // namespace
}  // namespace osslens::app
