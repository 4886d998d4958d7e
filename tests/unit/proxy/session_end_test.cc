// How exchanges and sessions end: refused, given up by the app, out of time, shut down.
#include <gtest/gtest.h>

#include "proxy/session.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using namespace std::chrono_literals;
using test::Playbook;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* kUpload = "Content-Length: 6\r\n";
constexpr const char* kChunked = "Transfer-Encoding: chunked\r\n";

Playbook& Asks(Playbook& book, std::string_view method, std::string_view fields = "") {
  // A chunked body could not be sent again.
  const bool may_reuse = fields.find("chunked") == std::string_view::npos;
  book.FromClient(ToProxy(method, "/k", fields)).Opens(may_reuse ? kHostPortOrReuse : kHostPort);
  return book.UpstreamOpens().ToUpstream(AtServer(method, "/k", fields));
}

// --- the app goes

TEST(ClientGone, InTheMiddleOfABodyIsRecorded) {
  Playbook book(OssSettings());
  Asks(book, "PUT", kUpload).FromClient("abc").ToUpstream("abc");
  book.ClientEnds();
  book.Records({{"failure", "client-abort"},
                {"message", "the app closed the connection in the middle of its request"},
                {"status", "0"},
                {"request-body", "abc of 3"}});
  book.ClosesUpstream().Aborts();
  book.Run();
}

TEST(ClientGone, ByResetInTheMiddleOfABodyIsRecorded) {
  Playbook book(OssSettings());
  Asks(book, "PUT", kUpload).FromClient("abc").ToUpstream("abc");
  book.ClientFails();
  book.Records({{"failure", "client-abort"},
                {"message", "the connection to the app broke: connection reset by peer"}});
  book.ClosesUpstream().Aborts();
  book.Run();
}

TEST(ClientGone, WhileItsServerIsBeingReachedIsRecorded) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.ClientFails().Records(
      {{"failure", "client-abort"}, {"forwarded", test::Printable(AtServer("GET", "/k"))}});
  book.Aborts().Run();
}

TEST(ClientGone, InTheMiddleOfAnAnswerIsRecorded) {
  const std::string begun = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab";
  Playbook book(OssSettings());
  Asks(book, "GET").FromUpstream(begun).ToClient(begun);
  book.ClientFails();
  book.Records({{"failure", "client-abort"}, {"status", "200"}, {"response-body", "ab of 2"}});
  book.ClosesUpstream().Aborts();
  book.Run();
}

TEST(ClientGone, BeforeItsBodyCouldBeSentIsRecorded) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("PUT", "/k", kUpload) + "abc").Opens(kHostPortOrReuse);
  book.ClientEnds();
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", kUpload) + "abc");
  book.Records({{"failure", "client-abort"}, {"request-body", "abc of 3"}});
  book.ClosesUpstream().Aborts();
  book.Run();
}

TEST(ClientGone, WithoutARequestLeavesNoRecord) {
  Playbook book(OssSettings());
  book.ClientEnds().Closes();
  book.Run();
}

TEST(ClientGone, InTheMiddleOfAHeadIsRecorded) {
  Playbook book(OssSettings());
  book.FromClient("GET http://h/ HT");
  book.ClientEnds().Records({{"failure", "client-abort"},
                             {"message", "the app closed the connection in the middle of the head"},
                             {"status", "0"},
                             {"host", "h:80"}});
  book.Closes().Run();
}

TEST(ClientGone, ByResetInTheMiddleOfASecondHeadIsRecorded) {
  Playbook book(OssSettings());
  Asks(book, "GET").FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}});
  book.FromClient("GET http://h/ HTTP/1.1\r\nHos");
  book.ClientFails().Records(
      {{"failure", "client-abort"},
       {"message", "the connection to the app broke: connection reset by peer"},
       {"host", "h:80"}});
  book.Aborts().Run();
}

TEST(ClientGone, ByResetWithoutARequestLeavesNoRecord) {
  Playbook book(OssSettings());
  book.ClientFails().Aborts();
  book.Run();
}

// --- the app has ended its side, but still reads

TEST(HalfClosedClient, GetsItsAnswer) {
  Playbook book(OssSettings());
  Asks(book, "GET").Wait(60s);
  book.ClientEnds();
  book.Wait(2999ms);
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}, {"failure", "none"}}).Closes();
  book.Run();
}

