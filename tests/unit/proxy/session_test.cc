// What passes through a session when all goes well: heads, bodies, interim answers, pipelining,
// keep-alive. How heads are written is in request_plan_test.cc.
#include "proxy/session.h"

#include <gtest/gtest.h>

#include <ostream>

#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using namespace std::chrono_literals;
using test::Playbook;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// A connection with one request under way, its head already at the server.
Playbook& Asks(Playbook& book, std::string_view method, std::string_view fields = "") {
  // A chunked body could not be sent again.
  const bool may_reuse = fields.find("chunked") == std::string_view::npos;
  book.FromClient(ToProxy(method, "/k", fields)).Opens(may_reuse ? kHostPortOrReuse : kHostPort);
  return book.UpstreamOpens().ToUpstream(AtServer(method, "/k", fields));
}

TEST(Session, PassesRequestAndAnswerAndKeepsBothConnections) {
  Playbook book(OssSettings());
  Asks(book, "GET");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}, {"failure", "none"}, {"method", "GET"}});
  Asks(book, "DELETE");
  book.FromUpstream("HTTP/1.1 204 No Content\r\n\r\n").ToClient("HTTP/1.1 204 No Content\r\n\r\n");
  book.ReleasesUpstream().Records({{"status", "204"}, {"method", "DELETE"}});
  book.Run();
}

TEST(Session, StreamsABodyWithContentLength) {
  Playbook book(OssSettings());
  Asks(book, "PUT", "Content-Length: 10\r\n");
  book.FromClient("01234").ToUpstream("01234");
  book.FromClient("56789").ToUpstream("56789");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Run();
}

TEST(Session, SendsABodyThatCameBeforeTheConnectionWasOpen) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("PUT", "/k", "Content-Length: 4\r\n") + "ab").Opens(kHostPortOrReuse);
  book.FromClient("cd");
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", "Content-Length: 4\r\n") + "abcd");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Run();
}

TEST(Session, PassesChunksWithExtensionsAndTrailersUntouched) {
  constexpr std::string_view kChunked =
      "0005;sig=\"a;b\";x\r\nhello\r\nA\r\n0123456789\r\n000\r\nx-oss-hash-crc64ecma: 1\r\nT2:  b "
      "\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "PUT", "Transfer-Encoding: chunked\r\nTrailer: x-oss-hash-crc64ecma\r\n");
  book.FromClient(std::string(kChunked)).ToUpstream(kChunked);
  const std::string answer =
      "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n" + std::string(kChunked);
  book.FromUpstream(answer).ToClient(answer).ReleasesUpstream();
  book.Records({{"request-body", "hello0123456789 of 15"},
                {"request-trailers", R"(x-oss-hash-crc64ecma: 1\r\nT2:  b \r\n)"},
                {"response-body", "hello0123456789 of 15"},
                {"response-trailers", R"(x-oss-hash-crc64ecma: 1\r\nT2:  b \r\n)"},
                {"failure", "none"}});
  book.Run();
}

TEST(Session, EndsAnAnswerWithoutLengthWithTheServersConnection) {
  Playbook book(OssSettings());
  Asks(book, "GET");
  book.FromUpstream("HTTP/1.1 200 OK\r\n\r\nno").ToClient("HTTP/1.1 200 OK\r\n\r\nno");
  book.FromUpstream(" end").ToClient(" end");
  book.UpstreamEnds().ClosesUpstream().Records(
      {{"response-body", "no end of 6"}, {"failure", "none"}});
  book.Closes();
  book.Run();
}

TEST(Session, ReadsAnUnknownTransferCodingOfAnAnswerUntilTheConnectionEnds) {
  const std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nzzz";
  Playbook book(OssSettings());
  Asks(book, "GET");
  book.FromUpstream(answer).ToClient(answer);
  book.UpstreamEnds().ClosesUpstream().Records({{"failure", "none"}}).Closes();
  book.Run();
}

// --- answers without a body, whatever their fields say (RFC 9112 section 6.3)

TEST(Session, TakesTheAnswerToHeadForWhatItIs) {
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "HEAD");
  book.FromUpstream(answer).ToClient(answer).ReleasesUpstream();
  book.Records({{"status", "200"}, {"response-body", " of 0"}});
  book.Run();
}

TEST(Session, TakesAChunkedAnswerToHeadForWhatItIs) {
  const std::string answer = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "HEAD");
  book.FromUpstream(answer).ToClient(answer).ReleasesUpstream().Records({{"status", "404"}});
  book.Run();
}

