// CONNECT to hosts that are opened: what the app says first decides, and what it says inside goes on byte for byte.
#include <gtest/gtest.h>

#include "proxy/session.h"
#include "proxy/tls/session_cache.h"
#include "proxy/tls/tls_context.h"
#include "proxy/tls/tls_engine.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using namespace std::chrono_literals;
using store::FailureKind;
using test::Playbook;

constexpr std::string_view kEstablished = "HTTP/1.1 200 Connection established\r\n\r\n";
const std::string kHostTls = std::string(kHost) + ":443";
const std::string kPurpose = " (for TLS with " + std::string(kHost) + ")";
constexpr std::string_view kRequest =
    "GET /k HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n";
constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// A ClientHello as a real client writes it.
const std::string& Hello(const std::string& name = std::string(kHost)) {
  static std::map<std::string, std::string> made;
  std::string& hello = made[name];
  if (hello.empty()) {
    const auto context = tls::ClientContext::Create({});
    tls::SessionCache sessions;
    tls::TlsOutput out;
    tls::TlsEngine::ForClient(*context, name, name, sessions).value()->Start(out);
    hello = out.ciphertext;
  }
  return hello;
}

SessionSettings Settings() {
  SessionSettings settings = OssSettings();
  settings.is_intercepted = settings.is_oss_host;
  settings.ca_file = "/ca.pem";
  return settings;
}

std::string Connect(std::string_view authority, std::string_view fields = "") {
  return fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n{1}\r\n", authority, fields);
}

// As far as TLS with the app.
Playbook& Opened(Playbook& book, std::string_view fields = "") {
  book.FromClient(Connect(kHostTls, fields)).ToClient(kEstablished);
  book.FromClient(Hello()).SecuresClient(kHost, Hello());
  return book.ClientIsSecured();
}

TEST(Inside, RequestsGoOnByteForByteOverTls) {
  constexpr std::string_view kOdd =
      "GET /a%2Fb?x=%20 HTTP/1.1\r\nhOST:h\r\nX-Odd:  two  blanks \r\nConnection: keep-alive, "
      "X-Odd\r\n"
      "Keep-Alive: 5\r\nTE: trailers\r\n\r\n";
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kOdd)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(kOdd);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"kind", "intercept"},
                {"method", "GET"},
                {"url", "https://" + std::string(kHost) + "/a%2Fb?x=%20"},
                {"host", kHostTls},
                {"status", "200"},
                {"failure", "none"},
                {"request", test::Printable(kOdd)},
                {"forwarded", test::Printable(kOdd)},
                {"edits", ""},
                {"timings", "dns 2000 connect 3000 tls 0 send 0 wait 0 receive 0"}});
  book.FromClient(std::string(kRequest)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamIsReused().ToUpstream(kRequest);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"kind", "intercept"}, {"reused", "yes"}});
  book.ClientEnds().Closes();
  book.WithoutCuts().Run();
}

TEST(Inside, ThePortStandsInTheUrlWhenItIsNot443) {
  const std::string place = std::string(kHost) + ":8443";
  Playbook book(Settings());
  book.FromClient(Connect(place)).ToClient(kEstablished);
  book.FromClient(Hello()).SecuresClient(kHost, Hello());
  book.ClientIsSecured();
  book.FromClient(std::string(kRequest)).Opens(place + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(kRequest);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"url", "https://" + place + "/k"}, {"host", place}});
  book.ClientEnds().Closes();
  book.WithoutCuts().Run();
}

TEST(Inside, AHelloMayComeWithTheConnectAndInPieces) {
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls) + Hello()).ToClient(kEstablished).SecuresClient(kHost, Hello());
  book.ClientIsSecured();
  book.ClientEnds()
      .Records({{"kind", "intercept"}, {"method", "CONNECT"}, {"failure", "tls"}})
      .Closes();
  book.Run();
}

TEST(Inside, AHelloWithoutANameIsForTheHostOfTheConnect) {
  const std::string& hello = Hello("192.0.2.1");  // clients do not name addresses
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls)).ToClient(kEstablished);
  book.FromClient(hello).SecuresClient(kHost, hello);
  book.ClientFails().Records({{"failure", "tls"}}).Closes();
  book.WithoutCuts().Run();
}

