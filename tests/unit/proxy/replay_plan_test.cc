// What becomes of a request that the user sends again.
#include "proxy/replay_plan.h"

#include <gtest/gtest.h>

#include "proxy/http/framing.h"

namespace osslens::proxy {
namespace {

using store::ExchangeKind;

constexpr std::string_view kRaw =
    "GET /k?a=%2F HTTP/1.1\r\nhOsT:   other.example \r\nConnection: close\r\nX-A:1\r\nx-a: "
    "2\r\n\r\n";

ReplayTarget Target(bool tls, ExchangeKind kind = ExchangeKind::kForward) {
  return {7, 3, kind, {"b.example", static_cast<uint16_t>(tls ? 443 : 80)}, tls};
}

RequestPlan Plan(std::string_view raw, const ReplayTarget& target,
                 const SessionSettings& settings = {}) {
  http::RequestHead head;
  EXPECT_TRUE(http::ParseRequestHead(raw, head)) << raw;
  return PlanReplay(raw, head, http::FramingOf(head).value_or(http::Framing{}), settings, target);
}

SessionSettings BehindAProxy() {
  SessionSettings settings;
  settings.upstream_proxy.emplace(UpstreamProxy{{"proxy.example", 3128}, Secret("Basic abc")});
  return settings;
}

TEST(PlanReplay, SendsTheHeadByteForByteToTheServerOfTheExchange) {
  const RequestPlan plan = Plan(kRaw, Target(true));
  const auto& forward = std::get<ForwardPlan>(plan);
  EXPECT_EQ(forward.head, kRaw);
  EXPECT_TRUE(forward.edits.empty());
  EXPECT_EQ(ToText(forward.authority), "b.example:443") << "whatever Host says";
  EXPECT_EQ(ToText(forward.dialled), "b.example:443");
  EXPECT_EQ(forward.tls_name, "b.example");
  EXPECT_EQ(forward.url, "https://b.example/k?a=%2F");
}

TEST(PlanReplay, NeverUsesAConnectionThatTheServerMayHaveClosed) {
  EXPECT_FALSE(std::get<ForwardPlan>(Plan(kRaw, Target(false))).may_reuse);
}

TEST(PlanReplay, AsksAFurtherProxyThatReadsTheRequestForAUrl) {
  const RequestPlan plan = Plan(kRaw, Target(false), BehindAProxy());
  const auto& forward = std::get<ForwardPlan>(plan);
  EXPECT_EQ(forward.head,
            "GET http://b.example/k?a=%2F HTTP/1.1\r\nhOsT:   other.example \r\nX-A:1\r\nx-a: 2\r\n"
            "Proxy-Authorization: Basic abc\r\n\r\n");
  EXPECT_FALSE(forward.is_tunnelled);
  ASSERT_EQ(forward.edits.size(), 3U);
  EXPECT_EQ(forward.edits[0].kind, store::HeadEdit::Kind::kTargetChanged);
}

TEST(PlanReplay, LeavesTheHeadAloneInATunnelThroughAFurtherProxy) {
  for (const ReplayTarget& target : {Target(true), Target(false, ExchangeKind::kCallback)}) {
    const RequestPlan plan = Plan(kRaw, target, BehindAProxy());
    EXPECT_EQ(std::get<ForwardPlan>(plan).head, kRaw);
    EXPECT_TRUE(std::get<ForwardPlan>(plan).is_tunnelled);
  }
}

TEST(PlanReplay, RefusesWhatNoServerCanBeAsked) {
  EXPECT_TRUE(std::holds_alternative<RefusalPlan>(
      Plan("CONNECT b.example:443 HTTP/1.1\r\nHost: b.example\r\n\r\n", Target(false))));
  EXPECT_TRUE(std::holds_alternative<RefusalPlan>(
      Plan("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", Target(false))));
}

TEST(ReplayAimOf, AimsAtTheServerOfTheExchange) {
  const RequestAim aim = ReplayAimOf("PUT /k HTTP", Target(false));
  EXPECT_EQ(aim.method, "PUT");
  ASSERT_TRUE(aim.authority);
  EXPECT_EQ(ToText(*aim.authority), "b.example:80");
}

}  // namespace
}  // namespace osslens::proxy