TEST(Session, ExpectsNoBodyOf304WithLength) {
  const std::string answer = "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "GET", "If-None-Match: \"x\"\r\n");
  book.FromUpstream(answer).ToClient(answer).ReleasesUpstream().Records({{"status", "304"}});
  Asks(book, "GET");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Run();
}

TEST(Session, ExpectsNoBodyOf204WithoutLength) {
  const std::string answer = "HTTP/1.1 204 No Content\r\nx-oss-request-id: 1\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "DELETE");
  book.FromUpstream(answer).ToClient(answer).ReleasesUpstream().Records({{"status", "204"}});
  book.Run();
}

TEST(Session, ExpectsNoBodyOfALengthOfZero) {
  const std::string answer = "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "PUT", "Content-Length: 0\r\n");
  book.FromUpstream(answer).ToClient(answer).ReleasesUpstream().Records({{"status", "200"}});
  book.Run();
}

// --- interim answers

TEST(Session, PassesExpectAndItsContinue) {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "PUT", "Expect: 100-continue\r\nContent-Length: 3\r\n");
  book.FromUpstream(std::string(kContinue)).ToClient(kContinue);
  book.FromClient("abc").ToUpstream("abc");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}, {"interim", R"(HTTP/1.1 100 Continue\r\n\r\n)"}});
  book.Run();
}

TEST(Session, PassesSeveralInterimAnswersThatComeWithTheFinalOne) {
  const std::string interim =
      "HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "GET");
  book.FromUpstream(interim + std::string(kOk)).ToClient(interim + std::string(kOk));
  book.ReleasesUpstream().Records({{"status", "200"}, {"interim", test::Printable(interim)}});
  book.Run();
}

TEST(Session, KeepsInterimAnswersFromAnHttp10App) {
  const std::string request = ToProxy("GET", "/k", "", "HTTP/1.0");
  Playbook book(OssSettings());
  book.FromClient(request).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k", "", "HTTP/1.0"));
  book.FromUpstream("HTTP/1.1 100 Continue\r\n\r\n" + std::string(kOk)).ToClient(kOk);
  book.ClosesUpstream();
  book.Records({{"interim", R"(HTTP/1.1 100 Continue\r\n\r\n)"}}).Closes();
  book.Run();
}

TEST(Session, TakesAFinalAnswerInPlaceOfAContinue) {
  const std::string refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "PUT", "Expect: 100-continue\r\nContent-Length: 3\r\n");
  book.FromUpstream(refusal).ToClient(refusal);
  book.FromClient("abc").ToUpstream("abc").ReleasesUpstream();
  book.Records({{"status", "403"}, {"failure", "none"}});
  book.Run();
}

// --- pipelining

TEST(Session, AnswersPipelinedRequestsInOrder) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/1") + ToProxy("PUT", "/2", "Content-Length: 2\r\n") + "xy" +
                  "\r\n" + ToProxy("GET", "/3"))
      .Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/1"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"url", "http://b.oss-cn-hangzhou.aliyuncs.com/1"}}).Opens(kHostPortOrReuse);
  book.UpstreamIsReused().ToUpstream(AtServer("PUT", "/2", "Content-Length: 2\r\n") + "xy");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"url", "http://b.oss-cn-hangzhou.aliyuncs.com/2"}, {"request-body", "xy of 2"}});
  book.Opens(kHostPortOrReuse);
  book.UpstreamIsReused().ToUpstream(AtServer("GET", "/3"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"url", "http://b.oss-cn-hangzhou.aliyuncs.com/3"}, {"reused", "yes"}});
  book.Run();
}

TEST(Session, AnswersAllPipelinedRequestsOfAnAppThatEndedItsSide) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/1") + ToProxy("GET", "/2")).Opens(kHostPortOrReuse);
  book.ClientEnds();
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/1"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Opens(kHostPortOrReuse);
  book.UpstreamIsReused().ToUpstream(AtServer("GET", "/2"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Closes();
  book.Run();
}

TEST(Session, ClosesWhenAnAppEndsItsSideInAPipelinedHead) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/1") + "GET http://b").Opens(kHostPortOrReuse);
  book.ClientEnds();
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/1"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Records({{"failure", "client-abort"}, {"status", "0"}}).Closes();
  book.Run();
}

