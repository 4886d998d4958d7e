#include "app/launch/file_text.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace osslens::app {
namespace {

class FileText : public testing::Test {
 protected:
  FileText() { std::ofstream(file_) << "0123456789"; }
  ~FileText() override { std::filesystem::remove(file_); }

  const std::filesystem::path file_ =
      testing::TempDir() + "osslens-text-" + std::to_string(getpid());
};

TEST_F(FileText, ReadsNoMoreThanAskedFor) {
  EXPECT_EQ(ReadBeginning(file_, 4), "0123");
  EXPECT_EQ(ReadEnd(file_, 4), "6789");
  EXPECT_EQ(ReadBeginning(file_, 10), "0123456789");
  EXPECT_EQ(ReadEnd(file_, 11), "0123456789");
}

TEST_F(FileText, IsEmptyForWhatIsNoFile) {
  EXPECT_EQ(ReadBeginning("/nonexistent", 4), "");
  EXPECT_EQ(ReadBeginning(testing::TempDir(), 4), "");
  const std::filesystem::path pipe = file_.string() + ".pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(ReadBeginning(pipe, 4), "") << "and does not wait for a writer";
  std::filesystem::remove(pipe);
}

TEST_F(FileText, FindsWholeWordsOnly) {
  EXPECT_TRUE(ContainsWord("import oss2\n", "oss2"));
  EXPECT_TRUE(ContainsWord("oss2.exceptions", "oss2"));
  EXPECT_TRUE(ContainsWord("oss2>=2.18", "oss2"));
  EXPECT_TRUE(ContainsWord("foss2 oss2", "oss2"));
  EXPECT_FALSE(ContainsWord("foss2", "oss2"));
  EXPECT_FALSE(ContainsWord("oss2fs", "oss2"));
  EXPECT_FALSE(ContainsWord("my-oss2", "oss2"));
  EXPECT_FALSE(ContainsWord("", "oss2"));
  EXPECT_TRUE(ContainsWord("aliyun-sdk-cpp/1.10.1", "aliyun-sdk-cpp/"));
}

}  // namespace
}  // namespace osslens::app
