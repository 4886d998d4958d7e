// How the head of a request is written upstream, compared byte for byte at the far end, and which
// requests are refused before anything is opened.
#include "proxy/request_plan.h"

#include <gtest/gtest.h>

#include <ostream>

#include "base/text.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using test::Playbook;

constexpr const char* kTarget = "target  (absolute-form to origin-form)";

struct HeadCase {
  const char* name;
  const char* from_app;  // without the empty line that ends it
  const char* at_server;
  const char* opens;
  const char* edits = kTarget;
};

void PrintTo(const HeadCase& one, std::ostream* out) { *out << one.name; }

class ForwardedHead : public testing::TestWithParam<HeadCase> {};

TEST_P(ForwardedHead, HasTheBytesOfTheApp) {
  const HeadCase& one = GetParam();
  Playbook book(OssSettings());
  book.FromClient(std::string(one.from_app) + "\r\n").Opens(one.opens);
  book.UpstreamOpens().ToUpstream(std::string(one.at_server) + "\r\n");
  book.UpstreamEnds().ClosesUpstream();
  const std::string sentence =
      std::string(one.opens).substr(0, std::string_view(one.opens).find(' ')) +
      " gave no answer: it closed the connection";
  const bool head_request = std::string_view(one.from_app).starts_with("HEAD ");
  book.ToClient(OwnAnswer("502 Bad Gateway", "reset", sentence, !head_request));
  book.Records({{"edits", one.edits},
                {"forwarded", test::Printable(std::string(one.at_server) + "\r\n")},
                {"request", test::Printable(std::string(one.from_app) + "\r\n")}});
  book.Closes().Run();
}

const HeadCase kTargets[] = {
    {"OrdinaryGet", "GET http://h/k HTTP/1.1\r\nHost: h\r\n", "GET /k HTTP/1.1\r\nHost: h\r\n",
     "h:80 or reuse"},
    {"PortInTarget", "GET http://h:8080/k HTTP/1.1\r\nHost: h:8080\r\n",
     "GET /k HTTP/1.1\r\nHost: h:8080\r\n", "h:8080 or reuse"},
    {"EmptyPort", "GET http://h:/k HTTP/1.1\r\nHost: h:\r\n", "GET /k HTTP/1.1\r\nHost: h:\r\n",
     "h:80 or reuse"},
    {"UpperCaseSchemeAndHost", "GET HTTP://H.Example/K HTTP/1.1\r\nhost: H.Example\r\n",
     "GET /K HTTP/1.1\r\nhost: H.Example\r\n", "h.example:80 or reuse"},
    {"Ipv6", "GET http://[2001:db8::1]:81/k HTTP/1.1\r\nHost: [2001:db8::1]:81\r\n",
     "GET /k HTTP/1.1\r\nHost: [2001:db8::1]:81\r\n", "[2001:db8::1]:81 or reuse"},
    {"NoPath", "GET http://h HTTP/1.1\r\nHost: h\r\n", "GET / HTTP/1.1\r\nHost: h\r\n",
     "h:80 or reuse"},
    {"QueryWithoutPath", "GET http://h?acl HTTP/1.1\r\nHost: h\r\n",
     "GET /?acl HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"OptionsOfTheServer", "OPTIONS http://h HTTP/1.1\r\nHost: h\r\n",
     "OPTIONS * HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"OptionsOfTheRoot", "OPTIONS http://h/ HTTP/1.1\r\nHost: h\r\n",
     "OPTIONS / HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"DotSegments", "GET http://h/a/../b/./c//d HTTP/1.1\r\nHost: h\r\n",
     "GET /a/../b/./c//d HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"DoubleSlash", "GET http://h//a HTTP/1.1\r\nHost: h\r\n", "GET //a HTTP/1.1\r\nHost: h\r\n",
     "h:80 or reuse"},
    {"PercentEncodingsAsTheyAre", "GET http://h/%7e%2F%2f%zz%?a=%20+b HTTP/1.1\r\nHost: h\r\n",
     "GET /%7e%2F%2f%zz%?a=%20+b HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"RawUtf8InTheTarget", "GET http://h/\xE4\xB8\xAD\xE6\x96\x87 HTTP/1.1\r\nHost: h\r\n",
     "GET /\xE4\xB8\xAD\xE6\x96\x87 HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"OddBytesInTheTarget", "GET http://h/\"<>\\^`{|} HTTP/1.1\r\nHost: h\r\n",
     "GET /\"<>\\^`{|} HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"EmptyQuery", "GET http://h/k? HTTP/1.1\r\nHost: h\r\n", "GET /k? HTTP/1.1\r\nHost: h\r\n",
     "h:80 or reuse"},
    {"SignedQuery",
     "GET http://h/k?Expires=1&OSSAccessKeyId=AK&Signature=a%2Bb%3D HTTP/1.1\r\nHost: h\r\n",
     "GET /k?Expires=1&OSSAccessKeyId=AK&Signature=a%2Bb%3D HTTP/1.1\r\nHost: h\r\n",
     "h:80 or reuse"},
    {"UrlInTheQuery", "GET http://h/k?u=http://x:y@z/ HTTP/1.1\r\nHost: h\r\n",
     "GET /k?u=http://x:y@z/ HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"AtSignInThePath", "GET http://h/a@b HTTP/1.1\r\nHost: h\r\n",
     "GET /a@b HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"UserInformation", "GET http://u:p@h/k HTTP/1.1\r\nHost: h\r\n",
     "GET /k HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse"},
    {"HostThatDiffersFromTheTarget", "GET http://h/k HTTP/1.1\r\nHost: other:99\r\n",
     "GET /k HTTP/1.1\r\nHost: other:99\r\n", "h:80 or reuse"},
    {"Http10WithoutHost", "GET http://h/k HTTP/1.0\r\n", "GET /k HTTP/1.0\r\n", "h:80 or reuse"},
};

