#include "app/running_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "app/data_directory_lock.h"

namespace osslens::app {
namespace {

class RunningFileTest : public testing::Test {
 protected:
  RunningFileTest() { std::filesystem::create_directories(directory_); }
  ~RunningFileTest() override { std::filesystem::remove_all(directory_); }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-running-" + std::to_string(getpid());
  const RunningInstance instance_{.proxy = net::SocketAddress::Parse("127.0.0.1:4711").value(),
                                  .web = net::SocketAddress::Parse("[::1]:4712").value(),
                                  .asks_for_password = true,
                                  .ends_with_command = false};
};

TEST_F(RunningFileTest, TellsOthersAsLongAsItLives) {
  const auto lock = DataDirectoryLock::Take(directory_).value();
  {
    const auto file = RunningFile::Write(directory_, instance_);
    ASSERT_TRUE(file) << file.error().message;
    const auto found = FindRunning(directory_);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->proxy, instance_.proxy);
    EXPECT_EQ((*found)->web, instance_.web);
    EXPECT_TRUE((*found)->asks_for_password);
    EXPECT_FALSE((*found)->ends_with_command);
  }
  const auto found = FindRunning(directory_);
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST_F(RunningFileTest, IsForItsOwnerOnly) {
  const auto file = RunningFile::Write(directory_, instance_);
  struct stat info {};
  ASSERT_EQ(stat((directory_ / "running.json").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(RunningFileTest, WhatAKilledProcessLeftBehindIsNotRunning) {
  const auto file = RunningFile::Write(directory_, instance_);  // and nobody has the lock
  const auto found = FindRunning(directory_);
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST_F(RunningFileTest, ADirectoryThatWasNeverUsedHasNone) {
  const auto found = FindRunning("/nonexistent");
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST_F(RunningFileTest, SaysThatAFileCannotBeUnderstood) {
  const auto lock = DataDirectoryLock::Take(directory_).value();
  for (const char* text : {"", "{}", "[]", R"({"proxy": 1, "web": "127.0.0.1:1"})",
                           R"({"proxy": "localhost:1", "web": "127.0.0.1:1"})"}) {
    std::ofstream(directory_ / "running.json") << text;
    const auto found = FindRunning(directory_);
    ASSERT_FALSE(found) << text;
    EXPECT_NE(found.error().message.find("running.json"), std::string::npos);
  }
}

TEST_F(RunningFileTest, SaysWhereItCannotWrite) {
  const auto file = RunningFile::Write("/nonexistent", instance_);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message,
            "cannot write /nonexistent/running.json: No such file or directory");
}

}  // namespace
}  // namespace osslens::app
