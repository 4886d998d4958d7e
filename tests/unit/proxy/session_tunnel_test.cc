// CONNECT: bytes pass untouched, sides end one by one, and a further proxy may stand between.
#include <gtest/gtest.h>

#include "proxy/session.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using namespace std::chrono_literals;
using store::FailureKind;
using test::Playbook;

constexpr const char* kConnect =
    "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nProxy-Connection: keep-alive\r\n\r\n";
constexpr std::string_view kEstablished = "HTTP/1.1 200 Connection established\r\n\r\n";

Playbook& OpensTunnel(Playbook& book) {
  book.FromClient(kConnect).Opens("h:443");
  return book.UpstreamOpens().ToClient(kEstablished);
}

TEST(Tunnel, PassesBytesBothWaysUntouched) {
  const std::string bytes("\x16\x03\x01\x00GET / HTTP/1.1\n\r\r\xFF", 22);
  Playbook book(OssSettings());
  OpensTunnel(book).FromClient(bytes).ToUpstream(bytes);
  book.FromUpstream("HTTP/1.1 101 x\r\n\r\n").ToClient("HTTP/1.1 101 x\r\n\r\n");
  book.ClientEnds().EndsUpstream();
  book.UpstreamEnds().EndsClient();
  book.Records({{"kind", "tunnel"},
                {"method", "CONNECT"},
                {"url", "h:443"},
                {"host", "h:443"},
                {"status", "200"},
                {"failure", "none"},
                {"request", test::Printable(kConnect)},
                {"forwarded", ""},
                {"request-bytes", "22"},
                {"response-bytes", "18"},
                {"request-body", " of 0"},
                {"response-body", " of 0"}});
  book.Closes().Run();
}

TEST(Tunnel, GoesOnAfterTheAppHasEndedItsSide) {
  Playbook book(OssSettings());
  OpensTunnel(book).FromClient("ask").ToUpstream("ask");
  book.ClientEnds().EndsUpstream();
  book.Wait(60s);
  book.FromUpstream("answer").ToClient("answer");
  book.UpstreamEnds().EndsClient().Records({{"failure", "none"}, {"response-bytes", "6"}}).Closes();
  book.Run();
}

TEST(Tunnel, GoesOnAfterTheServerHasEndedItsSide) {
  Playbook book(OssSettings());
  OpensTunnel(book).FromUpstream("bye").ToClient("bye");
  book.UpstreamEnds().EndsClient();
  book.FromClient("still here").ToUpstream("still here");
  book.ClientEnds().EndsUpstream();
  book.Records({{"failure", "none"}, {"request-bytes", "10"}, {"response-bytes", "3"}}).Closes();
  book.Run();
}

TEST(Tunnel, CarriesWhatTheAppSentTooEarly) {
  Playbook book(OssSettings());
  book.FromClient(std::string(kConnect) + "hel").Opens("h:443");
  book.FromClient("lo");
  book.UpstreamOpens().ToClient(kEstablished).ToUpstream("hello");
  book.FromClient("!").ToUpstream("!");
  book.UpstreamEnds().EndsClient();
  book.ClientEnds().EndsUpstream().Records({{"request-bytes", "6"}}).Closes();
  book.Run();
}

TEST(Tunnel, CarriesTheEndOfAnAppThatEndedTooEarly) {
  Playbook book(OssSettings());
  book.FromClient(std::string(kConnect) + "hello").Opens("h:443");
  book.ClientEnds();
  book.UpstreamOpens().ToClient(kEstablished).ToUpstream("hello").EndsUpstream();
  book.FromUpstream("bye").ToClient("bye");
  book.UpstreamEnds().EndsClient().Records({{"failure", "none"}}).Closes();
  book.Run();
}

TEST(Tunnel, ThatTheServerResetsResetsTheApp) {
  Playbook book(OssSettings());
  OpensTunnel(book).FromUpstream("x").ToClient("x");
  book.UpstreamFails();
  book.Records({{"failure", "reset"},
                {"message", "the connection to h:443 broke: connection reset by peer"}});
  book.Aborts();
  book.Run();
}

TEST(Tunnel, ThatTheAppResetsResetsTheServer) {
  Playbook book(OssSettings());
  OpensTunnel(book).ClientFails().Records({{"failure", "client-abort"}}).Aborts();
  book.Run();
}