const HeadCase kMethods[] = {
    {"Head", "HEAD http://h/k HTTP/1.1\r\nHost: h\r\n", "HEAD /k HTTP/1.1\r\nHost: h\r\n",
     "h:80 or reuse"},
    {"PostOnAConnectionOfItsOwn", "POST http://h/k?append&position=0 HTTP/1.1\r\nHost: h\r\n",
     "POST /k?append&position=0 HTTP/1.1\r\nHost: h\r\n", "h:80"},
    {"PatchOnAConnectionOfItsOwn", "PATCH http://h/k HTTP/1.1\r\nHost: h\r\n",
     "PATCH /k HTTP/1.1\r\nHost: h\r\n", "h:80"},
    // Not known to be idempotent, so not to be sent twice (RFC 9110 section 9.2.2).
    {"UnknownMethodOnAConnectionOfItsOwn", "COPY-1!# http://h/k HTTP/1.1\r\nHost: h\r\n",
     "COPY-1!# /k HTTP/1.1\r\nHost: h\r\n", "h:80"},
    {"MethodsDifferByCase", "get http://h/k HTTP/1.1\r\nHost: h\r\n",
     "get /k HTTP/1.1\r\nHost: h\r\n", "h:80"},
};

const HeadCase kFields[] = {
    {"OrderAndSpelling", "GET http://h/ HTTP/1.1\r\nX-Z: 1\r\nhOsT: h\r\na: 2\r\nX-A: 3\r\n",
     "GET / HTTP/1.1\r\nX-Z: 1\r\nhOsT: h\r\na: 2\r\nX-A: 3\r\n", "h:80 or reuse"},
    {"Duplicates", "GET http://h/ HTTP/1.1\r\nHost: h\r\nx-oss-meta-a: 1\r\nX-Oss-Meta-A: 2\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nx-oss-meta-a: 1\r\nX-Oss-Meta-A: 2\r\n", "h:80 or reuse"},
    {"NoBlankBehindTheColon", "GET http://h/ HTTP/1.1\r\nHost:h\r\nDate:now\r\n",
     "GET / HTTP/1.1\r\nHost:h\r\nDate:now\r\n", "h:80 or reuse"},
    {"BlanksAroundAndInside", "GET http://h/ HTTP/1.1\r\nHost:\t h \t\r\nX:  a  b\t\tc  \r\n",
     "GET / HTTP/1.1\r\nHost:\t h \t\r\nX:  a  b\t\tc  \r\n", "h:80 or reuse"},
    {"EmptyValues", "GET http://h/ HTTP/1.1\r\nHost: h\r\nContent-Type:\r\nX: \r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nContent-Type:\r\nX: \r\n", "h:80 or reuse"},
    {"ObsText", "GET http://h/ HTTP/1.1\r\nHost: h\r\nx-oss-meta-n: \xD6\xD0\xCE\xC4\xFF\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nx-oss-meta-n: \xD6\xD0\xCE\xC4\xFF\r\n", "h:80 or reuse"},
    {"ControlBytesInAValue", "GET http://h/ HTTP/1.1\r\nHost: h\r\nX: \x01\x1B\x7F\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nX: \x01\x1B\x7F\r\n", "h:80 or reuse"},
    {"EveryTokenByteInAName", "GET http://h/ HTTP/1.1\r\nHost: h\r\n!#$%&'*+-.^_`|~09azAZ: v\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\n!#$%&'*+-.^_`|~09azAZ: v\r\n", "h:80 or reuse"},
    {"ColonsInAValue", "GET http://h/ HTTP/1.1\r\nHost: h\r\nX: :a: b:\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nX: :a: b:\r\n", "h:80 or reuse"},
    {"SignedFields",
     "GET http://h/ HTTP/1.1\r\nHost: h\r\nAuthorization: OSS AK:c2ln=\r\nContent-MD5: x\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: OSS AK:c2ln=\r\nContent-MD5: x\r\n",
     "h:80 or reuse"},
    {"UserAgentWithComments",
     "GET http://h/ HTTP/1.1\r\nUser-Agent: a/1 (b; (c)) \"d\"\r\nHost: h\r\n",
     "GET / HTTP/1.1\r\nUser-Agent: a/1 (b; (c)) \"d\"\r\nHost: h\r\n", "h:80 or reuse"},
    {"ViaAndForwardedAreTheApps",
     "GET http://h/ HTTP/1.1\r\nHost: h\r\nVia: 1.1 x\r\nX-Forwarded-For: 1.2.3.4\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nVia: 1.1 x\r\nX-Forwarded-For: 1.2.3.4\r\n", "h:80 or reuse"},
    {"AcceptEncodingAndRange",
     "GET http://h/ HTTP/1.1\r\nHost: h\r\nAccept-Encoding: \r\nRange: bytes=-1\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: \r\nRange: bytes=-1\r\n", "h:80 or reuse"},
    {"EmptyHost", "GET http://h/ HTTP/1.1\r\nHost:\r\n", "GET / HTTP/1.1\r\nHost:\r\n",
     "h:80 or reuse"},
    {"ContentLengthOfZero", "PUT http://h/ HTTP/1.1\r\nHost: h\r\ncontent-length:  0 \r\n",
     "PUT / HTTP/1.1\r\nHost: h\r\ncontent-length:  0 \r\n", "h:80 or reuse"},
    {"LeadingZerosInContentLength", "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 000\r\n",
     "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 000\r\n", "h:80 or reuse"},
};