TEST(Inside, AnAddressIsOpenedForANameThatIsIntercepted) {
  Playbook book(Settings());
  book.FromClient(Connect("192.0.2.9:443")).Opens("192.0.2.9:443");
  book.UpstreamOpens().ToClient(kEstablished);
  book.FromClient(Hello()).ClosesUpstream().SecuresClient(kHost, Hello());
  book.ClientIsSecured();
  book.FromClient(std::string(kRequest)).Opens("192.0.2.9:443 or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(kRequest);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"url", "https://" + std::string(kHost) + "/k"}, {"host", kHostTls}});
  book.ClientEnds().Closes();
  book.WithoutCuts().Run();
}

TEST(Inside, AnAddressIsBlindForAnyOtherName) {
  const std::string& hello = Hello("www.example.com");
  Playbook book(Settings());
  book.FromClient(Connect("192.0.2.9:443")).Opens("192.0.2.9:443");
  book.UpstreamOpens().ToClient(kEstablished);
  book.FromClient(hello).ToUpstream(hello);
  book.ClientEnds().EndsUpstream();
  book.UpstreamEnds().EndsClient().Records({{"kind", "tunnel"}, {"failure", "none"}}).Closes();
  book.AsWrittenOnly().Run();
}

TEST(Inside, AnAddressIsBlindWhenTheServerSpeaksFirst) {
  Playbook book(Settings());
  book.FromClient(Connect("192.0.2.9:22")).Opens("192.0.2.9:22");
  book.UpstreamOpens().ToClient(kEstablished);
  book.FromUpstream("SSH-2.0-x\r\n").ToClient("SSH-2.0-x\r\n");
  book.FromClient("SSH-2.0-y\r\n").ToUpstream("SSH-2.0-y\r\n");
  book.UpstreamEnds().EndsClient();
  book.ClientEnds().EndsUpstream().Records({{"kind", "tunnel"}, {"request-bytes", "11"}}).Closes();
  book.Run();
}

TEST(Inside, ANameThatIsNotInterceptedIsBlind) {
  const std::string& hello = Hello("www.example.com");
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls)).ToClient(kEstablished);
  book.FromClient(hello).Opens(kHostTls);
  book.UpstreamOpens().ToUpstream(hello);
  book.FromUpstream("answer").ToClient("answer");
  book.UpstreamEnds().EndsClient();
  book.ClientEnds().EndsUpstream().Records({{"kind", "tunnel"}, {"status", "200"}}).Closes();
  book.WithoutCuts().Run();
}

TEST(Inside, OtherHostsAreBlindFromTheBeginning) {
  Playbook book(Settings());
  book.FromClient(Connect("www.example.com:443")).Opens("www.example.com:443");
  book.UpstreamOpens().ToClient(kEstablished);
  book.FromClient("\x16\x03").ToUpstream("\x16\x03");
  book.ClientEnds().EndsUpstream();
  book.UpstreamEnds().EndsClient().Records({{"kind", "tunnel"}}).Closes();
  book.Run();
}

TEST(Inside, WhatIsNeitherTlsNorHttpIsBlind) {
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls)).ToClient(kEstablished);
  book.FromClient("\x01\x02\x03").Opens(kHostTls);
  book.UpstreamOpens().ToUpstream("\x01\x02\x03");
  book.FromClient("more").ToUpstream("more");
  book.ClientEnds().EndsUpstream();
  book.UpstreamEnds().EndsClient().Records({{"kind", "tunnel"}, {"request-bytes", "7"}}).Closes();
  book.WithoutCuts().AsWrittenOnly().Run();
}

TEST(Inside, AnAppThatSaysNothingIsBlindAfterAWhile) {
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls)).ToClient(kEstablished);
  book.Wait(3s).Opens(kHostTls);
  book.UpstreamOpens();
  book.FromUpstream("220 hello\r\n").ToClient("220 hello\r\n");
  book.UpstreamEnds().EndsClient();
  book.ClientEnds().EndsUpstream().Records({{"kind", "tunnel"}, {"response-bytes", "11"}}).Closes();
  book.Run();
}

