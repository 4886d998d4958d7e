#include "proxy/intercept/private_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/unit/proxy/intercept/intercept_support.h"

namespace osslens::intercept {
namespace {

using testing::HasSubstr;

constexpr size_t kLimit = 16;

std::string ReadError(const std::filesystem::path& file) {
  const Result<Secret> bytes = ReadPrivateFile(file, kLimit);
  return bytes ? "" : bytes.error().message;
}

std::string DirectoryError(const std::filesystem::path& directory) {
  const auto prepared = PreparePrivateDirectory(directory);
  return prepared ? "" : prepared.error().message;
}

TEST(PreparePrivateDirectory, MakesItForItsOwnerWhateverTheMask) {
  const TempDirectory temp;
  const mode_t mask = ::umask(0);
  EXPECT_EQ(DirectoryError(temp / "ca"), "");
  ::umask(mask);
  EXPECT_EQ(ModeOf(temp / "ca"), 0700U);
  EXPECT_EQ(DirectoryError(temp / "ca"), "");
}

TEST(PreparePrivateDirectory, RefusesOneThatIsOpenToOthers) {
  const TempDirectory temp;
  ASSERT_EQ(DirectoryError(temp / "ca"), "");
  for (const mode_t mode : {0701U, 0710U, 0770U}) {
    ASSERT_EQ(::chmod((temp / "ca").c_str(), mode), 0);
    EXPECT_EQ(DirectoryError(temp / "ca"), "cannot keep keys in " + (temp / "ca").native() +
                                               ": it is open to others; run chmod 700 " +
                                               (temp / "ca").native());
  }
}

TEST(PreparePrivateDirectory, RefusesAFileAndALink) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "file", "", 0600);
  EXPECT_THAT(DirectoryError(temp / "file"), HasSubstr("it is not a directory"));
  std::filesystem::create_directory_symlink(temp.path(), temp / "link");
  EXPECT_THAT(DirectoryError(temp / "link"), HasSubstr("it is not a directory"));
}

TEST(PreparePrivateDirectory, SaysWhenTheParentIsMissing) {
  const TempDirectory temp;
  EXPECT_EQ(DirectoryError(temp / "a/b"),
            "cannot create " + (temp / "a/b").native() + ": No such file or directory");
}

TEST(ReadPrivateFile, GivesTheBytes) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "key", std::string("a\0b\n", 4), 0600);

  const Result<Secret> bytes = ReadPrivateFile(temp / "key", kLimit);

  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->reveal(), std::string_view("a\0b\n", 4));
}

TEST(ReadPrivateFile, TakesAFileOfTheLargestSize) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "key", std::string(kLimit, 'a'), 0600);
  EXPECT_EQ(ReadError(temp / "key"), "");
}

TEST(ReadPrivateFile, RefusesOneByteMore) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "key", std::string(kLimit + 1, 'a'), 0600);
  EXPECT_EQ(ReadError(temp / "key"),
            "cannot use " + (temp / "key").native() + ": it is larger than 16 bytes");
}

TEST(ReadPrivateFile, RefusesWhatOthersMayReadOrWrite) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "key", "a", 0600);
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U}) {
    ASSERT_EQ(::chmod((temp / "key").c_str(), mode), 0);
    EXPECT_THAT(ReadError(temp / "key"), HasSubstr("other users may read or write it (mode 06"));
  }
  ASSERT_EQ(::chmod((temp / "key").c_str(), 0400), 0);
  EXPECT_EQ(ReadError(temp / "key"), "");
}

TEST(ReadPrivateFile, FollowsNoLink) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "key", "a", 0600);
  std::filesystem::create_symlink(temp / "key", temp / "link");
  EXPECT_THAT(ReadError(temp / "link"), HasSubstr("Too many levels of symbolic links"));
}

TEST(ReadPrivateFile, RefusesADirectory) {
  const TempDirectory temp;
  EXPECT_THAT(ReadError(temp.path()), HasSubstr("it is no file"));
}

TEST(ReadPrivateFile, TellsAMissingFileFromOtherFaults) {
  const TempDirectory temp;
  const Result<Secret> bytes = ReadPrivateFile(temp / "key", kLimit);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().kind, ErrorKind::kNotFound);
}

// Root may read what it pleases, so this runs as somebody else.
TEST(ReadPrivateFile, RefusesAFileOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file to another user";
  const TempDirectory temp;
  WriteFileWithMode(temp / "key", "a", 0600);
  ASSERT_EQ(::chmod(temp.path().c_str(), 0755), 0);
  constexpr uid_t kSomebody = 12345;
  ASSERT_EQ(::seteuid(kSomebody), 0);
  const std::string unreadable = ReadError(temp / "key");
  const std::string directory = DirectoryError(temp.path());
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_THAT(unreadable, HasSubstr("Permission denied"));
  EXPECT_THAT(directory, HasSubstr("it belongs to another user"));
}

