// What plans of the proxy and of reverse mode have in common; whole plans are tested with those.
#include "proxy/plan_writer.h"

#include <gtest/gtest.h>

#include "proxy/http/framing.h"

namespace osslens::proxy {
namespace {

http::RequestHead Parsed(std::string_view raw) {
  http::RequestHead head;
  EXPECT_TRUE(http::ParseRequestHead(raw, head));
  return head;
}

ForwardPlan Written(std::string_view raw, const HeadChanges& changes) {
  ForwardPlan plan;
  WriteHead(raw, Parsed(raw), changes, plan);
  return plan;
}

TEST(WriteHead, KeepsEveryByteButTheTarget) {
  const ForwardPlan plan =
      Written("GET http://h/k HTTP/1.1\r\nhOST: h \r\nX:\xff\r\n\r\n", {"/k", std::nullopt});
  EXPECT_EQ(plan.head, "GET /k HTTP/1.1\r\nhOST: h \r\nX:\xff\r\n");
  EXPECT_TRUE(plan.edits.empty());
}

TEST(WriteHead, ChangesTheValueOfHostAndNothingAroundIt) {
  const ForwardPlan plan = Written("GET / HTTP/1.1\r\nhOST:\t a  \r\n\r\n", {"/", "server"});
  EXPECT_EQ(plan.head, "GET / HTTP/1.1\r\nhOST:\t server  \r\n");
  ASSERT_EQ(plan.edits.size(), 1U);
  EXPECT_EQ(plan.edits[0].kind, store::HeadEdit::Kind::kFieldChanged);
  EXPECT_EQ(plan.edits[0].name, "hOST");
}

TEST(WriteHead, FillsAnEmptyHostAndPutsInOneThatIsMissing) {
  EXPECT_EQ(Written("GET / HTTP/1.1\r\nHost: \r\n\r\n", {"/", "server"}).head,
            "GET / HTTP/1.1\r\nHost: server\r\n");
  const ForwardPlan plan = Written("GET / HTTP/1.0\r\nA: b\r\n\r\n", {"/", "server"});
  EXPECT_EQ(plan.head, "GET / HTTP/1.0\r\nHost: server\r\nA: b\r\n");
  ASSERT_EQ(plan.edits.size(), 1U);
  EXPECT_EQ(plan.edits[0].kind, store::HeadEdit::Kind::kFieldAdded);
}

TEST(WriteHead, RecordsNoChangeOfAHostThatIsRightAlready) {
  EXPECT_TRUE(Written("GET / HTTP/1.1\r\nHost: server\r\n\r\n", {"/", "server"}).edits.empty());
}

TEST(MayReuseConnection, OnlyForWhatCouldBeSentAgain) {
  using http::Framing;
  const Framing none{};
  EXPECT_TRUE(may_reuse_connection("GET", none));
  EXPECT_FALSE(may_reuse_connection("POST", none));
  EXPECT_TRUE(may_reuse_connection("PUT", {Framing::Kind::kLength, kReplayLimitBytes}));
  EXPECT_FALSE(may_reuse_connection("PUT", {Framing::Kind::kLength, kReplayLimitBytes + 1}));
  EXPECT_FALSE(may_reuse_connection("PUT", {Framing::Kind::kChunked, 0}));
}

TEST(CheckHost, WantsOneInHttp11) {
  EXPECT_FALSE(CheckHost(Parsed("GET / HTTP/1.1\r\nhost: a\r\n\r\n")));
  EXPECT_TRUE(CheckHost(Parsed("GET / HTTP/1.1\r\n\r\n")));
  EXPECT_FALSE(CheckHost(Parsed("GET / HTTP/1.0\r\n\r\n")));
  EXPECT_TRUE(CheckHost(Parsed("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n")));
}

TEST(EndHead, GivesCredentialsToAFurtherProxyOnly) {
  ForwardPlan plan;
  plan.head = "GET / HTTP/1.1\r\n";
  EndHead(std::nullopt, plan);
  EXPECT_EQ(plan.head, "GET / HTTP/1.1\r\n\r\n");
  plan.head = "GET / HTTP/1.1\r\n";
  EndHead(UpstreamProxy{{"p", 1}, {}}, plan);
  EXPECT_EQ(plan.head, "GET / HTTP/1.1\r\n\r\n");
  plan.head = "GET / HTTP/1.1\r\n";
  EndHead(UpstreamProxy{{"p", 1}, Secret("Basic eA==")}, plan);
  EXPECT_EQ(plan.head, "GET / HTTP/1.1\r\nProxy-Authorization: Basic eA==\r\n\r\n");
  ASSERT_EQ(plan.edits.size(), 1U);
  EXPECT_EQ(plan.edits[0].name, "Proxy-Authorization");
}

}  // namespace
}  // namespace osslens::proxy
