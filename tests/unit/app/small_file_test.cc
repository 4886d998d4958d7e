#include "app/small_file.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/support/temp_directory.h"

namespace osslens::app {
namespace {

TEST(ReadSmallFile, TakesAFileUpToItsLimit) {
  const osslens::TempDirectory directory;
  const std::string path = (directory.path() / "body").native();
  std::ofstream(path) << "12345";
  const auto bytes = ReadSmallFile(path, 5);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, "12345");
}

TEST(ReadSmallFile, RefusesALongerOne) {
  const osslens::TempDirectory directory;
  const std::string path = (directory.path() / "body").native();
  std::ofstream(path) << "123456";
  const auto bytes = ReadSmallFile(path, 5);
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().message, testing::EndsWith("body is longer than 5 bytes"));
}

TEST(ReadSmallFile, RefusesOneWithoutEndAndOneThatIsNotThere) {
  EXPECT_FALSE(ReadSmallFile("/dev/zero", 1000));
  EXPECT_FALSE(ReadSmallFile("/none", 1000));
}

}  // namespace
}  // namespace osslens::app
