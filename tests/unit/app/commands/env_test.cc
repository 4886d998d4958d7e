#include "app/commands/env.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "app/data_directory_lock.h"
#include "app/running_file.h"

namespace osslens::app {
namespace {

class EnvCommand : public testing::Test {
 protected:
  EnvCommand() {
    std::filesystem::create_directories(directory_);
    arguments_.data_dir = directory_;
    arguments_.shell = "sh";
  }
  ~EnvCommand() override { std::filesystem::remove_all(directory_); }

  std::string Printed() {
    testing::internal::CaptureStdout();
    const auto done = Env(arguments_);
    std::string printed = testing::internal::GetCapturedStdout();
    EXPECT_TRUE(done) << done.error().message;
    return printed;
  }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-env-" + std::to_string(getpid());
  EnvArguments arguments_;
};

TEST_F(EnvCommand, PrintsTheAddressOfTheOsslensThatRuns) {
  const auto lock = DataDirectoryLock::Take(directory_).value();
  const auto file =
      RunningFile::Write(directory_, {.proxy = net::SocketAddress::Parse("127.0.0.1:4711").value(),
                                      .web = net::SocketAddress::Parse("127.0.0.1:4712").value()});
  EXPECT_NE(Printed().find("export https_proxy='http://127.0.0.1:4711'\n"), std::string::npos);
}

TEST_F(EnvCommand, SaysThatNoneRuns) {
  const auto done = Env(arguments_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message,
            "no osslens runs on " + directory_.string() +
                "; start osslens serve, or name another with --data-dir or --proxy");
}

TEST_F(EnvCommand, AsksForThePasswordThatTheProxyAsksFor) {
  const auto lock = DataDirectoryLock::Take(directory_).value();
  const auto file =
      RunningFile::Write(directory_, {.proxy = net::SocketAddress::Parse("127.0.0.1:4711").value(),
                                      .web = net::SocketAddress::Parse("127.0.0.1:4712").value(),
                                      .asks_for_password = true});
  const auto done = Env(arguments_);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("--proxy-auth"), std::string::npos);
  std::ofstream(directory_ / "users") << "ann:hush\n";
  arguments_.proxy_auth = directory_ / "users";
  EXPECT_NE(Printed().find("'http://ann:hush@127.0.0.1:4711'"), std::string::npos);
}

TEST_F(EnvCommand, TakesAnAddressAndAShell) {
  arguments_.proxy = "127.0.0.1:99";
  arguments_.shell = "fish";
  EXPECT_NE(Printed().find("set -gx HTTP_PROXY 'http://127.0.0.1:99'\n"), std::string::npos);
  arguments_.proxy = "localhost:99";
  const auto done = Env(arguments_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message.find("--proxy: \"localhost:99\" is not ADDR:PORT"), 0U);
}

TEST_F(EnvCommand, PrintsWhatUndoesIt) {
  arguments_.unset = true;
  arguments_.shell = "powershell";
  EXPECT_NE(Printed().find("Remove-Item Env:HTTP_PROXY -ErrorAction SilentlyContinue\n"),
            std::string::npos);
}

}  // namespace
}  // namespace osslens::app
