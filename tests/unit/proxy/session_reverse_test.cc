// Sessions of apps that take osslens for the server (--reverse).
#include <gtest/gtest.h>

#include "proxy/session.h"
#include "tests/support/playbook.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using test::Playbook;

const ReverseTarget kEndpoint{{"oss-cn-hangzhou.aliyuncs.com", 80}, true};
constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::string Asks(std::string_view path) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n\r\n", path);
}

std::string AsksAt(std::string_view host, std::string_view path) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", path, host);
}

TEST(ReverseSession, RecordsWhatTheServerWasAsked) {
  Playbook book(OssSettings(), kEndpoint);
  book.FromClient(Asks("/b/k?acl")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AsksAt(kHost, "/k?acl"));
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"kind", "reverse"},
                {"url", "http://b.oss-cn-hangzhou.aliyuncs.com/k?acl"},
                {"host", std::string(kHostPort)},
                {"request", test::Printable(Asks("/b/k?acl"))},
                {"response-body", "ok of 2"}});
  book.Run();
}

TEST(ReverseSession, AsksDifferentBucketsOverOneConnection) {
  Playbook book(OssSettings(), kEndpoint);
  for (const char* bucket : {"b", "c", "b"}) {
    const std::string host = fmt::format("{}.oss-cn-hangzhou.aliyuncs.com", bucket);
    book.FromClient(Asks(fmt::format("/{}/k", bucket))).Opens(host + ":80 or reuse");
    book.UpstreamOpens().ToUpstream(AsksAt(host, "/k"));
    book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
    book.Records({{"host", host + ":80"}});
  }
  book.Run();
}

TEST(ReverseSession, LeavesARedirectAsTheServerSentIt) {
  const std::string answer =
      "HTTP/1.1 307 T\r\nLocation: http://b.oss-cn-beijing.aliyuncs.com/k\r\n"
      "Content-Length: 0\r\n\r\n";
  Playbook book(OssSettings(), kEndpoint);
  book.FromClient(Asks("/b/k")).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(AsksAt(kHost, "/k"));
  book.FromUpstream(answer).ToClient(answer).ReleasesUpstream();
  book.Records({{"status", "307"}});
  book.Run();
}

TEST(ReverseSession, PassesOnThatTheAppMayGoOn) {
  const std::string fields = "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
  Playbook book(OssSettings(), kEndpoint);
  book.FromClient("PUT /b/k HTTP/1.1\r\nHost: localhost\r\n" + fields).Opens(kHostPortOrReuse);
  book.UpstreamOpens().ToUpstream(fmt::format("PUT /k HTTP/1.1\r\nHost: {}\r\n{}", kHost, fields));
  book.FromUpstream(std::string(kGoOn)).ToClient(kGoOn);
  book.FromClient("ab").ToUpstream("ab");
  book.FromUpstream(std::string(kOk)).ToClient(kOk).ReleasesUpstream();
  book.Records({{"kind", "reverse"}, {"status", "200"}});
  book.Run();
}

TEST(ReverseSession, RecordsARefusalUnderItsServer) {
  Playbook book(OssSettings(), kEndpoint);
  book.FromClient("CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n");
  book.ToClient(OwnAnswer("400 Bad Request", "protocol",
                          "this address leads to http://oss-cn-hangzhou.aliyuncs.com only "
                          "(--reverse); a tunnel needs the proxy, at --listen"));
  book.Records({{"kind", "reverse"},
                {"method", "CONNECT"},
                {"url", "http://oss-cn-hangzhou.aliyuncs.com"},
                {"host", "oss-cn-hangzhou.aliyuncs.com:80"}});
  book.Closes().Run();
}

TEST(ReverseSession, WantsNoPasswordOfTheProxy) {
  SessionSettings settings = OssSettings();
  settings.proxy_credentials.emplace_back("ann:hush");
  Playbook book(settings, kEndpoint);
  book.FromClient(Asks("/b/k")).Opens(kHostPortOrReuse);
  book.Run();
}

}  // namespace
}  // namespace osslens::proxy
