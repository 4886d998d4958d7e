#include "store/scratch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using std::filesystem::perms;
using testing::HasSubstr;

TEST(Scratch, IsPrivateAndGoesWithWhatIsInIt) {
  TempDirectory directory;
  const std::filesystem::path parent = directory / "scratch";
  std::filesystem::path file;
  {
    const Scratch scratch = Must(Scratch::Make(parent));
    file = scratch / "file";
    WriteFile(file, "text");
    EXPECT_EQ(std::filesystem::status(file.parent_path()).permissions(), perms::owner_all);
    EXPECT_EQ(std::filesystem::status(parent).permissions(), perms::owner_all);
  }
  EXPECT_FALSE(std::filesystem::exists(file.parent_path()));
}

TEST(Scratch, IsRemovedOnceHoweverOftenItMoved) {
  TempDirectory directory;
  Scratch first = Must(Scratch::Make(directory / "scratch"));
  const Scratch second = std::move(first);
  const Scratch other = Must(Scratch::Make(directory / "scratch"));
  EXPECT_NE(second / "a", other / "a");
  EXPECT_TRUE(std::filesystem::exists((second / "a").parent_path()));
}

TEST(Scratch, WhatWasLeftBehindIsCleared) {
  TempDirectory directory;
  std::filesystem::create_directories(directory / "scratch" / std::filesystem::path("old"));
  ClearScratch(directory / "scratch");
  EXPECT_FALSE(std::filesystem::exists(directory / "scratch"));
  ClearScratch(directory / "scratch");
}

TEST(Scratch, SaysWhereItCannotBe) {
  TempDirectory directory;
  const auto refused = Scratch::Make(directory / "none/scratch");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kIo);
  EXPECT_THAT(refused.error().message, HasSubstr("none/scratch: No such file or directory"));
}

}  // namespace
}  // namespace osslens::store
