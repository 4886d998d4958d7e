#include "proxy/intercept/authority_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "proxy/intercept/private_file.h"
#include "tests/unit/proxy/intercept/intercept_support.h"

namespace osslens::intercept {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const PermittedDomains kAliyun{{"aliyuncs.com"}};
const PermittedDomains kTwo{{"aliyuncs.com", "cdn.example.com"}};

class AuthorityStoreTest : public testing::Test {
 protected:
  std::string OpenError() {
    const auto opened = store_.Open(kAliyun, Noon());
    return opened ? "" : opened.error().message;
  }
  // Opened again at `now` for `domains`: the notice, which is empty when nothing was made.
  std::string Reopen(const PermittedDomains& domains, WallTime now) {
    return Must(store_.Open(domains, now)).notice;
  }

  const TempDirectory temp_;
  const AuthorityStore store_{temp_.path()};
  const std::filesystem::path authority_file_ = temp_ / "ca/authority.pem";
};

TEST_F(AuthorityStoreTest, MakesAnAuthorityOnFirstUseAndSaysWhatToTrust) {
  const AuthorityStore::Opened opened = Must(store_.Open(kTwo, Noon()));

  EXPECT_THAT(opened.authority.permitted().names, ElementsAre("aliyuncs.com", "cdn.example.com"));
  EXPECT_EQ(opened.notice,
            "made a certificate authority for aliyuncs.com, cdn.example.com, valid until "
            "2027-03-01; apps must trust " +
                store_.root_file().native() + " (SHA-256 " + opened.authority.RootFingerprint() +
                "): osslens run sees to it for the command it starts, osslens ca install for this "
                "system");
}

TEST_F(AuthorityStoreTest, KeepsTheKeyForItsOwnerOnly) {
  const mode_t mask = ::umask(0);
  Must(store_.Open(kAliyun, Noon()));
  ::umask(mask);

  EXPECT_EQ(ModeOf(temp_ / "ca"), 0700U);
  EXPECT_EQ(ModeOf(authority_file_), 0600U);
  EXPECT_EQ(ModeOf(store_.root_file()), 0644U);
  EXPECT_THAT(ReadFile(store_.root_file()), StartsWith("-----BEGIN CERTIFICATE-----"));
}

TEST_F(AuthorityStoreTest, LeavesNoKeyButTheIntermediatesInAnyFile) {
  Must(store_.Open(kAliyun, Noon()));

  std::set<std::string> files;
  size_t keys = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(temp_.path())) {
    if (!entry.is_regular_file()) continue;
    files.insert(entry.path().filename());
    const std::string text = ReadFile(entry.path());
    for (size_t at = 0; (at = text.find("BEGIN PRIVATE KEY", at)) != std::string::npos; ++at)
      ++keys;
  }
  EXPECT_EQ(files, (std::set<std::string>{"authority.pem", "lock", "root.pem"}));
  EXPECT_EQ(keys, 1U);
}

TEST_F(AuthorityStoreTest, GivesTheSameAuthorityLater) {
  const std::string made = Must(store_.Open(kAliyun, Noon())).authority.RootFingerprint();

  const AuthorityStore::Opened again = Must(store_.Open(kAliyun, Noon() + std::chrono::days(300)));

  EXPECT_EQ(again.authority.RootFingerprint(), made);
  EXPECT_EQ(again.notice, "");
}

TEST_F(AuthorityStoreTest, RenewsItThirtyDaysBeforeItsEnd) {
  const WallTime end = Must(store_.Open(kAliyun, Noon())).authority.not_after();

  EXPECT_EQ(Reopen(kAliyun, end - std::chrono::days(30) - std::chrono::seconds(1)), "");
  EXPECT_THAT(Reopen(kAliyun, end - std::chrono::days(30)),
              AllOf(StartsWith("made a new certificate authority, because the old one ends on "
                               "2027-03-01 for aliyuncs.com, valid until 2028-01-30"),
                    HasSubstr("what trusted the old one must now trust")));
}

