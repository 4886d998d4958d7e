// The whole server, over sockets.
#include "web/server/web_server.h"

#include <gmock/gmock.h>

#include <array>
#include <string>
#include <string_view>

#include "tests/unit/web/server/socket_fixture.h"

namespace osslens::web {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(WebServerOverSockets, ServesThePage) {
  StartServer();
  const std::string answer = Fetch("/");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n<!doctype html>"));
}

TEST_F(WebServerOverSockets, AnswersHeadWithoutABody) {
  StartServer();
  const std::string answer = Fetch("/", "", "HEAD");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 15\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(WebServerOverSockets, ListsExchanges) {
  Store(3);
  StartServer();
  const std::string answer = Fetch("/api/v1/exchanges?limit=2&lang=zh");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(answer, HasSubstr("\"id\":3"));
  EXPECT_THAT(answer, HasSubstr("\"id\":2"));
  EXPECT_THAT(answer, Not(HasSubstr("\"id\":1,")));
  EXPECT_THAT(answer, HasSubstr("logs 的密钥错误"));
  EXPECT_THAT(answer, EndsWith("\"next\":2}"));
}

TEST_F(WebServerOverSockets, TellsHowItIs) {
  StartServer();
  EXPECT_THAT(Fetch("/api/v1/status"), HasSubstr("{\"version\":\"1.2.3\""));
  EXPECT_THAT(Fetch("/healthz"), EndsWith("\r\n\r\nok\n"));
  EXPECT_THAT(Fetch("/metrics"),
              HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
}

TEST_F(WebServerOverSockets, DeletesOnlyWithTheTokenOfTheSession) {
  StartServer();
  EXPECT_THAT(Fetch("/api/v1/exchanges?filter=id:1", "", "DELETE"), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(Fetch("/api/v1/exchanges?filter=id:1", "X-Osslens-Token: guess\r\n", "DELETE"),
              StartsWith("HTTP/1.1 403"));
  EXPECT_EQ(removed_sql_, "");
  EXPECT_THAT(Fetch("/api/v1/session"), EndsWith(R"({"token":"the-token"})"));
  EXPECT_THAT(Fetch("/api/v1/exchanges?filter=id:1", "X-Osslens-Token: the-token\r\n", "DELETE"),
              EndsWith("{\"deleted\":3}"));
  EXPECT_NE(removed_sql_, "");
}

TEST_F(WebServerOverSockets, RefusesForeignHostsAndUnknownMethods) {
  StartServer();
  Client client(server_->address());
  client.Send(
      "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\nPOST /api/v1/status HTTP/1.1\r\nHost: "
      "localhost\r\n"
      "Connection: close\r\n\r\n");
  EXPECT_TRUE(client.ReadToEnd());
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 421 Misdirected Request\r\n"));
  EXPECT_THAT(client.received, HasSubstr("HTTP/1.1 405 Method Not Allowed\r\n"));
  EXPECT_THAT(client.received, HasSubstr("\r\nAllow: GET, HEAD\r\n"));
}

TEST_F(WebServerOverSockets, AnswersPipelinedRequestsInOrder) {
  Store(1);
  StartServer();
  Client client(server_->address());
  client.Ask("GET", "/api/v1/exchanges/1");
  client.Ask("GET", "/healthz");
  client.Ask("GET", "/api/v1/exchanges/99", "Connection: close\r\n");
  EXPECT_TRUE(client.ReadToEnd());
  const size_t first = client.received.find("\"id\":1");
  const size_t second = client.received.find("\r\n\r\nok\n");
  const size_t third = client.received.find("HTTP/1.1 404");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_NE(third, std::string::npos);
}

TEST_F(WebServerOverSockets, ClosesAfterWhatItCannotUnderstand) {
  StartServer();
  Client client(server_->address());
  client.Send("\x16\x03\x01 hello\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(client.ReadToEnd());
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(client.received, Not(HasSubstr("200 OK")));
}

TEST_F(WebServerOverSockets, ClosesIdleConnections) {
  ServerLimits limits;
  limits.idle_limit = std::chrono::milliseconds(20);
  StartServer(limits);
  Client client(server_->address());
  client.Ask("GET", "/healthz");
  EXPECT_TRUE(client.ReadToEnd());
  EXPECT_THAT(client.received, EndsWith("ok\n"));
}

TEST_F(WebServerOverSockets, ClosesConnectionsThatDoNotEndTheirRequest) {
  ServerLimits limits;
  limits.request_limit = std::chrono::milliseconds(20);
  StartServer(limits);
  Client client(server_->address());
  client.Send("GET / HTTP/1.1\r\nHost: loc");
  EXPECT_TRUE(client.ReadToEnd());
  EXPECT_EQ(client.received, "");
}

TEST_F(WebServerOverSockets, LetsConnectionsAboveTheCapWait) {
  ServerLimits limits;
  limits.max_connections = 1;
  StartServer(limits);
  auto first = std::make_unique<Client>(server_->address());
  first->Ask("GET", "/healthz");
  EXPECT_TRUE(first->ReadUntil("ok\n"));
  Client second(server_->address());
  second.Ask("GET", "/healthz");
  first.reset();
  EXPECT_TRUE(second.ReadUntil("ok\n"));
}

TEST_F(WebServerOverSockets, ExportsInChunks) {
  Store(20);
  StartServer();
  const std::string answer = Fetch("/api/v1/export?format=ndjson");
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(answer, HasSubstr("\"id\":1,"));
  EXPECT_THAT(answer, HasSubstr("\"id\":20,"));
  EXPECT_THAT(answer, EndsWith("\r\n0\r\n\r\n"));
}

TEST_F(WebServerOverSockets, ExportsUntilTheEndOfTheConnectionToOldClients) {
  Store(2);
  StartServer();
  Client client(server_->address());
  client.Send("GET /api/v1/export?format=ndjson HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(client.ReadToEnd());
  EXPECT_THAT(client.received, Not(HasSubstr("chunked")));
  EXPECT_THAT(client.received, EndsWith("\n"));
  EXPECT_THAT(client.received, HasSubstr("\"id\":2,"));
}

TEST_F(WebServerOverSockets, ServesOthersWhileOneReadsItsExportSlowly) {
  Store(200, 100'000);
  StartServer();
  Client slow(server_->address(), 4'096);
  slow.Ask("GET", "/api/v1/export?format=ndjson", "Connection: close\r\n");
  EXPECT_TRUE(slow.ReadUntil("\r\n\r\n"));
  EXPECT_THAT(Fetch("/healthz"), EndsWith("ok\n"));
  EXPECT_THAT(Fetch("/api/v1/exchanges/1"), StartsWith("HTTP/1.1 200"));
  EXPECT_TRUE(slow.ReadToEnd());
  EXPECT_THAT(slow.received, EndsWith("\r\n0\r\n\r\n"));
}

TEST_F(WebServerOverSockets, SurvivesClientsThatLeaveInTheMiddle) {
  Store(200, 100'000);
  StartServer();
  for (int i = 0; i < 5; ++i) {
    Client client(server_->address(), 4'096);
    client.Ask("GET", "/api/v1/export?format=ndjson");
    EXPECT_TRUE(client.ReadUntil("\r\n\r\n"));
    Client impatient(server_->address());
    impatient.Ask("GET", "/api/v1/exchanges");
  }
  EXPECT_THAT(Fetch("/healthz"), EndsWith("ok\n"));
}

TEST_F(WebServerOverSockets, SendsEventsAsTheyHappen) {
  StartServer();
  Client client(server_->address());
  client.Ask("GET", "/api/v1/events?lang=zh");
  ASSERT_TRUE(client.ReadUntil("retry: 2000\n\n"));
  EXPECT_THAT(client.received, HasSubstr("Content-Type: text/event-stream\r\n"));
  server_->Publish(Store(1));
  ASSERT_TRUE(client.ReadUntil("}\n\n"));
  EXPECT_THAT(client.received, HasSubstr("event: exchange\nid: 1\ndata: {"));
  EXPECT_THAT(client.received, HasSubstr("logs 的密钥错误"));
  server_->PublishStatus();
  EXPECT_TRUE(client.ReadUntil("event: status\ndata: {\"version\":\"1.2.3\""));
}

TEST_F(WebServerOverSockets, ResumesEventsAfterTheLastOneTheClientKnows) {
  Store(5);
  StartServer();
  Client client(server_->address());
  client.Ask("GET", "/api/v1/events", "Last-Event-ID: 3\r\n");
  ASSERT_TRUE(client.ReadUntil("id: 5\n"));
  EXPECT_LT(client.received.find("id: 4\n"), client.received.find("id: 5\n"));
  EXPECT_THAT(client.received, Not(HasSubstr("id: 3\n")));
  server_->Publish(Store(1));
  EXPECT_TRUE(client.ReadUntil("id: 6\n"));
}

TEST_F(WebServerOverSockets, TellsClientsThatMissedTooMuchToFetchAgain) {
  Store(502);
  StartServer();
  Client client(server_->address());
  client.Ask("GET", "/api/v1/events", "Last-Event-ID: 1\r\n");
  EXPECT_TRUE(client.ReadUntil("event: gap\ndata: {}\n\n"));
  EXPECT_THAT(client.received, Not(HasSubstr("event: exchange")));
}

TEST_F(WebServerOverSockets, TellsSlowFollowersOfTheGap) {
  StartServer();
  Client slow(server_->address(), 4'096);
  slow.Ask("GET", "/api/v1/events");
  ASSERT_TRUE(slow.ReadUntil("retry: 2000\n\n"));
  // More than socket buffers and the queue of the stream take, so that some must be left out.
  Client fast(server_->address());
  fast.Ask("GET", "/api/v1/events");
  ASSERT_TRUE(fast.ReadUntil("retry: 2000\n\n"));
  int64_t id = 0;
  for (int i = 0; i < 40; ++i) {
    EventHub::Exchanges batch;
    for (int k = 0; k < 50; ++k) {
      batch.push_back(store::MakeRefused());
      batch.back()->id = ++id;
      batch.back()->url += std::string(10'000, 'u');
    }
    server_->Publish(std::move(batch));
    ASSERT_TRUE(fast.ReadUntil("id: " + std::to_string(id) + "\n"));
    fast.received.clear();
  }
  EXPECT_TRUE(slow.ReadUntil("event: gap\n"));
}

TEST_F(WebServerOverSockets, EndsOpenConnectionsWhenItShutsDown) {
  StartServer();
  Client follower(server_->address());
  follower.Ask("GET", "/api/v1/events");
  ASSERT_TRUE(follower.ReadUntil("retry: 2000\n\n"));
  Client idle(server_->address());
  server_->Shutdown();
  server_->Shutdown();
  follower.ReadToEnd();
  EXPECT_THAT(follower.received, HasSubstr("text/event-stream"));
}

}  // namespace
}  // namespace osslens::web
