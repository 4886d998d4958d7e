// What becomes of a request that came to an address of --callback.
#include "proxy/callback_plan.h"

#include <gtest/gtest.h>

namespace osslens::proxy {
namespace {

const ReverseTarget kServer{{"cb.example", 8080}, false, false, true};

RequestPlan Plan(std::string_view raw, const ReverseTarget& server = kServer) {
  http::RequestHead head;
  EXPECT_TRUE(http::ParseRequestHead(raw, head)) << raw;
  return PlanCallback(raw, head, server);
}

TEST(PlanCallback, PassesTheHeadOnByteForByte) {
  constexpr std::string_view kRaw =
      "POST /a%20b//?id=1&x=%2F HTTP/1.1\r\nhOsT:  public.example:9100 \r\nConnection: close\r\n"
      "X-Hop: 1\r\nProxy-Connection: close\r\nContent-Length: 2\r\n\r\n";
  const RequestPlan plan = Plan(kRaw);
  const auto& forward = std::get<ForwardPlan>(plan);
  EXPECT_EQ(forward.head, kRaw);
  EXPECT_TRUE(forward.edits.empty());
  EXPECT_TRUE(forward.is_verbatim);
  EXPECT_FALSE(forward.may_reuse);
  EXPECT_EQ(forward.url, "http://cb.example:8080/a%20b//?id=1&x=%2F");
  EXPECT_EQ(forward.authority.host, "cb.example");
  EXPECT_EQ(forward.authority.port, 8080);
  EXPECT_EQ(forward.tls_name, "");
}

TEST(PlanCallback, OpensTlsForAnHttpsServer) {
  const ReverseTarget server{{"cb.example", 443}, false, true, true};
  const RequestPlan plan = Plan("POST / HTTP/1.1\r\nHost: 1.2.3.4\r\n\r\n", server);
  EXPECT_EQ(std::get<ForwardPlan>(plan).tls_name, "cb.example");
  EXPECT_EQ(std::get<ForwardPlan>(plan).url, "https://cb.example/");
}

TEST(PlanCallback, TakesARequestOfHttp10WithoutHost) {
  const RequestPlan plan = Plan("POST /n HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(std::get<ForwardPlan>(plan).head, "POST /n HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
}

TEST(PlanCallback, RefusesWhatIsMeantForAProxy) {
  for (const char* raw : {"CONNECT cb.example:80 HTTP/1.1\r\nHost: cb.example:80\r\n\r\n",
                          "POST http://cb.example/ HTTP/1.1\r\nHost: cb.example\r\n\r\n"}) {
    const RequestPlan plan = Plan(raw);
    ASSERT_TRUE(std::holds_alternative<RefusalPlan>(plan)) << raw;
    EXPECT_EQ(std::get<RefusalPlan>(plan).status, 400);
    EXPECT_EQ(std::get<RefusalPlan>(plan).sentence,
              "this address stands in for the callback server http://cb.example:8080 "
              "(--callback), so a request names a path; proxies are asked at --listen");
  }
}

TEST(PlanCallback, RefusesTwoHosts) {
  const RequestPlan plan = Plan("POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
  EXPECT_TRUE(std::holds_alternative<RefusalPlan>(plan));
}

}  // namespace
}  // namespace osslens::proxy