TEST(Inside, AServerThatCannotBeReachedAfterThe200IsACutTunnel) {
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls)).ToClient(kEstablished);
  book.FromClient("\x01").Opens(kHostTls);
  book.UpstreamDoesNotOpen(FailureKind::kConnect, "cannot connect to it: refused");
  book.Records({{"kind", "tunnel"}, {"failure", "connect"}, {"own-answer", "no"}}).Aborts();
  book.Run();
}

TEST(Inside, PlainHttpIsForwardedInPlain) {
  const std::string place = std::string(kHost) + ":80";
  Playbook book(Settings());
  book.FromClient(Connect(place)).ToClient(kEstablished);
  book.FromClient(std::string(kRequest)).Opens(place + " or reuse");
  book.UpstreamOpens().ToUpstream(kRequest);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"kind", "forward"},
                {"url", "http://" + std::string(kHost) + "/k"},
                {"forwarded", test::Printable(kRequest)},
                {"edits", ""}});
  book.ClientEnds().Closes();
  book.Run();
}

TEST(Inside, AServerThatIsNotTrustedIsToldWithItsReason) {
  const std::string reason =
      "the TLS handshake with " + kHostTls + " failed: its certificate expired on 2024-01-01";
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kRequest)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamFails("its certificate expired on 2024-01-01").ClosesUpstream();
  book.ToClient(OwnAnswer("502 Bad Gateway", "tls", reason));
  book.Records({{"kind", "intercept"},
                {"failure", "tls"},
                {"status", "502"},
                {"own-answer", "yes"},
                {"message", reason}});
  book.Closes().WithoutCuts().Run();
}

TEST(Inside, AServerThatLeavesInTheHandshakeIsTold) {
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kRequest)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamEnds().ClosesUpstream();
  book.ToClient(OwnAnswer("502 Bad Gateway", "tls",
                          "the TLS handshake with " + kHostTls +
                              " failed: it closed the connection in the middle of the handshake"));
  book.Records({{"failure", "tls"}}).Closes().WithoutCuts().Run();
}

TEST(Inside, AServerThatStandsStillInTheHandshakeIsGivenUp) {
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kRequest)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.Wait(9'999ms);
  const std::string sentence = "the TLS handshake with " + kHostTls + " was not done after 10 s";
  book.Wait(1ms).ToClient(OwnAnswer("504 Gateway Timeout", "timeout", sentence));
  book.ClosesUpstream().Records({{"failure", "timeout"}}).Closes().WithoutCuts().Run();
}

TEST(Inside, ABodyThatComesDuringTheHandshakeIsHeld) {
  constexpr std::string_view kPut = "PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n";
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kPut)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.FromClient("body");
  book.UpstreamIsSecured().ToUpstream(std::string(kPut) + "body");
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"request-body", "body of 4"}});
  book.ClientEnds().Closes().WithoutCuts().Run();
}

TEST(Inside, APooledConnectionThatIsClosedIsReplacedByANewOne) {
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kRequest)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamIsReused().ToUpstream(kRequest);
  book.UpstreamFails("it closed without ending TLS").ClosesUpstream().Opens(kHostTls + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(kRequest);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"retried", "yes"}, {"failure", "none"}});
  book.ClientEnds().Closes().WithoutCuts().Run();
}

// Without close_notify nobody knows whether the body was whole.
TEST(Inside, ATruncatedAnswerIsCutForTheAppAsWell) {
  constexpr std::string_view kUntilClose = "HTTP/1.1 200 OK\r\n\r\nhalf";
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kRequest)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(kRequest);
  book.FromUpstream(std::string(kUntilClose)).ToClient(kUntilClose);
  book.UpstreamFails("it closed the connection without ending TLS").ClosesUpstream();
  book.Records({{"failure", "reset"},
                {"message", "the answer of " + kHostTls +
                                " was cut short: it closed the connection without ending TLS"}});
  book.Aborts().WithoutCuts().Run();
}