TEST(ReadBounded, FollowsLinksAndTakesWhatOthersMayRead) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "root.pem", std::string(kLimit, 'a'), 0644);
  std::filesystem::create_symlink(temp / "root.pem", temp / "link");
  EXPECT_EQ(Must(ReadBounded(temp / "link", kLimit)), std::string(kLimit, 'a'));
}

TEST(ReadBounded, RefusesOneByteMoreAndWhatIsNoFile) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "root.pem", std::string(kLimit + 1, 'a'), 0644);
  EXPECT_THAT(ReadBounded(temp / "root.pem", kLimit).error().message,
              HasSubstr("it is larger than 16 bytes"));
  ASSERT_EQ(::mkfifo((temp / "pipe").c_str(), 0644), 0);
  EXPECT_THAT(ReadBounded(temp / "pipe", kLimit).error().message, HasSubstr("it is no file"));
}

TEST(ReplaceFile, WritesWithTheModeWhateverTheMask) {
  const TempDirectory temp;
  const mode_t mask = ::umask(0077);
  ASSERT_TRUE(ReplaceFile(temp / "root.pem", "text", 0644));
  ::umask(0);
  ASSERT_TRUE(ReplaceFile(temp / "key", "text", 0600));
  ::umask(mask);
  EXPECT_EQ(ModeOf(temp / "root.pem"), 0644U);
  EXPECT_EQ(ModeOf(temp / "key"), 0600U);
}

TEST(ReplaceFile, LeavesTheOldFileToWhoHasItOpen) {
  const TempDirectory temp;
  ASSERT_TRUE(ReplaceFile(temp / "key", "old", 0600));
  std::ifstream old_file(temp / "key");

  ASSERT_TRUE(ReplaceFile(temp / "key", "newer", 0600));

  std::string old_text;
  old_file >> old_text;
  EXPECT_EQ(old_text, "old");
  EXPECT_EQ(ReadFile(temp / "key"), "newer");
}

TEST(ReplaceFile, GetsRidOfWhatAKilledWriterLeft) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "key.new", "half", 0666);

  ASSERT_TRUE(ReplaceFile(temp / "key", "whole", 0600));

  EXPECT_EQ(ReadFile(temp / "key"), "whole");
  EXPECT_EQ(ModeOf(temp / "key"), 0600U);
  EXPECT_FALSE(std::filesystem::exists(temp / "key.new"));
}

TEST(ReplaceFile, DoesNotWriteThroughALink) {
  const TempDirectory temp;
  WriteFileWithMode(temp / "victim", "untouched", 0600);
  std::filesystem::create_symlink(temp / "victim", temp / "key.new");

  ASSERT_TRUE(ReplaceFile(temp / "key", "whole", 0600));

  EXPECT_EQ(ReadFile(temp / "victim"), "untouched");
  EXPECT_EQ(ReadFile(temp / "key"), "whole");
}

TEST(ReplaceFile, KeepsTheOldFileAndLeavesNothingWhenItFails) {
  const TempDirectory temp;
  // A directory cannot be replaced by a file.
  std::filesystem::create_directories(temp / "key/below");

  const auto replaced = ReplaceFile(temp / "key", "whole", 0600);

  ASSERT_FALSE(replaced);
  EXPECT_THAT(replaced.error().message, HasSubstr("cannot replace " + (temp / "key").native()));
  EXPECT_TRUE(std::filesystem::exists(temp / "key/below"));
  EXPECT_FALSE(std::filesystem::exists(temp / "key.new"));
}

TEST(ReplaceFile, SaysWhenTheDirectoryIsMissing) {
  const TempDirectory temp;
  const auto replaced = ReplaceFile(temp / "absent/key", "whole", 0600);
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().message,
            "cannot create " + (temp / "absent/key.new").native() + ": No such file or directory");
}

TEST(FileLock, IsHeldByOneAtATime) {
  const TempDirectory temp;
  std::atomic<int> holders{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 50; ++turn) {
        const Result<FileLock> lock = FileLock::Take(temp / "lock");
        ASSERT_TRUE(lock);
        const int now = ++holders;
        if (now > most) most = now;
        std::this_thread::yield();
        --holders;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
}

TEST(FileLock, SaysWhenItsFileCannotBeMade) {
  const TempDirectory temp;
  const Result<FileLock> lock = FileLock::Take(temp / "absent/lock");
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error().message, HasSubstr("cannot open"));
}

}  // namespace
}  // namespace osslens::intercept
