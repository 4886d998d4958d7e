// What is recorded of an exchange: how much of bodies, sizes, edits, and never a password.
#include "proxy/capture_tap.h"

#include <gtest/gtest.h>

#include "proxy/session.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using namespace std::chrono_literals;
using store::FailureKind;
using test::Playbook;
using test::RecordedFields;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

SessionSettings SmallLimits() {
  SessionSettings settings = OssSettings();
  settings.body_limit_bytes = 8;
  settings.ok_body_limit_bytes = 4;
  return settings;
}

// One upload with its answer, both with a length.
void Exchanges(SessionSettings settings, const std::string& request_body,
               const std::string& status_line, const std::string& response_body,
               RecordedFields fields) {
  const std::string length = fmt::format("Content-Length: {}\r\n", request_body.size());
  const std::string answer = fmt::format("{}\r\nContent-Length: {}\r\n\r\n{}", status_line,
                                         response_body.size(), response_body);
  Playbook book(std::move(settings));
  book.FromClient(ToProxy("PUT", "/k", length)).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", length));
  book.FromClient(request_body).ToUpstream(request_body);
  book.FromUpstream(answer).ToClient(answer).ReleasesUpstream().Records(std::move(fields));
  book.Run();
}

TEST(CaptureTap, KeepsBodiesOfASuccessUpToTheirLimit) {
  Exchanges(SmallLimits(), "abcd", "HTTP/1.1 200 OK", "wxyz",
            {{"request-body", "abcd of 4"}, {"response-body", "wxyz of 4"}});
}

TEST(CaptureTap, CutsBodiesOfASuccessPastTheirLimit) {
  Exchanges(SmallLimits(), "abcde", "HTTP/1.1 200 OK", "vwxyz",
            {{"request-body", "abcd of 5 truncated"}, {"response-body", "vwxy of 5 truncated"}});
}

TEST(CaptureTap, KeepsBodiesOfAFailureUpToTheirLimit) {
  Exchanges(SmallLimits(), "abcdefgh", "HTTP/1.1 403 Forbidden", "stuvwxyz",
            {{"request-body", "abcdefgh of 8"}, {"response-body", "stuvwxyz of 8"}});
}

TEST(CaptureTap, CutsBodiesOfAFailurePastTheirLimit) {
  Exchanges(
      SmallLimits(), "abcdefghi", "HTTP/1.1 403 Forbidden", "rstuvwxyz",
      {{"request-body", "abcdefgh of 9 truncated"}, {"response-body", "rstuvwxy of 9 truncated"}});
}

TEST(CaptureTap, TakesAFailedCallbackForAFailure) {
  Exchanges(SmallLimits(), "abcdefgh", "HTTP/1.1 203 CallbackFailed", "stuvwxyz",
            {{"request-body", "abcdefgh of 8"}, {"response-body", "stuvwxyz of 8"}});
}

TEST(CaptureTap, KeepsNoBodyWithALimitOfZero) {
  SessionSettings settings = SmallLimits();
  settings.body_limit_bytes = settings.ok_body_limit_bytes = 0;
  Exchanges(settings, "a", "HTTP/1.1 403 Forbidden", "z",
            {{"request-body", " of 1 truncated"}, {"response-body", " of 1 truncated"}});
}

TEST(CaptureTap, CountsWhatPassedWhateverIsKept) {
  Exchanges(SmallLimits(), "abcdefghi", "HTTP/1.1 200 OK", "rstuvwxyz",
            {{"request-bytes",
              fmt::format("{}", ToProxy("PUT", "/k", "Content-Length: 9\r\n").size() + 9)},
             {"response-bytes", "47"}});
}

TEST(CaptureTap, KeepsMoreOfBothBodiesWhenTheAnswerIsCutShort) {
  Playbook book(SmallLimits());
  const std::string length = "Content-Length: 8\r\n";
  const std::string begun = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nrstuvwxyz";
  book.FromClient(ToProxy("PUT", "/k", length)).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", length));
  book.FromClient("abcdefgh").ToUpstream("abcdefgh");
  book.FromUpstream(begun).ToClient(begun);
  book.UpstreamEnds().ClosesUpstream();
  book.Records({{"request-body", "abcdefgh of 8"}, {"response-body", "rstuvwxy of 9 truncated"}});
  book.Closes();
  book.Run();
}

// Sends a form in pieces of that many bytes; `sent` is how much of it the app sends before the answer comes.
void PostsAForm(const std::string& form, size_t piece, size_t sent, RecordedFields fields) {
  const std::string head = fmt::format(
      "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {}\r\n", form.size());
  Playbook book(SmallLimits());
  book.FromClient(ToProxy("POST", "/", head)).Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("POST", "/", head));
  for (size_t at = 0; at < sent; at += piece) {
    const std::string part = form.substr(at, std::min(piece, sent - at));
    book.FromClient(part).ToUpstream(part);
  }
  book.FromUpstream(std::string(kOk)).ToClient(std::string(kOk));
  if (sent == form.size()) book.ReleasesUpstream();
  book.Records(std::move(fields));
  book.Run();
}