TEST(Session, PausesAnAppThatPipelinesMoreThanIsHeld) {
  std::string requests;
  while (requests.size() < 65'536) requests += ToProxy("GET", "/0123456789abcdef");
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/1")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/1"));
  book.FromClient(requests.substr(0, 65'535));
  book.FromClient(requests.substr(65'535, 1)).PausesClient();
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.ResumesClient().Opens(kHostPortOrReuse);
  book.WithoutCuts().Run();
}

TEST(Session, PausesAnAppWhoseBodyHasNowhereToGoYet) {
  const std::string body(65'536, 'x');
  const std::string fields = "Content-Length: 65537\r\n";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("PUT", "/1", fields)).Opens(kHostPort);
  book.FromClient(body).PausesClient();
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/1", fields)).ResumesClient().ToUpstream(body);
  book.FromClient("x").ToUpstream("x");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.WithoutCuts().Run();
}

// --- keep-alive (RFC 9112 section 9.3)

struct KeepAliveCase {
  const char* name;
  const char* version;
  const char* fields;
  const char* answer;  // its first line and fields
  bool upstream_kept;
  bool client_kept;
};

void PrintTo(const KeepAliveCase& one, std::ostream* out) { *out << one.name; }

class KeepAlive : public testing::TestWithParam<KeepAliveCase> {};

TEST_P(KeepAlive, FollowsBothVersionsAndBothConnectionFields) {
  const KeepAliveCase& one = GetParam();
  const std::string answer = std::string(one.answer) + "Content-Length: 0\r\n\r\n";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/", one.fields, one.version)).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/", "", one.version));
  book.FromUpstream(answer).ToClient(answer);
  one.upstream_kept ? book.ReleasesUpstream() : book.ClosesUpstream();
  book.Records({{"failure", "none"}});
  if (!one.client_kept) book.Closes();
  book.Run();
}

INSTANTIATE_TEST_SUITE_P(
    Session, KeepAlive,
    testing::Values(
        KeepAliveCase{"Http11", "HTTP/1.1", "", "HTTP/1.1 200 OK\r\n", true, true},
        KeepAliveCase{"AppCloses", "HTTP/1.1", "Connection: close\r\n", "HTTP/1.1 200 OK\r\n", true,
                      false},
        KeepAliveCase{"AppClosesInAList", "HTTP/1.1", "connection: te, CLOSE\r\n",
                      "HTTP/1.1 200 OK\r\n", true, false},
        KeepAliveCase{"AppClosesTheProxy", "HTTP/1.1", "Proxy-Connection: close\r\n",
                      "HTTP/1.1 200 OK\r\n", true, false},
        KeepAliveCase{"ServerCloses", "HTTP/1.1", "", "HTTP/1.1 200 OK\r\nConnection: close\r\n",
                      false, false},
        KeepAliveCase{"ServerIsHttp10", "HTTP/1.1", "", "HTTP/1.0 200 OK\r\n", false, false},
        KeepAliveCase{"ServerIsHttp10AndKeeps", "HTTP/1.1", "",
                      "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n", true, true},
        KeepAliveCase{"AppIsHttp10", "HTTP/1.0", "", "HTTP/1.1 200 OK\r\n", false, false},
        KeepAliveCase{"AppIsHttp10AndKeeps", "HTTP/1.0", "Connection: keep-alive\r\n",
                      "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n", true, true},
        KeepAliveCase{"AppIsHttp10AndKeepsButServerDoesNotSay", "HTTP/1.0",
                      "Connection: keep-alive\r\n", "HTTP/1.1 200 OK\r\n", false, false},
        KeepAliveCase{"AppIsHttp10AndKeepsTheProxy", "HTTP/1.0", "Proxy-Connection: Keep-Alive\r\n",
                      "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n", true, true}),
    [](const auto& one) { return one.param.name; });

// --- idle

TEST(Session, IsIdleOnlyBetweenRequests) {
  const SessionSettings settings = OssSettings();
  Session session(settings, "127.0.0.1:1");
  Commands commands;
  const Instant now{SteadyTime{} + 1h, {}};
  EXPECT_TRUE(session.is_idle());
  session.Handle(ClientBytes{"GET http://h"}, now, commands);
  EXPECT_FALSE(session.is_idle());
  session.Handle(ClientBytes{"/ HTTP/1.1\r\nHost: h\r\n\r\n"}, now, commands);
  EXPECT_FALSE(session.is_idle());
  session.Handle(UpstreamOpened{}, now, commands);
  session.Handle(UpstreamBytes{kOk}, now, commands);
  EXPECT_TRUE(session.is_idle());
}

TEST(Session, ClosesQuietlyWhenAnIdleAppGoes) {
  Playbook book(OssSettings());
  Asks(book, "GET");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.ClientEnds().Closes();
  book.Run();
}

TEST(Session, SkipsEmptyLinesBetweenRequests) {
  Playbook book(OssSettings());
  book.FromClient("\r\n\r\n");
  Asks(book, "GET");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"request", test::Printable(ToProxy("GET", "/k"))}});
  book.Run();
}

}  // namespace
}  // namespace osslens::proxy
