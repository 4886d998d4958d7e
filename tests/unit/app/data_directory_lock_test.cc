#include "app/data_directory_lock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <string>

namespace osslens::app {
namespace {

TEST(DataDirectoryLock, IsHeldByOneAtATime) {
  const std::filesystem::path directory =
      testing::TempDir() + "osslens-lock-" + std::to_string(getpid());
  std::filesystem::create_directories(directory);
  {
    auto first = DataDirectoryLock::Take(directory);
    ASSERT_TRUE(first) << first.error().message;
    const auto second = DataDirectoryLock::Take(directory);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message, "another osslens is using " + directory.string() +
                                          "; stop it, or choose another directory with --data-dir");
  }
  EXPECT_TRUE(DataDirectoryLock::Take(directory)) << "the lock outlived its holder";
  std::filesystem::remove_all(directory);
}

TEST(DataDirectoryLock, SaysWhyADirectoryCannotBeLocked) {
  const auto lock = DataDirectoryLock::Take("/nonexistent");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().message, "cannot open /nonexistent/lock: No such file or directory");
}

}  // namespace
}  // namespace osslens::app