TEST(HalfClosedClient, GetsAnAnswerThatTakesItsTime) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "GET").ClientEnds();
  book.Wait(2s).FromUpstream(head).ToClient(head);
  book.Wait(2s).FromUpstream("o").ToClient("o");
  book.Wait(2s).FromUpstream("k").ToClient("k").ReleasesUpstream();
  book.Records({{"failure", "none"}}).Closes();
  book.Run();
}

TEST(HalfClosedClient, IsWaitedForWhileItReadsSlowly) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "GET").ClientEnds();
  book.FromUpstream(head).ToClient(head);
  book.Wait(60s, {.client_is_full = true});
  book.FromUpstream("o").ToClient("o");
  book.Wait(2s).FromUpstream("k").ToClient("k").ReleasesUpstream();
  book.Records({{"failure", "none"}}).Closes();
  book.Run();
}

TEST(HalfClosedClient, CountsAsGoneAfterAWhile) {
  Playbook book(OssSettings());
  Asks(book, "GET").Wait(60s);
  book.ClientEnds();
  book.Wait(2999ms);
  book.Wait(1ms);
  book.Records({{"failure", "client-abort"},
                {"message", "the app closed its side of the connection and " +
                                std::string(kHostPort) + " sent nothing for 3 s"}});
  book.ClosesUpstream().Aborts();
  book.Run();
}

// --- requests that turn out malformed

TEST(Refusal, OfAMalformedChunk) {
  const std::string sentence =
      "the chunked body is malformed: Invalid character in chunk size (request to " +
      std::string(kHostPort) + ")";
  Playbook book(OssSettings());
  Asks(book, "PUT", kChunked).FromClient("3\r\nabc\r\n").ToUpstream("3\r\nabc\r\n");
  book.FromClient("z").ToClient(OwnAnswer("400 Bad Request", "protocol", sentence));
  book.ClosesUpstream().Records({{"status", "400"}, {"failure", "protocol"}}).Closes();
  book.Run();
}

TEST(Refusal, OfAChunkExtensionThatIsTooLong) {
  const std::string extension = "1;" + std::string(16 * 1024 - 2, 'x');
  const std::string sentence =
      "a chunk extension is longer than 16 KiB (request to " + std::string(kHostPort) + ")";
  Playbook book(OssSettings());
  Asks(book, "PUT", kChunked).FromClient(extension).ToUpstream(extension);
  book.FromClient("x").ToClient(OwnAnswer("413 Content Too Large", "protocol", sentence));
  book.ClosesUpstream().Records({{"status", "413"}}).Closes();
  book.WithoutCuts().Run();
}

TEST(Refusal, OfTrailersThatAreTooLarge) {
  SessionSettings settings = OssSettings();
  settings.limits.trailer_bytes = 8;
  const std::string sentence =
      "the trailer section is too large (request to " + std::string(kHostPort) + ")";
  Playbook book(settings);
  Asks(book, "PUT", kChunked).FromClient("0\r\nTr: iler").ToUpstream("0\r\nTr: iler");
  book.FromClient("s").ToClient(
      OwnAnswer("431 Request Header Fields Too Large", "protocol", sentence));
  book.ClosesUpstream().Records({{"status", "431"}}).Closes();
  book.Run();
}

TEST(Refusal, OfAHeadThatIsTooLarge) {
  SessionSettings settings = OssSettings();
  settings.limits.head_bytes = 100;
  const std::string head = "GET http://h/k HTTP/1.1\r\nHost: h\r\nX: " + std::string(65, 'x');
  const std::string sentence = "the head is larger than 100 bytes (request to h:80)";
  Playbook book(settings);
  book.FromClient(head + 'x');
  book.ToClient(OwnAnswer("431 Request Header Fields Too Large", "protocol", sentence));
  book.Records({{"status", "431"}, {"method", "GET"}, {"url", "http://h/k"}, {"host", "h:80"}});
  book.Closes().Run();
}

TEST(Refusal, DoesNotMeetAHeadOfTheLargestSize) {
  SessionSettings settings = OssSettings();
  settings.limits.head_bytes = 100;
  const std::string fields = "Host: h\r\nX: " + std::string(59, 'x') + "\r\n\r\n";
  ASSERT_EQ(("GET http://h/k HTTP/1.1\r\n" + fields).size(), 100U);
  Playbook book(settings);
  book.FromClient("GET http://h/k HTTP/1.1\r\n" + fields).Opens("h:80 or reuse");
  book.Run();
}