TEST_F(AuthorityStoreTest, RenewsItAfterItsEnd) {
  const WallTime end = Must(store_.Open(kAliyun, Noon())).authority.not_after();

  EXPECT_THAT(Reopen(kAliyun, end), HasSubstr("the old one ended on 2027-03-01"));
}

TEST_F(AuthorityStoreTest, RenewsOneFromTheFuture) {
  Must(store_.Open(kAliyun, Noon()));

  EXPECT_EQ(Reopen(kAliyun, Noon() - std::chrono::days(1)), "");
  EXPECT_THAT(Reopen(kAliyun, Noon() - std::chrono::days(1) - std::chrono::seconds(1)),
              HasSubstr("the old one is not valid before 2026-02-28"));
}

TEST_F(AuthorityStoreTest, RenewsItForADomainThatItDoesNotPermit) {
  Must(store_.Open(kAliyun, Noon()));

  EXPECT_THAT(Reopen(kTwo, Noon()),
              HasSubstr("because the old one does not permit cdn.example.com"));
  const AuthorityStore::Opened opened = Must(store_.Open(kTwo, Noon()));
  EXPECT_EQ(opened.notice, "");
  EXPECT_EQ(opened.authority.permitted(), kTwo);
}

TEST_F(AuthorityStoreTest, KeepsOneThatPermitsMoreThanIsNeeded) {
  Must(store_.Open(kTwo, Noon()));

  EXPECT_EQ(Reopen(kAliyun, Noon()), "");
  EXPECT_EQ(Reopen({{"oss-cn-hangzhou.aliyuncs.com"}}, Noon()), "");
}

TEST_F(AuthorityStoreTest, NarrowsItWhenRenewedOnDemand) {
  Must(store_.Open(kTwo, Noon()));

  const AuthorityStore::Opened renewed = Must(store_.Renew(kAliyun, Noon()));

  EXPECT_EQ(renewed.authority.permitted(), kAliyun);
  EXPECT_THAT(renewed.notice, HasSubstr("because it was asked for"));
  EXPECT_EQ(Must(store_.Open(kAliyun, Noon())).authority.RootFingerprint(),
            renewed.authority.RootFingerprint());
}

TEST_F(AuthorityStoreTest, WritesTheRootAgainWhenItIsGoneOrAnother) {
  Must(store_.Open(kAliyun, Noon()));
  const std::string root = ReadFile(store_.root_file());
  std::filesystem::remove(store_.root_file());
  EXPECT_EQ(Reopen(kAliyun, Noon()), "");
  EXPECT_EQ(ReadFile(store_.root_file()), root);

  WriteFileWithMode(store_.root_file(), "another", 0600);
  EXPECT_EQ(Reopen(kAliyun, Noon()), "");
  EXPECT_EQ(ReadFile(store_.root_file()), root);
}

TEST_F(AuthorityStoreTest, RefusesAKeyThatOthersMayRead) {
  Must(store_.Open(kAliyun, Noon()));
  ASSERT_EQ(::chmod(authority_file_.c_str(), 0640), 0);

  EXPECT_EQ(OpenError(),
            "cannot use " + authority_file_.native() +
                ": other users may read or write it (mode 0640); if none can have done "
                "so, run chmod 600 " +
                authority_file_.native() + "; osslens ca renew makes a new certificate authority");
}

TEST_F(AuthorityStoreTest, RefusesAFileThatIsNotWhole) {
  Must(store_.Open(kAliyun, Noon()));
  std::filesystem::resize_file(authority_file_, 300);

  EXPECT_THAT(OpenError(), AllOf(StartsWith("cannot use the certificate authority in " +
                                            authority_file_.native()),
                                 HasSubstr("osslens ca renew makes a new one")));
  EXPECT_THAT(Must(store_.Renew(kAliyun, Noon())).notice, HasSubstr("it was asked for"));
  EXPECT_EQ(OpenError(), "");
}