const HeadCase kRemoved[] = {
    {"ProxyFields",
     "GET http://h/ HTTP/1.1\r\nProxy-Connection: keep-alive\r\nHost: h\r\npRoXy-x: 1\r\nX: 2\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nX: 2\r\n", "h:80 or reuse",
     "target  (absolute-form to origin-form), removed Proxy-Connection (for the proxy), removed "
     "pRoXy-x (for the proxy)"},
    {"HopByHopFields",
     "GET http://h/ HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nTE: "
     "trailers\r\nUpgrade: h2c\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse",
     "target  (absolute-form to origin-form), removed Connection (hop-by-hop), removed Keep-Alive "
     "(hop-by-hop), removed TE (hop-by-hop), removed Upgrade (hop-by-hop)"},
    {"FieldsNamedByConnection",
     "GET http://h/ HTTP/1.1\r\nhttp2-settings: A\r\nConnection: X-Own ,, HTTP2-Settings\r\nHost: "
     "h\r\nx-OWN:1\r\nx-ownother: 2\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nx-ownother: 2\r\n", "h:80 or reuse",
     "target  (absolute-form to origin-form), removed http2-settings (named by Connection), "
     "removed "
     "Connection (hop-by-hop), removed x-OWN (named by Connection)"},
    {"FieldsThatConnectionMayNotName",
     "GET http://h/ HTTP/1.1\r\nConnection: Host, Content-Length, Authorization\r\nHost: "
     "h\r\nContent-Length: 0\r\nAuthorization: x\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nAuthorization: x\r\n", "h:80 or reuse",
     "target  (absolute-form to origin-form), removed Connection (hop-by-hop)"},
    {"TwoConnectionFields",
     "GET http://h/ HTTP/1.1\r\nConnection: a\r\nA: 1\r\nHost: h\r\nB: 2\r\nCONNECTION: b\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\n", "h:80 or reuse",
     "target  (absolute-form to origin-form), removed Connection (hop-by-hop), removed A (named by "
     "Connection), removed B (named by Connection), removed CONNECTION (hop-by-hop)"},
    {"TrailerStays", "GET http://h/ HTTP/1.1\r\nHost: h\r\nTrailer: x\r\nExpect: 100-continue\r\n",
     "GET / HTTP/1.1\r\nHost: h\r\nTrailer: x\r\nExpect: 100-continue\r\n", "h:80 or reuse"},
};

