// What a session makes of the server's side: connections that were closed meanwhile, answers that
// are cut short or make no sense. Answers that come early are in session_early_answer_test.cc.
#include <gtest/gtest.h>

#include <ostream>

#include "proxy/session.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using store::FailureKind;
using test::Playbook;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* kUpload = "Content-Length: 6\r\n";

Playbook& AsksOnAReusedConnection(Playbook& book, std::string_view method,
                                  std::string_view fields = "") {
  book.FromClient(ToProxy(method, "/k", fields)).Opens(kHostPortOrReuse);
  return book.UpstreamIsReused().ToUpstream(AtServer(method, "/k", fields));
}

// --- bytes that answer nothing

TEST(Upstream, IsNotGivenBackWithBytesBehindTheAnswer) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(std::string(kOk) + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      .ToClient(kOk);
  book.ClosesUpstream().Records({{"status", "200"}, {"response-bytes", "40"}});
  // Cut, the bytes behind the answer would come when the pool has the connection.
  book.AsWrittenOnly().Run();
}

// --- pooled connections that the server closed between two requests

TEST(Retry, SendsARequestAgainWhenAReusedConnectionWasClosed) {
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "GET").UpstreamEnds().ClosesUpstream().Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}, {"retried", "yes"}, {"reused", "no"}, {"failure", "none"}});
  book.Run();
}

TEST(Retry, SendsARequestAgainWhenAReusedConnectionWasReset) {
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "DELETE").UpstreamFails().ClosesUpstream().Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("DELETE", "/k"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"}, {"retried", "yes"}});
  book.Run();
}

TEST(Retry, SendsTheWholeBodyAgain) {
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "PUT", kUpload);
  book.FromClient("abcdef").ToUpstream("abcdef");
  book.UpstreamEnds().ClosesUpstream().Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", kUpload) + "abcdef");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"request-body", "abcdef of 6"}, {"request-bytes", "119"}, {"retried", "yes"}});
  book.Run();
}

TEST(Retry, SendsHalfABodyAgainAndGoesOn) {
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "PUT", kUpload);
  book.FromClient("abc").ToUpstream("abc");
  book.UpstreamFails().ClosesUpstream().Opens(kHostPort);
  book.FromClient("de");
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", kUpload) + "abcde");
  book.FromClient("f").ToUpstream("f");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"request-body", "abcdef of 6"}, {"retried", "yes"}});
  book.Run();
}

TEST(Retry, HappensOnce) {
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "GET").UpstreamEnds().ClosesUpstream().Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  const std::string sentence = std::string(kHostPort) + " gave no answer: it closed the connection";
  book.UpstreamEnds().ClosesUpstream().ToClient(OwnAnswer("502 Bad Gateway", "reset", sentence));
  book.Records({{"failure", "reset"}, {"message", sentence}, {"retried", "yes"}}).Closes();
  book.Run();
}

TEST(Retry, IsNotTriedOnANewConnection) {
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  const std::string sentence = std::string(kHostPort) + " gave no answer: connection reset by peer";
  book.UpstreamFails().ClosesUpstream().ToClient(OwnAnswer("502 Bad Gateway", "reset", sentence));
  book.Records({{"failure", "reset"}, {"message", sentence}, {"retried", "no"}}).Closes();
  book.Run();
}

TEST(Retry, IsNotTriedOnceAByteOfAnAnswerHasCome) {
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "GET").FromUpstream("H");
  const std::string sentence =
      std::string(kHostPort) +
      " was cut short: the connection was closed in the middle of the head";
  book.UpstreamEnds().ClosesUpstream();
  book.ToClient(OwnAnswer("502 Bad Gateway", "reset", "the answer of " + sentence));
  book.Records({{"failure", "reset"}, {"retried", "no"}}).Closes();
  book.Run();
}

TEST(Retry, IsNotTriedAfterAnInterimAnswer) {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "PUT", kUpload);
  book.FromUpstream(std::string(kContinue)).ToClient(kContinue);
  const std::string sentence = std::string(kHostPort) + " gave no answer: it closed the connection";
  book.UpstreamEnds().ClosesUpstream().ToClient(OwnAnswer("502 Bad Gateway", "reset", sentence));
  book.Records({{"failure", "reset"}, {"retried", "no"}}).Closes();
  book.Run();
}

TEST(Retry, RepeatsABodyUpToItsLimit) {
  const std::string fields = "Content-Length: 65536\r\n";
  const std::string body(65'536, 'x');
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "PUT", fields).FromClient(body).ToUpstream(body);
  book.UpstreamEnds().ClosesUpstream().Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", fields) + body);
  book.WithoutCuts().Run();
}

TEST(Retry, IsNotNeededForABodyPastItsLimit) {
  for (const char* fields : {"Content-Length: 65537\r\n", "Transfer-Encoding: chunked\r\n"}) {
    Playbook book(OssSettings());
    book.FromClient(ToProxy("PUT", "/k", fields)).Opens(kHostPort);
    book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", fields));
    book.Run();
  }
}

TEST(Retry, TellsWhyTheNewConnectionFailed) {
  Playbook book(OssSettings());
  AsksOnAReusedConnection(book, "GET").UpstreamEnds().ClosesUpstream().Opens(kHostPort);
  const std::string sentence = std::string(kHost) + " refused the connection";
  book.UpstreamDoesNotOpen(FailureKind::kConnect, sentence);
  book.ToClient(OwnAnswer("502 Bad Gateway", "connect", sentence));
  book.Records({{"failure", "connect"}, {"retried", "yes"}}).Closes();
  book.Run();
}

