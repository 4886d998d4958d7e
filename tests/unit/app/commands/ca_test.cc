#include "app/commands/ca.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/command_line.h"
#include "tests/support/temp_directory.h"

namespace osslens::app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

struct Outcome {
  int exit_code = 0;
  std::string out, err;
};

// Gives a variable another value as long as it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old_value = std::getenv(name)) old_value_ = old_value;
    ::setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() {
    if (old_value_) {
      ::setenv(name_, old_value_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }

 private:
  const char* name_;
  std::optional<std::string> old_value_;
};

// A user with a data directory, no browser, and a system like Fedora's whose update-ca-trust does nothing.
class Ca : public testing::Test {
 protected:
  Ca() {
    fs::create_directories(anchor_.parent_path());
    fs::create_directory(temp_ / "bin");
    WriteFile(temp_ / "bin/update-ca-trust", "#!/bin/sh\n");
    EXPECT_EQ(::chmod((temp_ / "bin/update-ca-trust").c_str(), 0755), 0);
  }

  // With `input` on standard input, and the data directory given.
  Outcome Run(std::vector<std::string> words, const std::string& input = "") {
    WriteFile(temp_ / "input", input);
    EXPECT_NE(std::freopen((temp_ / "input").c_str(), "r", stdin), nullptr);
    words.insert(words.begin(), {"osslens", "ca"});
    words.insert(words.end(), {"--data-dir", (temp_ / "data").native()});
    std::vector<const char*> argv;
    argv.reserve(words.size());
    for (const std::string& word : words) argv.push_back(word.c_str());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Outcome outcome;
    outcome.exit_code = RunCommandLine(static_cast<int>(argv.size()), argv.data());
    outcome.out = testing::internal::GetCapturedStdout();
    outcome.err = testing::internal::GetCapturedStderr();
    return outcome;
  }
  Outcome Install(std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), "install");
    words.insert(words.end(), {"--system-root", (temp_ / "root").native()});
    return Run(std::move(words), input);
  }

  const TempDirectory temp_;
  const Variable home_{"HOME", temp_.path().native()};
  const Variable path_{"PATH", (temp_ / "bin").native()};
  const fs::path root_file_ = temp_ / "data/ca/root.pem";
  const fs::path anchor_ = temp_ / "root/etc/pki/ca-trust/source/anchors/osslens.pem";
};

TEST_F(Ca, PathMakesAnAuthorityOnceAndPrintsItsRoot) {
  const Outcome first = Run({"path"});
  EXPECT_EQ(first.exit_code, kExitDone);
  EXPECT_EQ(first.out, root_file_.native() + "\n");
  EXPECT_THAT(first.err, StartsWith("osslens: made a certificate authority for aliyuncs.com"));
  const std::string root = ReadFile(root_file_);

  const Outcome second = Run({"path"});
  EXPECT_EQ(second.out, first.out);
  EXPECT_EQ(second.err, "");
  EXPECT_EQ(ReadFile(root_file_), root);
}

TEST_F(Ca, PathPrintsABundleAndAStoreForJava) {
  EXPECT_EQ(Run({"path", "--bundle"}).out, (temp_ / "data/ca/bundle.pem").native() + "\n");
  EXPECT_THAT(ReadFile(temp_ / "data/ca/bundle.pem"), HasSubstr(ReadFile(root_file_)));
  EXPECT_EQ(Run({"path", "--java"}).out, (temp_ / "data/ca/truststore.p12").native() + "\n");
  EXPECT_TRUE(fs::exists(temp_ / "data/ca/truststore.p12"));
  EXPECT_EQ(Run({"path", "--java", "--bundle"}).exit_code, kExitWrongUsage);
}