TEST_F(AuthorityStoreTest, LoadsWhatIsThereWhateverItsDates) {
  EXPECT_FALSE(Must(store_.Load()).has_value());
  EXPECT_FALSE(std::filesystem::exists(store_.directory()));

  const AuthorityStore::Opened opened =
      Must(store_.Open(kAliyun, Noon() - std::chrono::days(3000)));

  EXPECT_EQ(Must(store_.Load())->RootFingerprint(), opened.authority.RootFingerprint());
}

TEST_F(AuthorityStoreTest, RemovesTheKeyThatAKilledProcessLeft) {
  std::filesystem::create_directory(temp_ / "ca");
  ASSERT_EQ(::chmod((temp_ / "ca").c_str(), 0700), 0);
  WriteFileWithMode(temp_ / "ca/authority.pem.new", "half a key", 0600);

  Must(store_.Open(kAliyun, Noon()));

  EXPECT_FALSE(std::filesystem::exists(temp_ / "ca/authority.pem.new"));
}

// Runs `work` in a process of its own and gives its number.
template <class Work>
pid_t Start(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  return child;
}

TEST_F(AuthorityStoreTest, IsWholeAfterAProcessWasKilledWhileItRenews) {
  for (int round = 0; round < 12; ++round) {
    int started[2];
    ASSERT_EQ(::pipe(started), 0);
    const pid_t child = Start([&] {
      for (bool first = true;; first = false) {
        const auto renewed = store_.Renew(kAliyun, Noon());
        if (!renewed || (first && ::write(started[1], "x", 1) != 1)) ::_exit(1);
      }
    });
    char byte = 0;
    ASSERT_EQ(::read(started[0], &byte, 1), 1);
    // Somewhere in the middle of a renewal: a different point each time.
    for (int spin = 0; spin < round * 20000; ++spin) ::getppid();
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ::close(started[0]);
    ::close(started[1]);

    const AuthorityStore::Opened opened = Must(store_.Open(kAliyun, Noon()));
    EXPECT_EQ(opened.notice, "");
    EXPECT_EQ(ReadFile(store_.root_file()), Must(opened.authority.RootPem()));
    EXPECT_FALSE(std::filesystem::exists(temp_ / "ca/authority.pem.new"));
  }
}

TEST_F(AuthorityStoreTest, GivesProcessesThatStartAtOnceTheSameAuthority) {
  constexpr int kProcesses = 6;
  int gate[2];
  int results[2];
  ASSERT_EQ(::pipe(gate), 0);
  ASSERT_EQ(::pipe(results), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.push_back(Start([&] {
      ::close(gate[1]);
      char byte = 0;
      if (::read(gate[0], &byte, 1) != 0) ::_exit(1);  // opens for all when the parent closes it
      const auto opened = store_.Open(kAliyun, Noon());
      if (!opened) ::_exit(2);
      const std::string line =
          opened->authority.RootFingerprint() + (opened->notice.empty() ? " found\n" : " made.\n");
      if (::write(results[1], line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        ::_exit(3);
    }));
  }
  ::close(gate[0]);
  ::close(gate[1]);
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  ::close(results[1]);
  std::multiset<std::string> fingerprints;
  int made = 0;
  constexpr size_t kLine = 95 + 7;
  std::string line(kLine, '\0');
  while (::read(results[0], line.data(), kLine) == static_cast<ssize_t>(kLine)) {
    fingerprints.insert(line.substr(0, 95));
    made += line.ends_with(" made.\n") ? 1 : 0;
  }
  ::close(results[0]);
  ASSERT_EQ(fingerprints.size(), static_cast<size_t>(kProcesses));
  EXPECT_EQ(fingerprints.count(*fingerprints.begin()), static_cast<size_t>(kProcesses));
  EXPECT_EQ(made, 1);
}

}  // namespace
}  // namespace osslens::intercept
