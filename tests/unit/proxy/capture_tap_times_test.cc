// What is recorded of the times of an exchange, with a clock that moves only when told to.
#include <gtest/gtest.h>

#include "proxy/capture_tap.h"
#include "proxy/session.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using namespace std::chrono_literals;
using store::FailureKind;
using test::Playbook;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(CaptureTapTimes, MeasuresEachPhase) {
  const std::string length = "Content-Length: 2\r\n";
  Playbook book(OssSettings());
  const std::string head = ToProxy("PUT", "/k", length);
  book.Wait(1s);
  book.FromClient(head.substr(0, 10));
  book.Wait(10ms).FromClient(head.substr(10)).Opens(kHostPortOrReuse);
  book.Wait(5ms);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", length));
  book.Wait(20ms).FromClient("a").ToUpstream("a");
  book.Wait(20ms).FromClient("b").ToUpstream("b");
  const std::string answer(kOk);
  book.Wait(100ms).FromUpstream(answer.substr(0, 39)).ToClient(answer.substr(0, 39));
  book.Wait(30ms).FromUpstream("k").ToClient("k").ReleasesUpstream();
  book.Records({{"timings", "dns 2000 connect 3000 send 40000 wait 100000 receive 30000"},
                {"duration", "185000"},
                {"started", "2024-05-15T08:30:13.000000Z"},
                {"client", "127.0.0.1:40000"},
                {"upstream", "192.0.2.7:80"},
                {"reused", "no"}});
  book.Run();
}

TEST(CaptureTapTimes, HasNoDnsOrConnectTimeOnAReusedConnection) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamIsReused().ToUpstream(AtServer("GET", "/k"));
  book.Wait(7ms).FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"timings", "dns - connect - send 0 wait 7000 receive 0"}, {"reused", "yes"}});
  book.Run();
}

TEST(CaptureTapTimes, MeasuresTheSecondTryOfARepeatedRequest) {
  const std::string length = "Content-Length: 2\r\n";
  const std::string early = "HTTP/1.1 403 F\r\nContent-Length: 0\r\n\r\n";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("PUT", "/k", length)).Opens(kHostPortOrReuse);
  book.UpstreamIsReused().ToUpstream(AtServer("PUT", "/k", length));
  book.Wait(5ms).FromClient("ab").ToUpstream("ab");
  book.Wait(50ms).UpstreamEnds().ClosesUpstream().Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", length) + "ab");
  book.Wait(7ms).FromUpstream(early).ToClient(early).ReleasesUpstream();
  book.Records({{"timings", "dns 2000 connect 3000 send 0 wait 7000 receive 0"}});
  book.Run();
}

TEST(CaptureTapTimes, WaitsForNothingWhenTheAnswerComesEarly) {
  const std::string length = "Content-Length: 2\r\n";
  const std::string early = "HTTP/1.1 403 F\r\nContent-Length: 0\r\n\r\n";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("PUT", "/k", length)).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", length));
  book.Wait(5ms).FromUpstream(early).ToClient(early);
  book.Wait(5ms).FromClient("ab").ToUpstream("ab").ReleasesUpstream();
  book.Records({{"timings", "dns 2000 connect 3000 send 10000 wait 0 receive 0"}});
  book.Run();
}

// An upload of two bytes that has been connected; what happens from there on is the test's.
Playbook& BeginsUpload(Playbook& book) {
  const std::string length = "Content-Length: 2\r\n";
  book.FromClient(ToProxy("PUT", "/k", length)).Opens(kHostPortOrReuse);
  return book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", length));
}

std::string GaveNoAnswer() {
  return OwnAnswer("502 Bad Gateway", "reset",
                   std::string(kHost) + ":80 gave no answer: connection reset");
}

TEST(CaptureTapTimes, WaitsUntilTheServerResets) {
  Playbook book(OssSettings());
  BeginsUpload(book).FromClient("ab").ToUpstream("ab");
  book.Wait(40ms).UpstreamFails("connection reset").ClosesUpstream().ToClient(GaveNoAnswer());
  book.Records({{"timings", "dns 2000 connect 3000 send 0 wait 40000 receive -"}});
  book.Closes().Run();
}

TEST(CaptureTapTimes, SendsUntilTheServerResets) {
  Playbook book(OssSettings());
  BeginsUpload(book);
  book.Wait(30ms).FromClient("a").ToUpstream("a");
  book.Wait(40ms).UpstreamFails("connection reset").ClosesUpstream().ToClient(GaveNoAnswer());
  book.Records({{"timings", "dns 2000 connect 3000 send 70000 wait - receive -"}});
  book.Closes().Run();
}

TEST(CaptureTapTimes, ReceivesUntilTheAnswerIsCutShort) {
  const std::string begun(kOk.substr(0, kOk.size() - 1));
  Playbook book(OssSettings());
  BeginsUpload(book).FromClient("ab").ToUpstream("ab");
  book.Wait(40ms).FromUpstream(begun).ToClient(begun);
  book.Wait(50ms).UpstreamEnds().ClosesUpstream();
  book.Records({{"timings", "dns 2000 connect 3000 send 0 wait 40000 receive 50000"}});
  book.Closes().Run();
}

TEST(CaptureTapTimes, ForgetsTheTimesOfAConnectionThatWasTriedInVain) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamIsReused().ToUpstream(AtServer("GET", "/k"));
  book.Wait(50ms).UpstreamEnds().ClosesUpstream().Opens(kHostPort);
  book.Wait(50ms).UpstreamDoesNotOpen(FailureKind::kConnect, std::string(kHost) + " refused");
  book.ToClient(OwnAnswer("502 Bad Gateway", "connect", std::string(kHost) + " refused"));
  book.Records({{"timings", "dns - connect - send - wait - receive -"}}).Closes();
  book.Run();
}

TEST(CaptureTapTimes, WaitsForAFurtherProxyUntilItResets) {
  SessionSettings settings = OssSettings();
  settings.upstream_proxy = UpstreamProxy{{"proxy.example", 3128}, {}};
  Playbook book(settings);
  book.FromClient("CONNECT h:1 HTTP/1.1\r\n\r\n").Opens("proxy.example:3128");
  book.UpstreamOpens().ToUpstream("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n");
  book.Wait(40ms).UpstreamFails("connection reset").ClosesUpstream();
  book.ToClient(OwnAnswer("502 Bad Gateway", "reset",
                          "the further proxy proxy.example:3128 gave no answer: connection reset "
                          "(request to h:1)"));
  book.Records({{"timings", "dns 2000 connect 3000 send - wait 40000 receive -"}});
  book.Closes().Run();
}

TEST(CaptureTapTimes, MeasuresATunnelToItsEnd) {
  Playbook book(OssSettings());
  book.FromClient("CONNECT h:1 HTTP/1.1\r\n\r\n").Opens("h:1");
  book.Wait(3ms);
  book.UpstreamOpens().ToClient("HTTP/1.1 200 Connection established\r\n\r\n");
  book.Wait(5s).ClientEnds().EndsUpstream();
  book.Wait(1s).UpstreamEnds().EndsClient();
  book.Records({{"duration", "6003000"},
                {"timings", "dns 2000 connect 3000 send - wait - receive 6000000"}});
  book.Closes().Run();
}

}  // namespace
}  // namespace osslens::proxy
