// A final answer that comes before the request has ended reaches the app whole, whatever the app and
// the server do next.
#include <gtest/gtest.h>

#include "proxy/session.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using namespace std::chrono_literals;
using test::Playbook;

constexpr std::string_view kEarly = "HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nstop";
constexpr std::string_view kEarlyAndClose =
    "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 4\r\n\r\nstop";
constexpr std::string_view kEarlyUntilClose = "HTTP/1.1 403 Forbidden\r\n\r\nstop";
constexpr const char* kUpload = "Content-Length: 6\r\n";

// An upload of six bytes of which three have been sent.
Playbook& Uploads(Playbook& book) {
  book.FromClient(ToProxy("PUT", "/k", kUpload)).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", kUpload));
  return book.FromClient("abc").ToUpstream("abc");
}

// --- the app does what it likes

TEST(EarlyAnswer, ReachesAnAppThatSendsItAll) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.FromClient("def" + ToProxy("GET", "/2")).ToUpstream("def").ReleasesUpstream();
  book.Records({{"status", "403"}, {"failure", "none"}, {"request-body", "abcdef of 6"}});
  book.Opens(kHostPortOrReuse);
  book.Run();
}

TEST(EarlyAnswer, ReachesAnAppThatSendsAllToAServerThatCloses) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarlyAndClose)).ToClient(kEarlyAndClose);
  book.ClosesUpstream().EndsClient();
  book.FromClient("def").Records(
      {{"status", "403"}, {"failure", "none"}, {"request-bytes", "119"}});
  book.Closes().Run();
}

TEST(EarlyAnswer, ReachesAnAppThatStops) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.Wait(1999ms);
  book.Wait(1ms).Records({{"status", "403"}, {"failure", "none"}, {"request-body", "abc of 3"}});
  book.ClosesUpstream();
  book.FromClient("d");
  book.Wait(29'999ms);
  book.Wait(1ms).Closes();
  book.Run();
}

TEST(EarlyAnswer, LeavesTheAppItsConnectionWhenItSendsTheRestLate) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.Wait(2s).Records({{"status", "403"}}).ClosesUpstream();
  book.FromClient("def");
  book.FromClient(ToProxy("GET", "/2")).Opens(kHostPortOrReuse);
  book.Run();
}

TEST(EarlyAnswer, ReachesAnAppThatEndsItsSide) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.ClientEnds().ClosesUpstream().Records({{"status", "403"}, {"failure", "none"}}).Closes();
  book.Run();
}

TEST(EarlyAnswer, ReachesAnAppThatEndsItsSideBeforeTheAnswerIsWhole) {
  Playbook book(OssSettings());
  const std::string answer(kEarly);
  Uploads(book).FromUpstream(answer.substr(0, 45)).ToClient(answer.substr(0, 45));
  book.ClientEnds();
  book.FromUpstream(answer.substr(45)).ToClient(answer.substr(45));
  book.ClosesUpstream().Records({{"status", "403"}, {"failure", "none"}}).Closes();
  book.Run();
}

TEST(EarlyAnswer, IsRecordedWholeWhenTheAppResets) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.ClientFails().ClosesUpstream().Records({{"status", "403"}, {"failure", "none"}}).Closes();
  book.Run();
}

TEST(EarlyAnswer, ReachesAnAppWhoseBodyTurnsOutMalformed) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("PUT", "/k", "Transfer-Encoding: chunked\r\n")).Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", "Transfer-Encoding: chunked\r\n"));
  book.FromUpstream(std::string(kEarlyUntilClose)).ToClient(kEarlyUntilClose);
  book.UpstreamEnds().ClosesUpstream().EndsClient();
  book.FromClient("zz").Records({{"status", "403"}, {"failure", "protocol"}}).Closes();
  book.Run();
}

// --- ... and so does the server

TEST(EarlyAnswer, SurvivesAServerThatClosesBehindIt) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.UpstreamEnds().ClosesUpstream();
  book.FromClient("def").Records({{"status", "403"}, {"failure", "none"}});
  book.Run();
}

TEST(EarlyAnswer, SurvivesAServerThatResetsBehindIt) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarlyAndClose)).ToClient(kEarlyAndClose);
  book.ClosesUpstream().EndsClient();
  book.FromClient("def").Records({{"status", "403"}, {"failure", "none"}}).Closes();
  book.Run();
}

TEST(EarlyAnswer, SurvivesAServerThatKeepsTheConnectionAndResetsItLater) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.UpstreamFails().ClosesUpstream();
  book.FromClient("def" + ToProxy("GET", "/2")).Records({{"status", "403"}, {"failure", "none"}});
  book.Opens(kHostPortOrReuse);
  book.Run();
}

TEST(EarlyAnswer, TellsTheAppWhereAnAnswerWithoutLengthEnds) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarlyUntilClose)).ToClient(kEarlyUntilClose);
  book.UpstreamEnds().ClosesUpstream().EndsClient();
  book.FromClient("def").Records({{"response-body", "stop of 4"}, {"failure", "none"}}).Closes();
  book.Run();
}

TEST(EarlyAnswer, LetsGoOfAServerThatKeepsTheConnectionAndStopsReading) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.Wait(2s).Records({{"status", "403"}, {"failure", "none"}}).ClosesUpstream();
  book.FromClient("def");
  book.ClientEnds().Closes();
  book.Run();
}

TEST(EarlyAnswer, DoesNotGiveBackAConnectionThatSaysMore) {
  Playbook book(OssSettings());
  Uploads(book).FromUpstream(std::string(kEarly)).ToClient(kEarly);
  book.FromUpstream("HTTP/1.1 200 OK\r\n\r\n");
  book.FromClient("def").ToUpstream("def").ClosesUpstream().Records({{"status", "403"}});
  book.Run();
}

}  // namespace
}  // namespace osslens::proxy