const std::string kForm =
    "--B\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na/b\r\n"
    "--B\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n12345678901\r\n--B--\r\n";

TEST(CaptureTap, ReadsAFormToItsEndWhateverIsKeptOfIt) {
  for (const size_t piece : {size_t{1}, size_t{7}, kForm.size()})
    PostsAForm(kForm, piece, kForm.size(), {{"form", "key of 3, file of 11, closed"}});
}

TEST(CaptureTap, TakesChunkFramingOffBodiesButCountsIt) {
  const std::string chunks = "2\r\nab\r\n2\r\ncd\r\n2\r\nef\r\n0\r\n\r\n";
  const std::string fields = "Transfer-Encoding: chunked\r\n";
  Playbook book(SmallLimits());
  book.FromClient(ToProxy("PUT", "/k", fields)).Opens(kHostPort);
  book.UpstreamOpens().ToUpstream(AtServer("PUT", "/k", fields));
  book.FromClient(chunks).ToUpstream(chunks);
  book.FromUpstream("HTTP/1.1 500 X\r\n" + fields + "\r\n" + chunks)
      .ToClient("HTTP/1.1 500 X\r\n" + fields + "\r\n" + chunks);
  book.ReleasesUpstream();
  book.Records({{"request-body", "abcdef of 6"},
                {"response-body", "abcdef of 6"},
                {"request-bytes", fmt::format("{}", ToProxy("PUT", "/k", fields).size() + 26)},
                {"response-bytes", "72"}});
  book.Run();
}

// --- which exchanges

Playbook& AsksElsewhere(Playbook& book) {
  book.FromClient(
      "PUT http://other.example/ HTTP/1.1\r\nHost: other.example\r\nContent-Length: "
      "2\r\n\r\nab");
  book.Opens("other.example:80 or reuse");
  return book.UpstreamOpens().ToUpstream(
      "PUT / HTTP/1.1\r\nHost: other.example\r\nContent-Length: 2\r\n\r\nab");
}

TEST(CaptureTap, KeepsNoBodiesOfOtherServers) {
  Playbook book(OssSettings());
  AsksElsewhere(book).FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"status", "200"},
                {"request-body", " of 2 truncated"},
                {"response-body", " of 2 truncated"}});
  book.Run();
}

TEST(CaptureTap, KnowsOssBehindAnotherNameByItsAnswer) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nX-Oss-Request-Id: 1\r\nContent-Length: 2\r\n\r\nok";
  Playbook book(OssSettings());
  AsksElsewhere(book).FromUpstream(answer).ToClient(answer).ReleasesUpstream();
  book.Records({{"request-body", "ab of 2"}, {"response-body", "ok of 2"}});
  book.Run();
}

TEST(CaptureTap, KeepsItsOwnAnswerButNoBodyForAnotherServer) {
  Playbook book(OssSettings());
  book.FromClient("PUT http://o/ HTTP/1.1\r\nHost: o\r\nContent-Length: 4\r\n\r\nab");
  book.Opens("o:80 or reuse");
  book.UpstreamOpens().ToUpstream("PUT / HTTP/1.1\r\nHost: o\r\nContent-Length: 4\r\n\r\nab");
  book.UpstreamEnds().ClosesUpstream();
  const std::string sentence = "o:80 gave no answer: it closed the connection";
  book.ToClient(OwnAnswer("502 Bad Gateway", "reset", sentence));
  book.Records({{"request-body", " of 2 truncated"},
                {"response-body", "osslens: " + sentence + R"(\n of 55)"}});
  book.Closes().Run();
}

SessionSettings OssOnly() {
  SessionSettings settings = OssSettings();
  settings.capture_scope = CaptureScope::kOssOnly;
  return settings;
}

TEST(CaptureTap, LeavesOutOtherServersWhenAskedTo) {
  Playbook book(OssOnly());
  AsksElsewhere(book).FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Run();
}

TEST(CaptureTap, KeepsOssWhenAskedToLeaveOutOthers) {
  Exchanges(OssOnly(), "ab", "HTTP/1.1 200 OK", "ok", {{"request-body", "ab of 2"}});
}

TEST(CaptureTap, KeepsOssBehindAnotherNameWhenAskedToLeaveOutOthers) {
  const std::string answer = "HTTP/1.1 204 N\r\nx-oss-request-id: 1\r\n\r\n";
  Playbook book(OssOnly());
  AsksElsewhere(book).FromUpstream(answer).ToClient(answer).ReleasesUpstream();
  book.Records({{"host", "other.example:80"}});
  book.Run();
}

