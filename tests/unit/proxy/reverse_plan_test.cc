// Where a request goes that came to an address of --reverse, and what its head is there, byte for
// byte.
#include "proxy/reverse_plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>

#include "base/text.h"
#include "proxy/http/framing.h"

namespace osslens::proxy {
namespace {

const ReverseTarget kEndpoint{{"oss-cn-hangzhou.aliyuncs.com", 80}, true};

constexpr const char* kBucketOut =
    "target  (the bucket goes into the host), changed Host (names the server of --reverse)";
constexpr const char* kHostOnly = "changed Host (names the server of --reverse)";

SessionSettings Settings() {
  SessionSettings settings;
  settings.is_oss_host = [](std::string_view host) { return host.ends_with(".aliyuncs.com"); };
  settings.oss_bucket_of = [](std::string_view host) {
    return std::string(host.starts_with("oss-") ? "" : host.substr(0, host.find('.')));
  };
  return settings;
}

RequestPlan Plan(std::string_view raw, const ReverseTarget& reverse,
                 const SessionSettings& settings = Settings()) {
  http::RequestHead head;
  EXPECT_TRUE(http::ParseRequestHead(raw, head)) << raw;
  const auto framing = http::FramingOf(head);
  EXPECT_TRUE(framing) << raw;
  return PlanReverse(raw, head, *framing, settings, reverse);
}

std::string EditsOf(const ForwardPlan& plan) {
  std::string text;
  for (const store::HeadEdit& edit : plan.edits) {
    text += fmt::format("{}{} {} ({})", text.empty() ? "" : ", ", store::ToWord(edit.kind),
                        edit.name, edit.reason);
  }
  return text;
}

struct Case {
  const char* name;
  const char* from_app;   // without the empty line
  const char* at_server;  // the same
  const char* url;
  const char* edits = kBucketOut;
  ReverseTarget reverse = kEndpoint;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class ReversedHead : public testing::TestWithParam<Case> {};

TEST_P(ReversedHead, GoesToTheServerThatTheAppMeant) {
  const Case& one = GetParam();
  const RequestPlan plan = Plan(std::string(one.from_app) + "\r\n", one.reverse);
  const auto* forward = std::get_if<ForwardPlan>(&plan);
  ASSERT_NE(forward, nullptr) << std::get<RefusalPlan>(plan).sentence;
  EXPECT_EQ(forward->head, std::string(one.at_server) + "\r\n");
  EXPECT_EQ(forward->url, one.url);
  EXPECT_EQ(EditsOf(*forward), one.edits);
  const std::string_view url = one.url;
  const std::string_view name = url.substr(7, url.find('/', 7) - 7);
  const std::string text = ToText(forward->authority);
  EXPECT_EQ(text, name.find(':') == std::string_view::npos || name.ends_with(']')
                      ? fmt::format("{}:80", Lower(name))
                      : Lower(name));
}

#define HOST "oss-cn-hangzhou.aliyuncs.com"

// The bucket in the path, as SDKs write it for an address.
const Case kPathStyle[] = {
    {"Object", "GET /b/k HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k"},
    {"KeyWithSlashes", "GET /b/dir//a/../k/ HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /dir//a/../k/ HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/dir//a/../k/"},
    {"KeyThatBeginsWithASlash", "GET /b//k HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET //k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "//k"},
    {"KeyAsLongAsTheBucketIsShort", "PUT /bkt/bkt/k HTTP/1.1\r\nHost: 127.0.0.1\r\n",
     "PUT /bkt/k HTTP/1.1\r\nHost: bkt." HOST "\r\n", "http://bkt." HOST "/bkt/k"},
    {"EncodedKey", "GET /b/%7e%2F+%E4%B8%AD HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /%7e%2F+%E4%B8%AD HTTP/1.1\r\nHost: b." HOST "\r\n",
     "http://b." HOST "/%7e%2F+%E4%B8%AD"},
    {"RawUtf8Key", "GET /b/\xE4\xB8\xAD HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /\xE4\xB8\xAD HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/\xE4\xB8\xAD"},
    {"Query", "GET /b/k?acl&versionId=1/2?3 HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /k?acl&versionId=1/2?3 HTTP/1.1\r\nHost: b." HOST "\r\n",
     "http://b." HOST "/k?acl&versionId=1/2?3"},
    {"Bucket", "GET /b HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET / HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/"},
    {"BucketAndSlash", "GET /b/ HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET / HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/"},
    {"BucketAndQuery", "GET /b?list-type=2&prefix=a/ HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /?list-type=2&prefix=a/ HTTP/1.1\r\nHost: b." HOST "\r\n",
     "http://b." HOST "/?list-type=2&prefix=a/"},
    {"BucketSlashAndQuery", "GET /b/?uploads HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /?uploads HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/?uploads"},
    {"EmptyQuery", "GET /b/k? HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /k? HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k?"},
    {"Localhost", "GET /b/k HTTP/1.1\r\nHost: localhost:9000\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k"},
    {"Ipv6", "GET /b/k HTTP/1.1\r\nHost: [::1]:9000\r\n", "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n",
     "http://b." HOST "/k"},
    {"NameOfItsOwn", "GET /b/k HTTP/1.1\r\nHost: osslens:9000\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k"},
    {"HostThatIsNone", "GET /b/k HTTP/1.1\r\nHost: a b:c\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k"},
    {"EmptyHost", "GET /b/k HTTP/1.1\r\nHost:\r\n", "GET /k HTTP/1.1\r\nHost:b." HOST "\r\n",
     "http://b." HOST "/k"},
    {"NoHostInHttp10", "GET /b/k HTTP/1.0\r\nA: b\r\n",
     "GET /k HTTP/1.0\r\nHost: b." HOST "\r\nA: b\r\n", "http://b." HOST "/k",
     "target  (the bucket goes into the host), added Host (names the server of --reverse)"},
    {"BucketOfUpperCase", "GET /Bkt_1/k HTTP/1.1\r\nHost: 127.0.0.1\r\n",
     "GET /k HTTP/1.1\r\nHost: Bkt_1." HOST "\r\n", "http://Bkt_1." HOST "/k"},
};

const Case kOtherStyles[] = {
    {"BucketInLocalhost", "GET /k HTTP/1.1\r\nHost: b.localhost:9000\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k", kHostOnly},
    {"BucketInLocalhostWithAFinalDot", "GET /k HTTP/1.1\r\nHost: b.LOCALHOST.:9000\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k", kHostOnly},
    {"BucketInLocalhostAndKeyLikeABucket", "GET /b/k HTTP/1.1\r\nHost: b.localhost\r\n",
     "GET /b/k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/b/k", kHostOnly},
    {"BucketInTheHost", "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k", ""},
    {"BucketInTheHostWithOurPort", "GET /k HTTP/1.1\r\nHost: b." HOST ":9000\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k", kHostOnly},
    {"EndpointAsHost", "GET /b/k HTTP/1.1\r\nHost: " HOST "\r\n",
     "GET /b/k HTTP/1.1\r\nHost: " HOST "\r\n", "http://" HOST "/b/k", ""},
    {"EndpointOfAnotherRegionAsHost", "GET /b/k HTTP/1.1\r\nHost: oss-cn-beijing.aliyuncs.com\r\n",
     "GET /b/k HTTP/1.1\r\nHost: " HOST "\r\n", "http://" HOST "/b/k", kHostOnly},
    {"BucketInTheHostOfAnotherRegion",
     "GET /k HTTP/1.1\r\nHost: b.oss-cn-beijing.aliyuncs.com:80\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k", kHostOnly},
    {"ListBuckets", "GET / HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET / HTTP/1.1\r\nHost: " HOST "\r\n", "http://" HOST "/", kHostOnly},
    {"ListBucketsWithAQuery", "GET /?max-keys=1 HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /?max-keys=1 HTTP/1.1\r\nHost: " HOST "\r\n", "http://" HOST "/?max-keys=1", kHostOnly},
    {"NoBucketButAKey", "GET //k HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET //k HTTP/1.1\r\nHost: " HOST "\r\n", "http://" HOST "//k", kHostOnly},
    {"OptionsOfTheServer", "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "OPTIONS * HTTP/1.1\r\nHost: " HOST "\r\n", "http://" HOST, kHostOnly},
    {"AbsoluteUrlOfItsOwnAddress",
     "GET http://127.0.0.1:9000/b/k HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k"},
    {"AbsoluteUrlOfABucket", "GET http://b." HOST "/k?q HTTP/1.1\r\nHost: b." HOST "\r\n",
     "GET /k?q HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k?q",
     "target  (absolute-form to origin-form)"},
    {"AbsoluteUrlGoesBeforeHost", "GET http://b." HOST "/k HTTP/1.1\r\nHost: x\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k",
     "target  (absolute-form to origin-form), changed Host (names the server of --reverse)"},
    {"AbsoluteUrlWithoutAPath", "GET http://b.localhost:9000 HTTP/1.1\r\nHost: x\r\n",
     "GET / HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/",
     "target  (absolute-form to origin-form), changed Host (names the server of --reverse)"},
    {"AbsoluteUrlWithAPassword", "GET http://u:p@b.localhost/k HTTP/1.1\r\nHost: x\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n", "http://b." HOST "/k",
     "target  (absolute-form to origin-form), changed Host (names the server of --reverse)"},
};

const Case kOtherServers[] = {
    {"PinnedBucket",
     "GET /b/k HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /b/k HTTP/1.1\r\nHost: b." HOST "\r\n",
     "http://b." HOST "/b/k",
     kHostOnly,
     {{"b." HOST, 80}, false}},
    {"CustomDomain",
     "GET /k HTTP/1.1\r\nHost: b.localhost:9000\r\n",
     "GET /k HTTP/1.1\r\nHost: files.example\r\n",
     "http://files.example/k",
     kHostOnly,
     {{"files.example", 80}, false}},
    {"CustomDomainOnAPort",
     "GET / HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET / HTTP/1.1\r\nHost: files.example:8080\r\n",
     "http://files.example:8080/",
     kHostOnly,
     {{"files.example", 8080}, false}},
    {"PrivateInstallation",
     "GET /b/k HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /b/k HTTP/1.1\r\nHost: [2001:db8::1]\r\n",
     "http://[2001:db8::1]/b/k",
     kHostOnly,
     {{"2001:db8::1", 80}, false}},
    {"EndpointOnAPort",
     "GET /b/k HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n",
     "GET /k HTTP/1.1\r\nHost: b." HOST ":81\r\n",
     "http://b." HOST ":81/k",
     kBucketOut,
     {{HOST, 81}, true}},
};

INSTANTIATE_TEST_SUITE_P(PathStyle, ReversedHead, testing::ValuesIn(kPathStyle),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(OtherStyles, ReversedHead, testing::ValuesIn(kOtherStyles),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(OtherServers, ReversedHead, testing::ValuesIn(kOtherServers),
                         [](const auto& one) { return one.param.name; });

TEST(PlanReverse, LeavesEveryOtherByteAlone) {
  const RequestPlan plan = Plan(
      "PUT /b/k HTTP/1.1\r\nx-OSS-b:  1 \r\nhOST:\t127.0.0.1:9000  \r\nX: \xFF\r\n"
      "Authorization: OSS i:s\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nx-oss-b: 2\r\n\r\n",
      kEndpoint);
  const auto& forward = std::get<ForwardPlan>(plan);
  EXPECT_EQ(forward.head, "PUT /k HTTP/1.1\r\nx-OSS-b:  1 \r\nhOST:\tb." HOST
                          "  \r\nX: \xFF\r\n"
                          "Authorization: OSS i:s\r\nx-oss-b: 2\r\n\r\n");
  EXPECT_EQ(EditsOf(forward),
            "target  (the bucket goes into the host), changed hOST (names the server of "
            "--reverse), removed Connection (hop-by-hop), removed X-Hop (named by Connection)");
}

TEST(PlanReverse, ReusesConnectionsAsTheProxyDoes) {
  const auto may_reuse = [](std::string_view head) {
    return std::get<ForwardPlan>(Plan(head, kEndpoint)).may_reuse;
  };
  EXPECT_TRUE(may_reuse("PUT /b/k HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n"));
  EXPECT_FALSE(may_reuse("PUT /b/k HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n"));
  EXPECT_FALSE(may_reuse("POST /b/k HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
}

TEST(PlanReverse, GivesAFurtherProxyTheWholeUrl) {
  SessionSettings settings;
  settings.upstream_proxy = UpstreamProxy{{"proxy.example", 3128}, Secret("Basic dTpw")};
  const RequestPlan plan =
      Plan("GET /b/k HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n\r\n", kEndpoint, settings);
  const auto& forward = std::get<ForwardPlan>(plan);
  EXPECT_EQ(forward.head, "GET http://b." HOST "/k HTTP/1.1\r\nHost: b." HOST
                          "\r\nProxy-Authorization: Basic dTpw\r\n\r\n");
  EXPECT_EQ(EditsOf(forward),
            "target  (the bucket goes into the host), changed Host (names the server of "
            "--reverse), added Proxy-Authorization (for the further proxy)");
}

TEST(PlanReverse, SpeaksTlsToAServerOfHttps) {
  SessionSettings settings = Settings();
  settings.upstream_proxy = UpstreamProxy{{"proxy.example", 3128}, Secret("Basic dTpw")};
  const ReverseTarget reverse{{HOST, 443}, true, true};
  const auto plan = Plan("GET /b/k HTTP/1.1\r\nHost: x\r\n\r\n", reverse, settings);
  const auto& forward = std::get<ForwardPlan>(plan);
  EXPECT_EQ(forward.head, "GET /k HTTP/1.1\r\nHost: b." HOST "\r\n\r\n");
  EXPECT_EQ(forward.url, "https://b." HOST "/k");
  EXPECT_EQ(forward.tls_name, "b." HOST);
  EXPECT_TRUE(forward.is_tunnelled);
  EXPECT_EQ(ToText(forward.authority), "b." HOST ":443");
  EXPECT_EQ(UrlOf(reverse), "https://" HOST);
}

struct Refused {
  const char* name;
  const char* from_app;
  const char* sentence;
  ReverseTarget reverse = kEndpoint;
};

void PrintTo(const Refused& one, std::ostream* out) { *out << one.name; }

class RefusedByReverse : public testing::TestWithParam<Refused> {};

TEST_P(RefusedByReverse, IsToldWhy) {
  const RequestPlan plan = Plan(GetParam().from_app, GetParam().reverse);
  const auto* refusal = std::get_if<RefusalPlan>(&plan);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->status, 400);
  EXPECT_EQ(refusal->sentence, GetParam().sentence);
}

constexpr const char* kOnly = "this address leads to http://" HOST
                              " only (--reverse), not to other.example; other hosts "
                              "need the proxy, at --listen";

const Refused kRefused[] = {
    {"Connect", "CONNECT b." HOST ":443 HTTP/1.1\r\nHost: x\r\n\r\n",
     "this address leads to http://" HOST
     " only (--reverse); a tunnel needs the proxy, at --listen"},
    {"UrlOfAnotherHost", "GET http://other.example/k HTTP/1.1\r\nHost: x\r\n\r\n", kOnly},
    {"UrlOfAnotherHostForAnotherServer",
     "GET http://other.example/k HTTP/1.1\r\nHost: x\r\n\r\n",
     "this address leads to http://files.example only (--reverse), not to other.example; other "
     "hosts need the proxy, at --listen",
     {{"files.example", 80}, false}},
    {"HttpsUrl", "GET https://b." HOST "/k HTTP/1.1\r\nHost: x\r\n\r\n",
     "an https:// URL came in plain text; the app must call this address with http://"},
    {"NoHost", "GET /b/k HTTP/1.1\r\n\r\n", "the request has no Host header"},
    {"TwoHosts", "GET /b/k HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
     "the request has more than one Host header"},
    {"NeitherPathNorUrl", "GET b/k?Signature=x HTTP/1.1\r\nHost: x\r\n\r\n",
     "the target is neither a path nor a URL: \"b/k...\""},
    {"EncodedBucket", "GET /%62/k HTTP/1.1\r\nHost: x\r\n\r\n",
     "\"%62\" cannot be a bucket: behind --reverse a request names one as /BUCKET/KEY, or in front "
     "of the host"},
    {"DotsForABucket", "GET /../k HTTP/1.1\r\nHost: x\r\n\r\n",
     "\"..\" cannot be a bucket: behind --reverse a request names one as /BUCKET/KEY, or in front "
     "of the host"},
    {"BucketWithTwoDots", "GET /a..b/k HTTP/1.1\r\nHost: x\r\n\r\n",
     "\"a..b\" cannot be a bucket: behind --reverse a request names one as /BUCKET/KEY, or in "
     "front "
     "of the host"},
};

INSTANTIATE_TEST_SUITE_P(All, RefusedByReverse, testing::ValuesIn(kRefused),
                         [](const auto& one) { return one.param.name; });

TEST(PlanReverse, TakesABucketUpToTheLengthOfALabel) {
  const auto plan = [](size_t bytes) {
    return Plan("GET /" + std::string(bytes, 'b') + " HTTP/1.1\r\nHost: x\r\n\r\n", kEndpoint);
  };
  EXPECT_TRUE(std::holds_alternative<ForwardPlan>(plan(63)));
  EXPECT_TRUE(std::holds_alternative<RefusalPlan>(plan(64)));
}

TEST(ReverseAimOf, NamesTheServerWhateverTheLineSays) {
  for (const char* raw : {"GET /b/k?Signature=x HTTP/1.1\r\n", "GET http://other.example/ HTTP/1.1",
                          "CONNECT a:1 HTTP/1.1\r\n", "\x16\x03\x01"}) {
    const RequestAim aim = ReverseAimOf(raw, kEndpoint);
    EXPECT_EQ(ToText(*aim.authority), HOST ":80") << raw;
    EXPECT_EQ(aim.url, "http://" HOST) << raw;
  }
  EXPECT_EQ(ReverseAimOf("GET /b", kEndpoint).method, "GET");
}

}  // namespace
}  // namespace osslens::proxy