TEST(Inside, ACloseOfTheAppIsForTheServerToo) {
  constexpr std::string_view kLast = "GET /k HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kLast)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(kLast);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ClosesUpstream();
  book.Records({{"status", "200"}}).Closes().WithoutCuts().Run();
}

TEST(Inside, AnotherProtocolPassesOnceBothWantIt) {
  constexpr std::string_view kAsk =
      "GET /s HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
  constexpr std::string_view kSwitch = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kAsk)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(kAsk);
  book.FromUpstream(std::string(kSwitch) + "first").ToClient(std::string(kSwitch) + "first");
  book.FromClient("second").ToUpstream("second");
  book.UpstreamEnds().EndsClient();
  book.ClientEnds().EndsUpstream().Records({{"kind", "intercept"}, {"status", "101"}}).Closes();
  book.WithoutCuts().Run();
}

TEST(Inside, ThereIsNoConnectInsideAConnect) {
  Playbook book(Settings());
  Opened(book);
  const std::string sentence =
      "there can be no CONNECT inside a CONNECT (request to " + kHostTls + ")";
  book.FromClient(Connect("h:1")).ToClient(OwnAnswer("400 Bad Request", "protocol", sentence));
  book.Records({{"kind", "intercept"}, {"method", "CONNECT"}, {"failure", "protocol"}});
  book.Closes().WithoutCuts().Run();
}

TEST(Inside, AnUnreadableRequestIsRecordedWithItsUrl) {
  Playbook book(Settings());
  Opened(book);
  book.FromClient("GET /k HTTP/1.1\r\nHo");
  book.ClientEnds().Records({{"kind", "intercept"},
                             {"url", "https://" + std::string(kHost) + "/k"},
                             {"failure", "client-abort"}});
  book.Closes().WithoutCuts().Run();
}

// --- apps that refuse our certificate

TEST(Distrust, IsRecordedWithWhatTheAppNeeds) {
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls, "User-Agent: curl/7.88.1\r\n")).ToClient(kEstablished);
  book.FromClient(Hello()).SecuresClient(kHost, Hello());
  book.ClientDistrustsUs("it does not trust the osslens CA (alert: unknown CA)");
  book.Records({{"kind", "intercept"},
                {"method", "CONNECT"},
                {"url", kHostTls},
                {"failure", "tls"},
                {"message",
                 "the TLS handshake with the app failed: it does not trust the osslens CA (alert: "
                 "unknown CA); give it --cacert /ca.pem, or set CURL_CA_BUNDLE, or start it with "
                 "osslens run"}});
  book.Closes().WithoutCuts().Run();
}

TEST(Distrust, IsNotSaidOfOtherFailures) {
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls)).ToClient(kEstablished);
  book.FromClient(Hello()).SecuresClient(kHost, Hello());
  book.ClientFails("it speaks neither TLS 1.2 nor TLS 1.3");
  book.Records({{"failure", "tls"},
                {"message",
                 "the TLS handshake with the app failed: it speaks neither TLS 1.2 nor TLS 1.3"}});
  book.Closes().WithoutCuts().Run();
}

TEST(Distrust, IsLikelyWhenTheAppLeavesAtOnceWithoutARequest) {
  Playbook book(Settings());
  Opened(book, "User-Agent: node\r\n");
  book.Wait(499ms);
  book.ClientFails("reset").Records(
      {{"kind", "intercept"},
       {"method", "CONNECT"},
       {"failure", "tls"},
       {"message",
        "the app probably does not trust the osslens CA: it broke off the connection without a "
        "request as soon as TLS was set up; set NODE_EXTRA_CA_CERTS=/ca.pem for it, or start it "
        "with osslens run"}});
  book.Aborts().WithoutCuts().Run();
}

TEST(Distrust, IsNotAssumedOfAnAppThatLeavesLater) {
  Playbook book(Settings());
  Opened(book).Wait(500ms);
  book.ClientEnds().Closes();
  book.WithoutCuts().Run();
}

TEST(Distrust, IsNotAssumedOfAnAppThatHasAsked) {
  Playbook book(Settings());
  Opened(book);
  book.FromClient(std::string(kRequest)).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamIsReused().ToUpstream(kRequest);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"method", "GET"}});
  book.ClientEnds().Closes().WithoutCuts().Run();
}