TEST(CaptureTap, KeepsFailuresOfOssWhenAskedToLeaveOutOthers) {
  Playbook book(OssOnly());
  book.FromClient(ToProxy("GET", "/")).Opens(kHostPortOrReuse);
  book.UpstreamDoesNotOpen(FailureKind::kDns, std::string(kHost) + " has no address");
  book.ToClient(OwnAnswer("502 Bad Gateway", "dns", std::string(kHost) + " has no address"));
  book.Records({{"failure", "dns"}}).Closes();
  book.Run();
}

// --- bounded

TEST(CaptureTap, KeepsInterimHeadsUpToTheLimitOfHeads) {
  SessionSettings settings = OssSettings();
  settings.limits.head_bytes = 150;
  const std::string interim = "HTTP/1.1 102 Wait\r\nX: " + std::string(25, 'x') + "\r\n\r\n";
  ASSERT_EQ(interim.size(), 51U);
  const std::string all = interim + interim + interim + interim;
  Playbook book(settings);
  book.FromClient(ToProxy("GET", "/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AtServer("GET", "/k"));
  book.FromUpstream(all + std::string(kOk)).ToClient(all + std::string(kOk)).ReleasesUpstream();
  book.Records({{"interim", test::Printable(interim + interim)}, {"response-bytes", "244"}});
  book.Run();
}

// --- passwords of proxies

void ExpectRecordedRequest(const std::string& head, const std::string& recorded,
                           const std::string& status, const std::string& sentence) {
  Playbook book(OssSettings());
  book.FromClient(head).ToClient(OwnAnswer(status, "protocol", sentence));
  book.Records({{"request", test::Printable(recorded)}}).Closes();
  book.Run();
}

TEST(CaptureTap, BlotsOutAPasswordByteForByte) {
  ExpectRecordedRequest(
      "GET / HTTP/1.1\r\nProxy-AUTHORIZATION:Basic dTpw\r\nA: Proxy-Authorization: x\r\n\r\n",
      "GET / HTTP/1.1\r\nProxy-AUTHORIZATION:**********\r\nA: Proxy-Authorization: x\r\n\r\n",
      "400 Bad Request",
      "this is a proxy: set it as HTTP_PROXY, requests to it need an absolute URL");
}

TEST(CaptureTap, BlotsOutEveryPassword) {
  ExpectRecordedRequest(
      "GET / HTTP/1.1\r\nProxy-Authorization: a\r\nProxy-Authorization: b\r\n\r\n",
      "GET / HTTP/1.1\r\nProxy-Authorization:**\r\nProxy-Authorization:**\r\n\r\n",
      "400 Bad Request",
      "this is a proxy: set it as HTTP_PROXY, requests to it need an absolute URL");
}

TEST(CaptureTap, BlotsOutAPasswordBehindABlankBeforeTheColon) {
  ExpectRecordedRequest(
      "GET http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization : Basic dTpw\r\n\r\n",
      "GET http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization*************\r\n\r\n",
      "400 Bad Request",
      "line 3 of the head, after \"Host\", has a byte 0x20 in its name, after "
      "\"Proxy-Authorization\" (request to h:80)");
}

TEST(CaptureTap, BlotsOutAPasswordOnAFoldedLine) {
  ExpectRecordedRequest(
      "GET http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization:\r\n Basic dTpw\r\nA: b\r\n\r\n",
      "GET http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization:\r\n***********\r\nA: b\r\n\r\n",
      "400 Bad Request",
      "line 4 of the head, after \"Proxy-Authorization\", begins with a blank (obsolete line "
      "folding) (request to h:80)");
}

TEST(CaptureTap, BlotsOutAPasswordBehindABareCarriageReturn) {
  ExpectRecordedRequest("GET http://h/ HTTP/1.1\r\nX: a\rProxy-Authorization: Basic dTpw\r\n",
                        "GET http://h/ HTTP/1.1\r\nX: a\rProxy-Authorization:***********\r\n",
                        "400 Bad Request",
                        "a line of the head does not end in CRLF (request to h:80)");
}

TEST(CaptureTap, BlotsOutAPasswordWithoutColon) {
  ExpectRecordedRequest(
      "GET http://h/ HTTP/1.1\r\nHost: h\r\n Proxy-Authorization Basic dTpw\r\n\r\n",
      "GET http://h/ HTTP/1.1\r\nHost: h\r\n Proxy-Authorization***********\r\n\r\n",
      "400 Bad Request",
      "line 3 of the head, after \"Host\", begins with a blank (obsolete line folding) (request to "
      "h:80)");
}

TEST(CaptureTap, BlotsOutAPasswordThatWasCutOff) {
  Playbook book(OssSettings());
  book.FromClient("GET http://h/ HTTP/1.1\r\nProxy-Authorization: Basic dT");
  book.Wait(30s).ToClient(
      OwnAnswer("408 Request Timeout", "timeout",
                "the head of the request was not complete after 30 s (request to h:80)"));
  book.Records({{"request", R"(GET http://h/ HTTP/1.1\r\nProxy-Authorization:*********)"}});
  book.Closes().Run();
}

}  // namespace
}  // namespace osslens::proxy
