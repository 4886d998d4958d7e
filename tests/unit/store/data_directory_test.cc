#include "store/data_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using testing::HasSubstr;

std::string Refusal(const std::filesystem::path& directory) {
  const auto prepared = PrepareDataDirectory(directory);
  return prepared ? "" : prepared.error().message;
}

TEST(PrepareDataDirectory, CreatesItForItsOwnerOnly) {
  const TempDirectory temp;
  Must(PrepareDataDirectory(temp / "share/osslens/"));
  struct stat status {};
  ASSERT_EQ(::stat((temp / "share/osslens").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST(PrepareDataDirectory, AcceptsOneThatExists) {
  const TempDirectory temp;
  EXPECT_EQ(Refusal(temp.path()), "");
  EXPECT_EQ(Refusal(temp.path()), "");
}

TEST(PrepareDataDirectory, RefusesAFile) {
  const TempDirectory temp;
  WriteFile(temp / "file", "x");
  EXPECT_EQ(Refusal(temp / "file"), "cannot keep captures in " + (temp / "file").native() +
                                        ": it is not a directory; "
                                        "choose another directory with --data-dir");
}

TEST(PrepareDataDirectory, RefusesOneBelowAFile) {
  const TempDirectory temp;
  WriteFile(temp / "file", "x");
  EXPECT_THAT(Refusal(temp / "file/below"), HasSubstr("Not a directory; choose another directory"));
}

TEST(PrepareDataDirectory, RefusesOneOfAnotherUserThatIsOpenToOthers) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory to another user";
  const TempDirectory temp;
  ASSERT_EQ(::chown(temp.path().c_str(), 12345, 12345), 0);
  EXPECT_EQ(Refusal(temp.path()), "");
  ASSERT_EQ(::chmod(temp.path().c_str(), 0710), 0);
  EXPECT_THAT(Refusal(temp.path()), HasSubstr("it belongs to another user and is open to others"));
}

// Root may write everywhere; as root the test works as another user for a while.
class OrdinaryUser {
 public:
  explicit OrdinaryUser(const std::filesystem::path& directory) {
    if (::geteuid() != 0) return;
    is_root_ = ::chown(directory.c_str(), 12345, 12345) == 0 && ::seteuid(12345) == 0;
  }
  ~OrdinaryUser() {
    if (is_root_ && ::seteuid(0) != 0) std::abort();
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;

 private:
  bool is_root_ = false;
};

TEST(PrepareDataDirectory, RefusesOneThatCannotBeWritten) {
  const TempDirectory temp;
  ASSERT_EQ(::chmod(temp.path().c_str(), 0500), 0);
  const OrdinaryUser user(temp.path());
  EXPECT_THAT(Refusal(temp.path()), HasSubstr("it cannot be written, Permission denied"));
  EXPECT_THAT(Refusal(temp / "below"), HasSubstr("it cannot be created, Permission denied"));
}

}  // namespace
}  // namespace osslens::store