const auto kHeadCaseName = [](const auto& one) { return std::string(one.param.name); };
INSTANTIATE_TEST_SUITE_P(Target, ForwardedHead, testing::ValuesIn(kTargets), kHeadCaseName);
INSTANTIATE_TEST_SUITE_P(Method, ForwardedHead, testing::ValuesIn(kMethods), kHeadCaseName);
INSTANTIATE_TEST_SUITE_P(Fields, ForwardedHead, testing::ValuesIn(kFields), kHeadCaseName);
INSTANTIATE_TEST_SUITE_P(Removed, ForwardedHead, testing::ValuesIn(kRemoved), kHeadCaseName);

// --- through a further proxy

SessionSettings WithFurtherProxy(const char* authorization) {
  SessionSettings settings = OssSettings();
  settings.upstream_proxy = {{"proxy.example", 3128}, Secret(authorization)};
  return settings;
}

TEST(RequestPlan, KeepsTheAbsoluteTargetForAFurtherProxy) {
  Playbook book(WithFurtherProxy(""));
  book.FromClient("GET http://H:80 HTTP/1.1\r\nHost: H\r\nProxy-Connection: x\r\n\r\n");
  book.Opens("proxy.example:3128 or reuse");
  book.UpstreamOpens().ToUpstream("GET http://H:80 HTTP/1.1\r\nHost: H\r\n\r\n");
  book.FromUpstream("HTTP/1.1 204 N\r\n\r\n").ToClient("HTTP/1.1 204 N\r\n\r\n").ReleasesUpstream();
  book.Records({{"host", "h:80"},
                {"url", "http://H:80"},
                {"edits", "removed Proxy-Connection (for the proxy)"}});
  book.Run();
}

TEST(RequestPlan, GivesAFurtherProxyItsCredentialsAndNotTheApps) {
  Playbook book(WithFurtherProxy("Basic b3VyczpwYXNz"));
  book.FromClient(
      "GET http://h/ HTTP/1.1\r\nProxy-Authorization: Basic dGhlaXI6eA==\r\nHost: h\r\n\r\n");
  book.Opens("proxy.example:3128 or reuse");
  book.UpstreamOpens().ToUpstream(
      "GET http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization: Basic b3VyczpwYXNz\r\n\r\n");
  book.FromUpstream("HTTP/1.1 204 N\r\n\r\n").ToClient("HTTP/1.1 204 N\r\n\r\n").ReleasesUpstream();
  book.Records(
      {{"request",
        R"(GET http://h/ HTTP/1.1\r\nProxy-Authorization:*******************\r\nHost: h\r\n\r\n)"},
       {"forwarded",
        R"(GET http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization:*******************\r\n\r\n)"},
       {"edits",
        "removed Proxy-Authorization (for the proxy), added Proxy-Authorization (for the further "
        "proxy)"}});
  book.Run();
}

TEST(RequestPlan, CutsOnlyTheUserInformationOutOfATargetForAFurtherProxy) {
  Playbook book(WithFurtherProxy(""));
  book.FromClient("GET http://u:p@H/a@b?c@d HTTP/1.1\r\nHost: H\r\n\r\n");
  book.Opens("proxy.example:3128 or reuse");
  book.UpstreamOpens().ToUpstream("GET http://H/a@b?c@d HTTP/1.1\r\nHost: H\r\n\r\n");
  book.FromUpstream("HTTP/1.1 204 N\r\n\r\n").ToClient("HTTP/1.1 204 N\r\n\r\n").ReleasesUpstream();
  book.Records(
      {{"url", "http://H/a@b?c@d"}, {"edits", "removed  (user information in the target)"}});
  book.Run();
}

