#include "proxy/net/resolver.h"

#include <gmock/gmock.h>

#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

// Needs no name server: literals, names of /etc/hosts, and names that the resolver itself refuses.
class ResolverOnLoop : public LoopTest {
 protected:
  Resolver::Ticket Ask(const std::string& host, NetResult<Resolution>& out) {
    return resolver_->Resolve(host, 80,
                              [&out](NetResult<Resolution> result) { out = std::move(result); });
  }
  void TearDown() override {
    resolver_.reset();
    LoopTest::TearDown();
  }

  std::unique_ptr<Resolver> resolver_ = std::make_unique<Resolver>(*loop_);
};

TEST_F(ResolverOnLoop, AnswersLiteralsLaterAndWithoutAsking) {
  NetResult<Resolution> v4;
  NetResult<Resolution> v6;
  const auto first = Ask("127.0.0.1", v4);
  const auto second = Ask("::1", v6);
  EXPECT_TRUE(v4->addresses.empty());
  loop_->Run();
  ASSERT_TRUE(v4 && v6);
  EXPECT_EQ(v4->addresses.at(0).ToString(), "127.0.0.1:80");
  EXPECT_EQ(v6->addresses.at(0).ToString(), "[::1]:80");
}

TEST_F(ResolverOnLoop, FindsNamesOfTheSystem) {
  NetResult<Resolution> result;
  const auto ticket = Ask("LocalHost", result);
  loop_->Run();
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_TRUE(result->addresses.at(0).is_loopback());
  EXPECT_EQ(result->addresses.at(0).port(), 80);
}

TEST_F(ResolverOnLoop, KeepsAnswersForAWhile) {
  NetResult<Resolution> first;
  const auto ticket = Ask("localhost", first);
  loop_->Run();
  NetResult<Resolution> second;
  const auto other = Ask("LOCALHOST", second);
  EXPECT_TRUE(second->addresses.empty());
  loop_->Run();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->addresses, second->addresses);
}

TEST_F(ResolverOnLoop, GivesOneAnswerToAllWhoWait) {
  std::vector<NetResult<Resolution>> results(10);
  std::vector<Resolver::Ticket> tickets;
  for (auto& result : results) tickets.push_back(Ask("localhost", result));
  tickets[3].reset();
  loop_->Run();
  for (size_t i = 0; i < results.size(); ++i) {
    ASSERT_TRUE(results[i]);
    EXPECT_EQ(results[i]->addresses.empty(), i == 3);
  }
}

TEST_F(ResolverOnLoop, SaysWhichNameCannotBeResolved) {
  NetResult<Resolution> result;
  const auto ticket =
      Ask(std::string(70, 'x') + ".invalid", result);  // a label has at most 63 bytes
  loop_->Run();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, NetErrorKind::kDns);
  EXPECT_THAT(result.error().message, testing::StartsWith("cannot resolve xxxx"));
}

TEST_F(ResolverOnLoop, RefusesNamesThatWouldBeCutShort) {
  NetResult<Resolution> with_zero;
  NetResult<Resolution> empty;
  const auto first = Ask(std::string("localhost\0.example.com", 22), with_zero);
  const auto second = Ask("", empty);
  loop_->Run();
  EXPECT_EQ(with_zero.error().message, "the host name is malformed");
  EXPECT_EQ(empty.error().message, "the host name is malformed");
}

TEST_F(ResolverOnLoop, ForgetsTheOldestNameWhenFull) {
  resolver_ = std::make_unique<Resolver>(*loop_, ResolverOptions{.max_names = 1});
  NetResult<Resolution> result;
  const auto first = Ask("localhost", result);
  loop_->Run();
  const auto second = Ask("ip6-localhost.invalid-" + std::string(70, 'x'), result);
  loop_->Run();
  const auto third = Ask("localhost", result);
  loop_->Run();
  EXPECT_TRUE(result);
}

TEST_F(ResolverOnLoop, DropsTheCallbackWithItsTicket) {
  auto literal = resolver_->Resolve("127.0.0.1", 1, [](const auto&) { FAIL(); });
  auto name = resolver_->Resolve("localhost", 1, [](const auto&) { FAIL(); });
  literal.reset();
  name.reset();
  loop_->Run();
}

TEST_F(ResolverOnLoop, MayBeDestroyedWhileOthersWait) {
  auto literal = resolver_->Resolve("127.0.0.1", 1, [](const auto&) { FAIL(); });
  auto name = resolver_->Resolve("localhost", 1, [](const auto&) { FAIL(); });
  resolver_.reset();
  loop_->Run();
}

TEST_F(ResolverOnLoop, MayBeDestroyedByACallback) {
  const auto first = resolver_->Resolve("127.0.0.1", 1, [&](const auto&) { resolver_.reset(); });
  const auto second = resolver_->Resolve("127.0.0.1", 1, [](const auto&) { FAIL(); });
  loop_->Run();
  EXPECT_EQ(resolver_, nullptr);
}

}  // namespace
}  // namespace osslens::net