TEST(Refusal, OfASecondRequestNamesThatOne) {
  Playbook book(OssSettings());
  Asks(book, "GET").FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}});
  book.FromClient("GET /relative HTTP/1.1\r\nHost: h\r\n\r\n");
  book.ToClient(
      OwnAnswer("400 Bad Request", "protocol",
                "this is a proxy: set it as HTTP_PROXY, requests to it need an absolute URL"));
  book.Records({{"status", "400"}, {"host", ":0"}}).Closes();
  book.Run();
}

// --- out of time

TEST(Timeout, OfAHeadIsA408) {
  Playbook book(OssSettings());
  book.FromClient("GET http://h/k HTTP/1.1\r\nHo");
  book.Wait(20s).FromClient("st");
  book.Wait(9'999ms);
  const std::string sentence =
      "the head of the request was not complete after 30 s (request to h:80)";
  book.Wait(1ms).ToClient(OwnAnswer("408 Request Timeout", "timeout", sentence));
  book.Records({{"status", "408"}, {"failure", "timeout"}, {"method", "GET"}, {"host", "h:80"}});
  book.Closes().Run();
}

TEST(Timeout, OfAConnectionWithoutRequestsClosesIt) {
  Playbook book(OssSettings());
  book.FromClient("");
  book.Wait(119'999ms);
  book.Wait(1ms).Closes();
  book.Run();
}

TEST(Timeout, OfAnIdleConnectionBeginsAgainWithEachRequest) {
  Playbook book(OssSettings());
  Asks(book, "GET").FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}});
  book.Wait(100s);
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Wait(119'999ms);
  book.Wait(1ms).Closes();
  book.Run();
}

TEST(Timeout, OfAServerThatSaysNothingIsA504) {
  Playbook book(OssSettings());
  Asks(book, "GET").Wait(299'999ms);
  const std::string sentence = std::string(kHostPort) + " sent nothing for 300 s";
  book.Wait(1ms).ToClient(OwnAnswer("504 Gateway Timeout", "timeout", sentence)).ClosesUpstream();
  book.Records({{"status", "504"}, {"failure", "timeout"}, {"message", sentence}});
  book.Closes().Run();
}

TEST(Timeout, OfAnAnswerThatStopsCutsIt) {
  const std::string begun = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab";
  Playbook book(OssSettings());
  Asks(book, "GET").Wait(200s).FromUpstream(begun).ToClient(begun);
  book.Wait(299'999ms);
  book.Wait(1ms).Records({{"status", "200"}, {"failure", "timeout"}, {"own-answer", "no"}});
  book.ClosesUpstream().Closes();
  book.Run();
}

TEST(Timeout, OfABodyThatStopsIsA408) {
  Playbook book(OssSettings());
  Asks(book, "PUT", kUpload).FromClient("abc").ToUpstream("abc");
  const std::string sentence =
      "the app sent nothing of its body for 300 s (request to " + std::string(kHostPort) + ")";
  book.Wait(300s).ToClient(OwnAnswer("408 Request Timeout", "timeout", sentence));
  book.ClosesUpstream().Records({{"status", "408"}, {"failure", "timeout"}}).Closes();
  book.Run();
}

// The app is not read while its server takes nothing, so its silence is not its own.
TEST(Timeout, OfAServerThatTakesNoBodyIsA504) {
  Playbook book(OssSettings());
  Asks(book, "PUT", kUpload).FromClient("abc").ToUpstream("abc");
  const std::string sentence = std::string(kHostPort) + " took nothing of the request for 300 s";
  book.Wait(300s, {.upstream_is_full = true});
  book.ToClient(OwnAnswer("504 Gateway Timeout", "timeout", sentence)).ClosesUpstream();
  book.Records({{"status", "504"}, {"failure", "timeout"}, {"message", sentence}});
  book.Closes().Run();
}

TEST(Timeout, OfAnAppThatTakesNoAnswerIsItsOwn) {
  const std::string begun = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab";
  Playbook book(OssSettings());
  Asks(book, "GET").FromUpstream(begun).ToClient(begun);
  book.Wait(300s, {.client_is_full = true});
  book.Records(
      {{"failure", "timeout"}, {"message", "the app took nothing of the answer for 300 s"}});
  book.ClosesUpstream().Closes();
  book.Run();
}

// The app waits for a 100 that the server owes it.
TEST(Timeout, OfAContinueIsTheServersFault) {
  Playbook book(OssSettings());
  Asks(book, "PUT", "Content-Length: 6\r\nExpect: 100-Continue\r\n");
  const std::string sentence = std::string(kHostPort) + " sent nothing for 300 s";
  book.Wait(300s).ToClient(OwnAnswer("504 Gateway Timeout", "timeout", sentence)).ClosesUpstream();
  book.Records({{"status", "504"}, {"failure", "timeout"}}).Closes();
  book.Run();
}

TEST(Timeout, AfterAContinueIsTheAppsFault) {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  Playbook book(OssSettings());
  Asks(book, "PUT", "Content-Length: 6\r\nExpect: 100-continue\r\n");
  book.FromUpstream(std::string(kContinue)).ToClient(kContinue);
  const std::string sentence =
      "the app sent nothing of its body for 300 s (request to " + std::string(kHostPort) + ")";
  book.Wait(300s).ToClient(OwnAnswer("408 Request Timeout", "timeout", sentence));
  book.ClosesUpstream().Records({{"status", "408"}}).Closes();
  book.Run();
}

TEST(Timeout, DoesNotMeetASlowUpload) {
  Playbook book(OssSettings());
  Asks(book, "PUT", kUpload);
  book.Wait(299s).FromClient("ab").ToUpstream("ab");
  book.Wait(299s).FromClient("cd").ToUpstream("cd");
  book.Wait(299s).FromClient("ef").ToUpstream("ef");
  book.Wait(299s).FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}, {"failure", "none"}, {"duration", "1196000000"}});
  book.Run();
}