// --- refused before anything is opened

struct RefusalCase {
  const char* name;
  const char* from_app;  // whole
  const char* status;
  const char* sentence;
  const char* url = "";
};

void PrintTo(const RefusalCase& one, std::ostream* out) { *out << one.name; }

class RefusedHead : public testing::TestWithParam<RefusalCase> {};

TEST_P(RefusedHead, IsAnsweredRecordedAndEndsTheConnection) {
  const RefusalCase& one = GetParam();
  Playbook book(OssSettings());
  const std::string_view request = one.from_app;
  const std::string answer =
      OwnAnswer(one.status, "protocol", one.sentence, !request.starts_with("HEAD"));
  book.FromClient(one.from_app).ToClient(answer);
  book.Records({{"status", std::string(one.status).substr(0, 3)},
                {"failure", "protocol"},
                {"message", one.sentence},
                {"own-answer", "yes"},
                {"url", one.url},
                {"forwarded", ""},
                {"response", test::Printable(answer.substr(0, answer.find("\r\n\r\n") + 4))}});
  book.Closes().Run();
}

const RefusalCase kAmbiguous[] = {
    {"LengthAndChunked",
     "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: "
     "chunked\r\n\r\n0\r\n\r\n",
     "400 Bad Request", "Content-Length and Transfer-Encoding are both given (request to h:80)",
     "http://h/"},
    {"TwoLengths",
     "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
     "400 Bad Request", "Content-Length is given more than once (request to h:80)", "http://h/"},
    {"ListOfLengths", "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\nabc",
     "400 Bad Request", "Content-Length is not one decimal number (request to h:80)", "http://h/"},
    {"SignedLength", "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
     "400 Bad Request", "Content-Length is not one decimal number (request to h:80)", "http://h/"},
    {"ChunkedTwice",
     "PUT http://h/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
     "chunked\r\n\r\n",
     "400 Bad Request", "Transfer-Encoding is given more than once (request to h:80)", "http://h/"},
    {"ChunkedInHttp10", "PUT http://h/ HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
     "400 Bad Request", "Transfer-Encoding is given in an HTTP/1.0 message (request to h:80)",
     "http://h/"},
    {"AmbiguousHead",
     "HEAD http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: "
     "chunked\r\n\r\n",
     "400 Bad Request", "Content-Length and Transfer-Encoding are both given (request to h:80)",
     "http://h/"},
};

const RefusalCase kNotForAProxy[] = {
    {"OriginForm", "GET /k HTTP/1.1\r\nHost: h\r\n\r\n", "400 Bad Request",
     "this is a proxy: set it as HTTP_PROXY, requests to it need an absolute URL"},
    {"NoHost", "GET http://h/k HTTP/1.1\r\n\r\n", "400 Bad Request",
     "the request has no Host header (request to h:80)", "http://h/k"},
    {"TwoHosts", "GET http://h/k HTTP/1.1\r\nHost: h\r\nhost: h\r\n\r\n", "400 Bad Request",
     "the request has more than one Host header (request to h:80)", "http://h/k"},
    {"ConnectWithoutPort", "CONNECT h HTTP/1.1\r\nHost: h\r\n\r\n", "400 Bad Request",
     "CONNECT needs HOST:PORT: \"h\" is not HOST:PORT"},
    {"BareLineFeed", "GET http://h/k HTTP/1.1\n", "400 Bad Request",
     "a line of the head does not end in CRLF (request to h:80)", "http://h/k"},
    {"BlankBeforeTheColon", "GET http://h/k HTTP/1.1\r\nHost : h\r\n\r\n", "400 Bad Request",
     "line 2 of the head has a byte 0x20 in its name, after \"Host\" (request to h:80)",
     "http://h/k"},
    {"Http2Preface", "PRI * HTTP/2.0\r\n\r\n", "400 Bad Request",
     "the request line is not \"METHOD target HTTP/1.1\": \"PRI * HTTP/2.0\""},
};