// Nothing of ours may come among the bytes of a tunnel.
TEST(Tunnel, ThatIsIdleTooLongIsCutWithoutAWord) {
  Playbook book(OssSettings());
  OpensTunnel(book).Wait(899s);
  book.FromClient("x").ToUpstream("x");
  book.Wait(899'999ms);
  book.Wait(1ms);
  book.Records({{"failure", "timeout"},
                {"status", "200"},
                {"own-answer", "no"},
                {"message", "nothing passed through the tunnel to h:443 for 900 s"}});
  book.Aborts();
  book.Run();
}

TEST(Tunnel, IsCutWithoutAWordByTheSecondShutDown) {
  Playbook book(OssSettings());
  OpensTunnel(book).ShutDown();
  book.FromUpstream("x").ToClient("x");
  book.ShutDown().Records({{"failure", "reset"}, {"status", "200"}}).Aborts();
  book.Run();
}

TEST(Tunnel, ThatCannotBeOpenedIsA502) {
  Playbook book(OssSettings());
  book.FromClient(std::string(kConnect) + "hello").Opens("h:443");
  book.UpstreamDoesNotOpen(FailureKind::kConnect, "h:443 refused the connection");
  book.ToClient(OwnAnswer("502 Bad Gateway", "connect", "h:443 refused the connection"));
  book.Records({{"kind", "tunnel"}, {"failure", "connect"}, {"status", "502"}}).Closes();
  book.Run();
}

TEST(Tunnel, RequestWithABodyIsRefused) {
  const std::string sentence = "a CONNECT request announces a body (request to h:443)";
  Playbook book(OssSettings());
  book.FromClient("CONNECT h:443 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
  book.ToClient(OwnAnswer("400 Bad Request", "protocol", sentence));
  book.Records({{"kind", "tunnel"}, {"host", "h:443"}, {"status", "400"}}).Closes();
  book.Run();
}

// --- through a further proxy

SessionSettings Chained(const char* authorization = "Basic b3VyczpwYXNz") {
  SessionSettings settings = OssSettings();
  settings.upstream_proxy = {{"proxy.example", 3128}, Secret(authorization)};
  return settings;
}

constexpr std::string_view kChainedConnect =
    "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nProxy-Authorization: Basic b3VyczpwYXNz\r\n\r\n";

Playbook& AsksFurtherProxy(Playbook& book) {
  book.FromClient(kConnect).Opens("proxy.example:3128");
  return book.UpstreamOpens().ToUpstream(kChainedConnect);
}

TEST(ChainedTunnel, GivesItsCredentialsAndKeepsThemFromTheRecord) {
  Playbook book(Chained());
  AsksFurtherProxy(book).FromUpstream("HTTP/1.1 200 Fine\r\nVia: x\r\n\r\nearly");
  book.ToClient(kEstablished).ToClient("early");
  book.FromClient("x").ToUpstream("x");
  book.UpstreamEnds().EndsClient();
  book.ClientEnds().EndsUpstream();
  book.Records(
      {{"forwarded",
        R"(CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nProxy-Authorization:*******************\r\n\r\n)"},
       {"host", "h:443"},
       {"response-bytes", "5"},
       {"request-bytes", "1"}});
  book.Closes().Run();
}

TEST(ChainedTunnel, WorksWithoutCredentials) {
  Playbook book(Chained(""));
  book.FromClient("CONNECT [::1]:443 HTTP/1.1\r\n\r\n").Opens("proxy.example:3128");
  book.UpstreamOpens().ToUpstream("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n");
  book.FromUpstream("HTTP/1.0 200 OK\r\n\r\n").ToClient(kEstablished);
  book.Run();
}

TEST(ChainedTunnel, CarriesWhatTheAppSentTooEarly) {
  Playbook book(Chained());
  AsksFurtherProxy(book).FromClient("hello");
  book.ClientEnds();
  book.FromUpstream("HTTP/1.1 100 Wait\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
  book.ToClient(kEstablished).ToUpstream("hello").EndsUpstream();
  book.Run();
}

TEST(ChainedTunnel, ThatIsRefusedSaysByWhom) {
  const std::string sentence =
      "the further proxy proxy.example:3128 refused a tunnel to h:443 with status 403";
  Playbook book(Chained());
  AsksFurtherProxy(book).FromUpstream("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\n");
  book.ToClient(OwnAnswer("502 Bad Gateway", "connect", sentence)).ClosesUpstream();
  book.Records({{"failure", "connect"}, {"message", sentence}}).Closes();
  book.Run();
}

TEST(ChainedTunnel, ThatGetsNoAnswerNamesTheFurtherProxy) {
  const std::string sentence =
      "the further proxy proxy.example:3128 gave no answer: it closed the connection (request to "
      "h:443)";
  Playbook book(Chained());
  AsksFurtherProxy(book).UpstreamEnds().ClosesUpstream();
  book.ToClient(OwnAnswer("502 Bad Gateway", "reset", sentence));
  book.Records({{"failure", "reset"}, {"message", sentence}}).Closes();
  book.Run();
}

TEST(ChainedTunnel, ThatGetsNoAnswerInTimeNamesTheFurtherProxy) {
  const std::string sentence =
      "the further proxy proxy.example:3128 sent nothing for 300 s (request to h:443)";
  Playbook book(Chained());
  AsksFurtherProxy(book).Wait(300s);
  book.ToClient(OwnAnswer("504 Gateway Timeout", "timeout", sentence)).ClosesUpstream();
  book.Records({{"failure", "timeout"}}).Closes();
  book.Run();
}

TEST(ChainedTunnel, ThatGetsNoHttpNamesTheFurtherProxy) {
  const std::string sentence =
      "the answer of the further proxy proxy.example:3128 is malformed: the status line is not "
      "\"HTTP/1.1 NNN\": \"nonsense-nonsense\" (request to h:443)";
  Playbook book(Chained());
  AsksFurtherProxy(book).FromUpstream("nonsense-nonsense\r\n\r\n").ClosesUpstream();
  book.ToClient(OwnAnswer("502 Bad Gateway", "protocol", sentence));
  book.Records({{"failure", "protocol"}}).Closes();
  book.Run();
}

// The head in which the further proxy asks for credentials.
constexpr std::string_view kWho =
    "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";

TEST(ChainedRequest, WithoutCredentialsSaysWhereTheyAreSet) {
  const std::string sentence =
      "the further proxy proxy.example:3128 wants a user name and a password (407); give them with "
      "--upstream-proxy http://USER:PASSWORD@HOST:PORT (request to " +
      std::string(kHostPort) + ")";
  Playbook book(Chained(""));
  book.FromClient(ToProxy("GET", "/k")).Opens("proxy.example:3128 or reuse");
  book.UpstreamOpens().ToUpstream(ToProxy("GET", "/k"));
  book.FromUpstream(std::string(kWho)).ToClient(OwnAnswer("502 Bad Gateway", "connect", sentence));
  book.ClosesUpstream().Records({{"failure", "connect"},
                                 {"host", std::string(kHostPort)},
                                 {"interim", test::Printable(kWho)}});
  book.Closes().Run();
}

TEST(ChainedTunnel, WithRefusedCredentialsSaysSo) {
  const std::string sentence =
      "the further proxy proxy.example:3128 refused the user name and password of --upstream-proxy "
      "(407); correct them there, percent-encoded where they have signs such as @ : / % (request "
      "to "
      "h:443)";
  Playbook book(Chained());
  AsksFurtherProxy(book).FromUpstream(std::string(kWho));
  book.ToClient(OwnAnswer("502 Bad Gateway", "connect", sentence));
  book.ClosesUpstream().Records({{"failure", "connect"}, {"interim", test::Printable(kWho)}});
  book.Closes().Run();
}

TEST(ChainedTunnel, KeepsTheHeadOfARefusal) {
  const std::string_view refusal = "HTTP/1.1 403 No\r\nX-Why: policy\r\nContent-Length: 0\r\n\r\n";
  Playbook book(Chained());
  AsksFurtherProxy(book).FromUpstream(std::string(refusal));
  book.ToClient(
      OwnAnswer("502 Bad Gateway", "connect",
                "the further proxy proxy.example:3128 refused a tunnel to h:443 with status 403"));
  book.ClosesUpstream().Records({{"interim", test::Printable(refusal)}});
  book.Closes().Run();
}

TEST(ChainedRequest, ThatGetsNoAnswerNamesTheFurtherProxy) {
  const std::string sentence =
      "the further proxy proxy.example:3128 gave no answer: it closed the connection (request to " +
      std::string(kHostPort) + ")";
  Playbook book(Chained(""));
  book.FromClient(ToProxy("GET", "/k")).Opens("proxy.example:3128 or reuse");
  book.UpstreamOpens().ToUpstream(ToProxy("GET", "/k"));
  book.UpstreamEnds().ClosesUpstream().ToClient(OwnAnswer("502 Bad Gateway", "reset", sentence));
  book.Records({{"failure", "reset"}}).Closes();
  book.Run();
}

}  // namespace
}  // namespace osslens::proxy
