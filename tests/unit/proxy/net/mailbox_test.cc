#include "proxy/net/mailbox.h"

#include <thread>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

using MailboxOnLoop = LoopTest;

TEST_F(MailboxOnLoop, DeliversEverythingThatManyThreadsPost) {
  constexpr int kThreads = 4;
  constexpr int kEach = 5'000;
  std::vector<int> next(kThreads, 0);
  int received = 0;
  bool in_order = true;
  Mailbox<std::pair<int, int>> mailbox(*loop_, [&](auto batch) {
    for (const auto& [thread, number] : batch) {
      in_order = in_order && next[static_cast<size_t>(thread)]++ == number;
      ++received;
    }
    if (received == kThreads * kEach) loop_->Stop();
  });
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&mailbox, thread] {
      for (int i = 0; i < kEach; ++i) mailbox.Post({thread, i});
    });
  }
  RunUntilStopped();
  EXPECT_EQ(received, kThreads * kEach);
  EXPECT_TRUE(in_order);
}

TEST_F(MailboxOnLoop, DeliversWhatWasPostedBeforeTheLoopRan) {
  std::vector<std::string> received;
  Mailbox<std::string> mailbox(*loop_, [&](std::vector<std::string> batch) {
    received = std::move(batch);
    loop_->Stop();
  });
  mailbox.Post("one");
  mailbox.Post("two");
  RunUntilStopped();
  EXPECT_EQ(received, (std::vector<std::string>{"one", "two"}));
}

TEST_F(MailboxOnLoop, TakesWhatCannotBeCopied) {
  int value = 0;
  Mailbox<std::unique_ptr<int>> mailbox(*loop_, [&](std::vector<std::unique_ptr<int>> batch) {
    value = *batch.front();
    loop_->Stop();
  });
  mailbox.Post(std::make_unique<int>(7));
  RunUntilStopped();
  EXPECT_EQ(value, 7);
}

TEST_F(MailboxOnLoop, MayBeDestroyedByItsCallback) {
  std::unique_ptr<Mailbox<int>> mailbox;
  mailbox =
      std::make_unique<Mailbox<int>>(*loop_, [&](const std::vector<int>&) { mailbox.reset(); });
  mailbox->Post(1);
  loop_->Run();
  EXPECT_EQ(mailbox, nullptr);
}

TEST_F(MailboxOnLoop, DropsWhatWasNotDelivered) {
  auto mailbox = std::make_unique<Mailbox<std::string>>(*loop_, [&](const auto&) { FAIL(); });
  mailbox->Post("never read");
  mailbox.reset();
  loop_->Run();
}

}  // namespace
}  // namespace osslens::net