const auto kRefusalCaseName = [](const auto& one) { return std::string(one.param.name); };
INSTANTIATE_TEST_SUITE_P(Ambiguous, RefusedHead, testing::ValuesIn(kAmbiguous), kRefusalCaseName);
INSTANTIATE_TEST_SUITE_P(NotForAProxy, RefusedHead, testing::ValuesIn(kNotForAProxy),
                         kRefusalCaseName);

// --- who may use the proxy

SessionSettings WithPassword() {
  SessionSettings settings = OssSettings();
  settings.proxy_credentials.emplace_back("ann:first");
  settings.proxy_credentials.emplace_back("bob:second");
  return settings;
}

std::string AuthorizedBy(std::string_view value) {
  return "GET http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization: " + std::string(value) +
         "\r\n\r\n";
}

void ExpectAdmitted(std::string_view value) {
  Playbook book(WithPassword());
  book.FromClient(AuthorizedBy(value)).Opens("h:80 or reuse");
  book.UpstreamOpens().ToUpstream("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  book.Run();
}

void ExpectRefused(std::string_view value) {
  Playbook book(WithPassword());
  book.FromClient(AuthorizedBy(value));
  book.ToClient(
      OwnAnswer("407 Proxy Authentication Required", "protocol",
                "this proxy wants a user name and password (--proxy-auth) (request to h:80)"));
  book.Records({{"status", "407"}, {"host", "h:80"}}).Closes();
  book.Run();
}

TEST(RequestPlan, AdmitsTheFirstOfItsUsers) {
  ExpectAdmitted("Basic " + Base64Encode("ann:first"));
}
TEST(RequestPlan, AdmitsTheLastOfItsUsersWhateverTheCaseOfBasic) {
  ExpectAdmitted("bAsIc   " + Base64Encode("bob:second"));
}
TEST(RequestPlan, RefusesAWrongPassword) { ExpectRefused("Basic " + Base64Encode("ann:second")); }
TEST(RequestPlan, RefusesAnEmptyPassword) { ExpectRefused("Basic "); }
TEST(RequestPlan, RefusesAnotherScheme) { ExpectRefused("Bearer " + Base64Encode("ann:first")); }
TEST(RequestPlan, RefusesWhatIsNoBase64) { ExpectRefused("Basic ann:first"); }

TEST(RequestPlan, RefusesAnAppWithoutPassword) {
  Playbook book(WithPassword());
  book.FromClient("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
  book.ToClient(
      OwnAnswer("407 Proxy Authentication Required", "protocol",
                "this proxy wants a user name and password (--proxy-auth) (request to h:443)"));
  book.Records({{"status", "407"}, {"kind", "tunnel"}, {"host", "h:443"}}).Closes();
  book.Run();
}

// --- inside an opened CONNECT

std::string UrlInside(std::string_view target, uint16_t port, std::string tls_name = "h") {
  const Inside inside{{"h", port}, {"h", port}, std::move(tls_name)};
  return AimInside(fmt::format("GET {} HTTP/1.1\r\nHost: h\r\n\r\n", target), inside).url;
}

TEST(AimInside, PutsTheHostInFrontOfThePath) {
  EXPECT_EQ(UrlInside("/k?a=b", 443), "https://h/k?a=b");
  EXPECT_EQ(UrlInside("/k", 8443), "https://h:8443/k");
  EXPECT_EQ(UrlInside("/k", 80, ""), "http://h/k");
  EXPECT_EQ(UrlInside("/k", 443, ""), "http://h:443/k");
  EXPECT_EQ(UrlInside("*", 443), "https://h");
}

TEST(AimInside, LeavesAWholeUrlAsItIsButForUserInformation) {
  EXPECT_EQ(UrlInside("https://u:p@other/k", 443), "https://other/k");
}

TEST(AimInside, KnowsTheServerOfWhatIsNoRequest) {
  const RequestAim aim = AimInside("\x01\x02", Inside{{"h", 443}, {"h", 443}, "h"});
  EXPECT_EQ(aim.method, "");
  EXPECT_EQ(aim.authority->host, "h");
  EXPECT_EQ(aim.url, "https://h");
}

}  // namespace
}  // namespace osslens::proxy