// --- shut down

TEST(ShutDown, ClosesAnIdleConnectionAtOnce) {
  Playbook book(OssSettings());
  book.ShutDown().Closes();
  book.Run();
}

TEST(ShutDown, LetsTheRequestUnderWayFinish) {
  Playbook book(OssSettings());
  Asks(book, "PUT", kUpload).FromClient("abc").ToUpstream("abc");
  book.ShutDown();
  book.FromClient("def" + ToProxy("GET", "/2")).ToUpstream("def");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Closes().Run();
}

TEST(ShutDown, LetsAHeadUnderWayFinish) {
  Playbook book(OssSettings());
  book.FromClient("GET http://h/ HTTP/1.1\r\nHost");
  book.ShutDown();
  book.FromClient(": h\r\n\r\n").Opens("h:80 or reuse");
  book.UpstreamOpens().ToUpstream("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream().Records({{"status", "200"}});
  book.Closes().Run();
}

TEST(ShutDown, EndsARequestWhenAskedASecondTime) {
  const std::string sentence = "osslens was stopped before the exchange had ended (request to " +
                               std::string(kHostPort) + ")";
  Playbook book(OssSettings());
  Asks(book, "GET").ShutDown();
  book.ShutDown().ToClient(OwnAnswer("502 Bad Gateway", "reset", sentence)).ClosesUpstream();
  book.Records({{"failure", "reset"}, {"message", sentence}}).Closes();
  book.Run();
}

TEST(ShutDown, EndsAHeadWhenAskedASecondTime) {
  Playbook book(OssSettings());
  book.FromClient("GET http://h/ HTTP/1.1\r\nHost");
  book.ShutDown();
  book.ShutDown().Closes();
  book.Run();
}

TEST(ShutDown, LeavesAWholeEarlyAnswerWholeWhenAskedASecondTime) {
  const std::string answer = "HTTP/1.1 403 Forbidden\r\n\r\nstop";
  Playbook book(OssSettings());
  Asks(book, "PUT", kUpload).FromUpstream(answer).ToClient(answer);
  book.UpstreamEnds().ClosesUpstream().EndsClient();
  book.ShutDown();
  book.ShutDown().Records({{"status", "403"}, {"failure", "none"}}).Closes();
  book.Run();
}

TEST(ShutDown, CutsAnAnswerUnderWayWhenAskedASecondTime) {
  const std::string begun = "HTTP/1.1 200 OK\r\n\r\nab";
  Playbook book(OssSettings());
  Asks(book, "GET").FromUpstream(begun).ToClient(begun);
  book.ShutDown();
  book.ShutDown().Records({{"status", "200"}, {"failure", "reset"}}).ClosesUpstream().Aborts();
  book.Run();
}

}  // namespace
}  // namespace osslens::proxy
