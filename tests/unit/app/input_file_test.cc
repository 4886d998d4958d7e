#include "app/input_file.h"

#include <gtest/gtest.h>

#include <iterator>

#include "tests/unit/store/store_support.h"

namespace osslens::app {
namespace {

TEST(InputFile, ReadsAFile) {
  const store::TempDirectory directory;
  store::WriteFile(directory / "a", "text");
  Result<InputFile> input = InputFile::Open(directory / "a");
  ASSERT_TRUE(input);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(input->stream()), {}), "text");
  EXPECT_TRUE(
      input->Explain({ErrorKind::kInvalid, "wrong"}).value().message.ends_with("/a: wrong"));
}

TEST(InputFile, NamesStandardInput) {
  const Result<InputFile> input = InputFile::Open("-");
  ASSERT_TRUE(input);
  EXPECT_EQ(input->Explain({ErrorKind::kInvalid, "wrong"}).value().message,
            "standard input: wrong");
}

TEST(InputFile, SaysWhyAFileCannotBeRead) {
  const store::TempDirectory directory;
  EXPECT_TRUE(
      InputFile::Open(directory / "none").error().message.ends_with("No such file or directory"));
}

}  // namespace
}  // namespace osslens::app
