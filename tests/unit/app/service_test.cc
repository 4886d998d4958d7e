#include "app/service.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace osslens::app {
namespace {

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    ServeArguments arguments;
    arguments.listen = "127.0.0.1:0";
    arguments.web = "127.0.0.1:0";
    arguments.data_dir = directory_;
    arguments.loops = 1;
    options_ = Understand(arguments).value();
  }
  ~ServiceTest() override { std::filesystem::remove_all(directory_); }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-service-" + std::to_string(getpid());
  ServeOptions options_;
};

TEST_F(ServiceTest, TellsWhereItListensAndStops) {
  Service service(options_);
  const auto started = service.Start();
  ASSERT_TRUE(started) << started.error().message;
  EXPECT_NE(service.proxy_address().port(), 0);
  EXPECT_NE(service.web_address().port(), 0);
  EXPECT_EQ(service.Current().proxy, service.proxy_address().ToString());
  service.Shutdown();
}

TEST_F(ServiceTest, MayBeStartedAgainOnTheSameDirectory) {
  for (int time = 0; time < 2; ++time) {
    Service service(options_);
    ASSERT_TRUE(service.Start());
    service.Shutdown();
  }
}

TEST_F(ServiceTest, HasItsDataDirectoryForItself) {
  Service first(options_), second(options_);
  ASSERT_TRUE(first.Start());
  const auto refused = second.Start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  first.Shutdown();
}

}  // namespace
}  // namespace osslens::app
