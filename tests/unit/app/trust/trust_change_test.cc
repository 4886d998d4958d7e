#include "app/trust/trust_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/must.h"
#include "tests/support/temp_directory.h"

namespace osslens::app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<std::string> Texts(const Result<std::vector<TrustStep>>& steps) {
  std::vector<std::string> texts;
  if (!steps) return {steps.error().message};
  for (const TrustStep& step : *steps) texts.push_back(Describe(step));
  return texts;
}

// A Fedora system below a folder of its own, whose update-ca-trust notes that it was run.
class TrustChange : public testing::Test {
 protected:
  TrustChange() {
    fs::create_directories(place_.path.parent_path());
    fs::create_directories(temp_ / "data/ca");
    fs::create_directory(temp_ / "bin");
    WriteFile(root_file_, "the root\n");
    WriteTool("#!/bin/sh\necho run >> " + (temp_ / "runs").native() + "\n");
  }

  void WriteTool(const std::string& text) const {
    WriteFile(temp_ / "bin/update-ca-trust", text);
    EXPECT_EQ(::chmod((temp_ / "bin/update-ca-trust").c_str(), 0755), 0);
  }
  // The first step that fails ends it.
  static Result<void> PerformAll(const std::vector<TrustStep>& steps) {
    for (const TrustStep& step : steps) {
      if (auto performed = Perform(step); !performed) return performed;
    }
    return {};
  }
  TrustChanger Changer() const {
    return TrustChanger({.system_root = temp_ / "root", .home = temp_ / "home"}, root_file_,
                        (temp_ / "bin").native());
  }

  const TempDirectory temp_;
  const fs::path root_file_ = temp_ / "data/ca/root.pem";
  const TrustPlace place_{TrustKind::kFedora,
                          temp_ / "root/etc/pki/ca-trust/source/anchors/osslens.pem"};
};

TEST_F(TrustChange, TellsItsStepsBeforeItTakesThem) {
  EXPECT_THAT(Texts(Changer().StepsToInstall(place_)),
              ElementsAre("copy " + root_file_.native() + " to " + place_.path.native(),
                          "run " + (temp_ / "bin/update-ca-trust").native()));
  EXPECT_FALSE(fs::exists(place_.path));
}

TEST_F(TrustChange, PutsTheRootThereForEveryoneAndRunsTheTool) {
  const mode_t mask = ::umask(0077);
  Must(PerformAll(Must(Changer().StepsToInstall(place_))));
  ::umask(mask);

  EXPECT_EQ(ReadFile(place_.path), "the root\n");
  struct stat status {};
  ASSERT_EQ(::stat(place_.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644U);
  EXPECT_EQ(ReadFile(temp_ / "runs"), "run\n");
  EXPECT_EQ(Must(Changer().StandingOf(place_)), Standing::kTrusted);
}

TEST_F(TrustChange, HasNothingToDoTwice) {
  EXPECT_THAT(Texts(Changer().StepsToRemove(place_)), IsEmpty());
  Must(PerformAll(Must(Changer().StepsToInstall(place_))));
  EXPECT_THAT(Texts(Changer().StepsToInstall(place_)), IsEmpty());
}

TEST_F(TrustChange, ReplacesTheRootOfBeforeARenewal) {
  WriteFile(place_.path, "an older root\n");
  EXPECT_EQ(Must(Changer().StandingOf(place_)), Standing::kOther);

  Must(PerformAll(Must(Changer().StepsToInstall(place_))));

  EXPECT_EQ(ReadFile(place_.path), "the root\n");
}

TEST_F(TrustChange, TakesItOutAgain) {
  Must(PerformAll(Must(Changer().StepsToInstall(place_))));

  const auto steps = Changer().StepsToRemove(place_);

  EXPECT_THAT(Texts(steps), ElementsAre("remove " + place_.path.native(),
                                        "run " + (temp_ / "bin/update-ca-trust").native()));
  Must(PerformAll(*steps));
  EXPECT_FALSE(fs::exists(place_.path));
  EXPECT_EQ(ReadFile(temp_ / "runs"), "run\nrun\n");
}

TEST_F(TrustChange, SaysWhatAToolThatFailedSaid) {
  WriteTool("#!/bin/sh\necho no space; exit 7\n");

  const auto performed = PerformAll(Must(Changer().StepsToInstall(place_)));

  ASSERT_FALSE(performed);
  EXPECT_EQ(performed.error().message,
            (temp_ / "bin/update-ca-trust").native() + " ended with code 7: no space");
}

TEST_F(TrustChange, SaysWhichPackageIsMissing) {
  const TrustChanger changer({.system_root = temp_ / "root", .home = ""}, root_file_, "");

  EXPECT_THAT(Texts(changer.StepsToInstall({TrustKind::kFedora, place_.path})),
              ElementsAre("update-ca-trust is missing; install the package ca-certificates"));
}

TEST_F(TrustChange, GivesDebiansToolTheFoldersOfASystemElsewhere) {
  const TrustPlace debian{TrustKind::kDebian,
                          temp_ / "root/usr/local/share/ca-certificates/osslens.crt"};
  fs::rename(temp_ / "bin/update-ca-trust", temp_ / "bin/update-ca-certificates");

  const std::vector<std::string> texts = Texts(Changer().StepsToInstall(debian));

  ASSERT_EQ(texts.size(), 2U);
  EXPECT_THAT(texts[1], StartsWith("run " + (temp_ / "bin/update-ca-certificates").native() +
                                   " --certsconf " + (temp_ / "root/etc").native()));
}

TEST_F(TrustChange, SaysWhenOnlyRootCanWriteThere) {
  const fs::path anchors = place_.path.parent_path();
  // Root writes where it pleases, so the test becomes somebody else for a moment.
  const bool is_root = ::geteuid() == 0;
  ASSERT_EQ(::chmod(anchors.c_str(), 0555), 0);
  for (fs::path open = anchors; open != temp_.path().parent_path(); open = open.parent_path())
    ASSERT_EQ(::chmod(open.c_str(), 0755), 0);
  ASSERT_EQ(::chmod(anchors.c_str(), 0555), 0);
  constexpr uid_t kSomebody = 12345;
  if (is_root) {
    ASSERT_EQ(::seteuid(kSomebody), 0);
  }
  const std::vector<std::string> texts = Texts(Changer().StepsToInstall(place_));
  if (is_root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  ASSERT_EQ(::chmod(anchors.c_str(), 0755), 0);

  EXPECT_THAT(texts, ElementsAre(anchors.native() +
                                 " is writable for root only; run sudo osslens ca install --system "
                                 "--data-dir " +
                                 (temp_ / "data").native()));
}

}  // namespace
}  // namespace osslens::app