TEST_F(Ca, ShowTellsWhatItCanCertifyAndWhereItIsTrusted) {
  const std::vector<std::string> show{"show", "--system-root", (temp_ / "root").native()};
  EXPECT_THAT(Run(show).out, AllOf(HasSubstr("root         " + root_file_.native()),
                                   HasSubstr("subject      O = osslens, CN = osslens root "),
                                   HasSubstr("SHA-256 "),
                                   HasSubstr("certifies    hosts of aliyuncs.com; no IP address"),
                                   HasSubstr("trusted in   " + anchor_.native() + ": no")));

  EXPECT_EQ(Install({"--yes"}).exit_code, kExitDone);
  EXPECT_THAT(Run(show).out, HasSubstr(anchor_.native() + ": yes"));

  EXPECT_EQ(Run({"renew", "--yes"}).exit_code, kExitDone);
  EXPECT_THAT(Run(show).out, HasSubstr(anchor_.native() + ": an older one of osslens"));
}

TEST_F(Ca, InstallTellsWhatItWillDoAndAsks) {
  const Outcome refused = Install({}, "n\n");
  EXPECT_EQ(refused.exit_code, kExitFailed);
  EXPECT_THAT(
      refused.out,
      AllOf(HasSubstr("osslens will copy " + root_file_.native() + " to " + anchor_.native()),
            HasSubstr("osslens will run " + (temp_ / "bin/update-ca-trust").native()),
            HasSubstr("Go ahead? [y/N] ")));
  EXPECT_THAT(refused.err, HasSubstr("nothing was changed"));
  EXPECT_FALSE(fs::exists(anchor_));

  EXPECT_EQ(Install({}, "").exit_code, kExitFailed);
  EXPECT_FALSE(fs::exists(anchor_));

  EXPECT_EQ(Install({}, "y\n").exit_code, kExitDone);
  EXPECT_EQ(ReadFile(anchor_), ReadFile(root_file_));
}

TEST_F(Ca, InstallIsTakenBackByRemove) {
  EXPECT_EQ(Install({"--yes"}).exit_code, kExitDone);
  EXPECT_THAT(Install({"--yes"}).out, HasSubstr("it is trusted everywhere already"));

  EXPECT_EQ(Install({"--remove", "--yes"}).exit_code, kExitDone);

  EXPECT_FALSE(fs::exists(anchor_));
  EXPECT_THAT(Install({"--remove"}).out, HasSubstr("nothing of osslens is trusted"));
}

TEST_F(Ca, InstallSaysWhenThereIsNoStore) {
  const Outcome outcome = Install({"--nss", "--yes"});
  EXPECT_EQ(outcome.exit_code, kExitFailed);
  EXPECT_THAT(outcome.err, HasSubstr("no trust store that osslens knows was found"));
}

TEST_F(Ca, RenewAsksAndTellsWhatToTrust) {
  Run({"path"});
  const std::string old_root = ReadFile(root_file_);

  EXPECT_EQ(Run({"renew"}, "\n").exit_code, kExitFailed);
  EXPECT_EQ(ReadFile(root_file_), old_root);

  const Outcome renewed = Run({"renew"}, "y\n");
  EXPECT_EQ(renewed.exit_code, kExitDone);
  EXPECT_THAT(renewed.out, HasSubstr("what trusted the old one must now trust"));
  EXPECT_NE(ReadFile(root_file_), old_root);
}

TEST_F(Ca, RenewTakesOtherDomainsAndTellsOfWidenedOnes) {
  const Outcome renewed = Run(
      {"renew", "--yes", "--intercept", "oss-*.aliyuncs.com", "--intercept", "cdn.example.com"});
  EXPECT_THAT(renewed.out, AllOf(HasSubstr("cannot be limited to oss-*.aliyuncs.com"),
                                 HasSubstr("for aliyuncs.com, cdn.example.com, valid until")));
  // They stay until it is told of others.
  EXPECT_THAT(Run({"renew", "--yes"}).out, HasSubstr("for aliyuncs.com, cdn.example.com,"));

  const Outcome refused = Run({"renew", "--yes", "--intercept", "*.com"});
  EXPECT_EQ(refused.exit_code, kExitWrongUsage);
  EXPECT_THAT(refused.err, HasSubstr("every host of a top-level domain"));
}

TEST_F(Ca, NeedsOneOfItsCommands) {
  EXPECT_EQ(Run({}).exit_code, kExitWrongUsage);
  EXPECT_EQ(Run({"frobnicate"}).exit_code, kExitWrongUsage);
}

}  // namespace
}  // namespace osslens::app
