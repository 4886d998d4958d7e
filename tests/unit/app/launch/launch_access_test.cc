#include "app/launch/launch_access.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/clock.h"
#include "proxy/intercept/authority_store.h"
#include "proxy/intercept/permitted_domains.h"
#include "store/data_directory.h"

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

TEST(LaunchAccess, NamesFilesThatHoldTheRootOnceThereIsAnAuthority) {
  const std::filesystem::path data =
      testing::TempDir() + "osslens-access-trust-" + std::to_string(getpid());
  ASSERT_TRUE(store::PrepareDataDirectory(data));
  const intercept::AuthorityStore store(data);
  const std::vector<std::string> globs{"*.aliyuncs.com"};
  const auto domains = intercept::DeriveDomains(globs);
  ASSERT_TRUE(domains) << domains.error().message;
  const auto opened = store.Open(domains->permitted, WallNow());
  ASSERT_TRUE(opened) << opened.error().message;
  const auto access = AccessFor(data, net::SocketAddress::Parse("127.0.0.1:80").value());
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->trust.root, store.root_file());
  std::ifstream file(access->trust.bundle);
  const std::string bundle{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(bundle.find(opened->authority.RootPem().value()), std::string::npos);
  EXPECT_GT(std::filesystem::file_size(access->trust.java_store), 0U);
  EXPECT_FALSE(access->trust.java_store_password.empty());
  std::filesystem::remove_all(data);
}

}  // namespace
}  // namespace osslens::app
