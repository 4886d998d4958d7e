#include "app/launch/launch_access.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace osslens::app {
namespace {

TEST(LaunchAccess, MakesTheDirectoryOfItsFilesForTheOwnerOnly) {
  const std::filesystem::path data =
      testing::TempDir() + "osslens-access-" + std::to_string(getpid());
  const auto access = AccessFor(data, net::SocketAddress::Parse("0.0.0.0:80").value());
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->directory, data / "launch");
  struct stat info {};
  ASSERT_EQ(stat(access->directory.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
  const AdviceValues values = AdviceValuesOf(*access);
  EXPECT_EQ(values.proxy_url, "http://127.0.0.1:80");
  EXPECT_EQ(values.host, "127.0.0.1");
  EXPECT_EQ(values.port, "80");
  std::filesystem::remove_all(data);
}

}  // namespace
}  // namespace osslens::app