// --- servers that cannot be reached

TEST(Upstream, ThatHasNoAddressIsA502) {
  const std::string sentence = std::string(kHost) + " has no address";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamDoesNotOpen(FailureKind::kDns, sentence);
  book.ToClient(OwnAnswer("502 Bad Gateway", "dns", sentence));
  book.Records({{"status", "502"}, {"failure", "dns"}, {"message", sentence}}).Closes();
  book.Run();
}

TEST(Upstream, ThatTakesTooLongToConnectIsA504) {
  const std::string sentence = std::string(kHost) + " did not answer within 10 s";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("HEAD", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamDoesNotOpen(FailureKind::kTimeout, sentence);
  book.ToClient(OwnAnswer("504 Gateway Timeout", "timeout", sentence, false));
  book.Records({{"status", "504"}, {"failure", "timeout"}}).Closes();
  book.Run();
}

// --- answers that are cut short

TEST(Upstream, ThatCutsABodyWithLengthCutsTheApp) {
  const std::string begun = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(begun).ToClient(begun);
  book.UpstreamEnds().ClosesUpstream();
  book.Records({{"status", "200"},
                {"failure", "reset"},
                {"message",
                 "the answer of b.oss-cn-hangzhou.aliyuncs.com:80 was cut short: the "
                 "connection was closed 3 bytes before the end of the body that "
                 "Content-Length announces"}});
  book.Closes().Run();
}

TEST(Upstream, ThatCutsAChunkedBodyCutsTheApp) {
  const std::string begun = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(begun).ToClient(begun);
  book.UpstreamEnds().ClosesUpstream();
  book.Records({{"failure", "reset"}, {"response-body", "abc of 3"}}).Closes();
  book.Run();
}

// An orderly close would make the part look like the whole.
TEST(Upstream, ThatResetsABodyWithoutLengthResetsTheApp) {
  const std::string begun = "HTTP/1.1 200 OK\r\n\r\nab";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(begun).ToClient(begun);
  book.UpstreamFails().ClosesUpstream().Records({{"failure", "reset"}}).Aborts();
  book.Run();
}

// --- answers that make no sense

struct MalformedCase {
  const char* name;
  const char* answer;
  const char* fault;
};

void PrintTo(const MalformedCase& one, std::ostream* out) { *out << one.name; }

class MalformedAnswer : public testing::TestWithParam<MalformedCase> {};

TEST_P(MalformedAnswer, IsA502ThatSaysWhatIsWrong) {
  const std::string sentence =
      fmt::format("the answer of {} is malformed: {}", kHostPort, GetParam().fault);
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(GetParam().answer).ClosesUpstream();
  book.ToClient(OwnAnswer("502 Bad Gateway", "protocol", sentence));
  book.Records({{"failure", "protocol"}, {"message", sentence}, {"own-answer", "yes"}}).Closes();
  book.Run();
}

const MalformedCase kMalformedAnswers[] = {
    {"NoHttp", "SSH-2.0-x\r\n\r\n", "the status line is not \"HTTP/1.1 NNN\": \"SSH-2.0-x\""},
    {"Http2", "HTTP/2 200\r\n\r\n", "the status line is not \"HTTP/1.1 NNN\": \"HTTP/2 200\""},
    {"LengthAndChunked",
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     "Content-Length and Transfer-Encoding are both given"},
    {"BadLength", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
     "Content-Length is not one decimal number"},
    {"UnaskedUpgrade", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
     "it switches protocols without being asked to"},
    {"BareLineFeed", "HTTP/1.1 200 OK\n", "a line of the head does not end in CRLF"},
};

INSTANTIATE_TEST_SUITE_P(Upstream, MalformedAnswer, testing::ValuesIn(kMalformedAnswers),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(Upstream, WhoseHeadIsTooLargeIsA502) {
  SessionSettings settings = OssSettings();
  settings.limits.head_bytes = 200;
  const std::string sentence =
      fmt::format("the answer of {} is malformed: the head is larger than 200 bytes", kHostPort);
  Playbook book(settings);
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream("HTTP/1.1 200 OK\r\nX: " + std::string(181, 'x')).ClosesUpstream();
  book.ToClient(OwnAnswer("502 Bad Gateway", "protocol", sentence));
  book.Records({{"failure", "protocol"}}).Closes();
  book.Run();
}

TEST(Upstream, WhoseHeadIsAsLargeAsMayBeIsPassed) {
  SessionSettings settings = OssSettings();
  settings.limits.head_bytes = 200;
  const std::string head = "HTTP/1.1 204 N\r\nX: " + std::string(177, 'x') + "\r\n\r\n";
  ASSERT_EQ(head.size(), 200U);
  Playbook book(settings);
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(head).ToClient(head).ReleasesUpstream().Records({{"status", "204"}});
  book.Run();
}

TEST(Upstream, WithAMalformedChunkCutsTheApp) {
  const std::string begun = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
  Playbook book(OssSettings());
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(begun).ToClient(begun);
  book.FromUpstream("z").ClosesUpstream();
  book.Records({{"failure", "protocol"}, {"status", "200"}, {"own-answer", "no"}}).Closes();
  book.Run();
}

}  // namespace
}  // namespace osslens::proxy