TEST(Distrust, OfAnAppThatNeverFinishesTheHandshakeIsNotSaid) {
  Playbook book(Settings());
  book.FromClient(Connect(kHostTls)).ToClient(kEstablished);
  book.FromClient(Hello()).SecuresClient(kHost, Hello());
  book.Wait(10s).Records(
      {{"failure", "tls"},
       {"message", "the TLS handshake with the app failed: it was not done after 10 s"}});
  book.Closes().WithoutCuts().Run();
}

// --- through a further proxy, and without CONNECT

SessionSettings ChainedSettings() {
  SessionSettings settings = Settings();
  settings.upstream_proxy = UpstreamProxy{{"p", 3128}, Secret("Basic dTpw")};
  return settings;
}

const std::string kChainedPurpose =
    " (by CONNECT to " + kHostTls + " for TLS with " + std::string(kHost) + ")";
const std::string kOurConnect = "CONNECT " + kHostTls + " HTTP/1.1\r\nHost: " + kHostTls +
                                "\r\nProxy-Authorization: Basic dTpw\r\n\r\n";

TEST(Inside, TlsGoesThroughAFurtherProxy) {
  Playbook book(ChainedSettings());
  Opened(book);
  book.FromClient(std::string(kRequest)).Opens("p:3128 or reuse" + kChainedPurpose);
  book.UpstreamOpens().ToUpstream(kOurConnect);
  book.FromUpstream("HTTP/1.1 200 ok\r\n\r\n").SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(kRequest);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"kind", "intercept"}, {"forwarded", test::Printable(kRequest)}, {"edits", ""}});
  book.ClientEnds().Closes().WithoutCuts().Run();
}

TEST(Inside, ARefusalOfTheFurtherProxyIsTold) {
  Playbook book(ChainedSettings());
  Opened(book);
  book.FromClient(std::string(kRequest)).Opens("p:3128 or reuse" + kChainedPurpose);
  book.UpstreamOpens().ToUpstream(kOurConnect);
  book.FromUpstream("HTTP/1.1 403 no\r\n\r\n");
  book.ToClient(
      OwnAnswer("502 Bad Gateway", "connect",
                "the further proxy p:3128 refused a tunnel to " + kHostTls + " with status 403"));
  book.ClosesUpstream().Records({{"failure", "connect"}}).Closes().WithoutCuts().Run();
}

TEST(Inside, PlainHttpGoesThroughATunnelOfTheFurtherProxy) {
  const std::string place = std::string(kHost) + ":80";
  Playbook book(ChainedSettings());
  book.FromClient(Connect(place)).ToClient(kEstablished);
  book.FromClient(std::string(kRequest)).Opens("p:3128 or reuse (by CONNECT to " + place + ")");
  book.UpstreamOpens().ToUpstream("CONNECT " + place + " HTTP/1.1\r\nHost: " + place +
                                  "\r\nProxy-Authorization: Basic dTpw\r\n\r\n");
  book.FromUpstream("HTTP/1.1 200 ok\r\n\r\n").ToUpstream(kRequest);
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"kind", "forward"}, {"forwarded", test::Printable(kRequest)}});
  book.ClientEnds().Closes().WithoutCuts().Run();
}

TEST(HttpsUrl, IsForwardedOverTls) {
  const std::string head = fmt::format("GET https://{0}/k HTTP/1.1\r\nHost: {0}\r\n\r\n", kHost);
  Playbook book(Settings());
  book.FromClient(head).Opens(kHostTls + " or reuse" + kPurpose);
  book.UpstreamOpens().SecuresUpstream(kHost);
  book.UpstreamIsSecured().ToUpstream(fmt::format("GET /k HTTP/1.1\r\nHost: {}\r\n\r\n", kHost));
  book.FromUpstream(std::string(kAnswer)).ToClient(kAnswer).ReleasesUpstream();
  book.Records({{"kind", "forward"}, {"url", "https://" + std::string(kHost) + "/k"}});
  book.ClientEnds().Closes().Run();
}

}  // namespace
}  // namespace osslens::proxy
