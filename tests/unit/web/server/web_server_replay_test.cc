// Replays of the whole server, over sockets. What comes of them is told by the test, in the place of proxy and store.
#include "tests/unit/web/server/socket_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kReplay =
    "POST /api/v1/exchanges/1/replay HTTP/1.1\r\nHost: localhost\r\nX-Osslens-Token: the-token\r\n";

TEST_F(WebServerOverSockets, AnswersAReplayWhenWhatCameOfItIsStored) {
  Store(1);
  StartServer();
  Client client(server_->address());
  client.Send(std::string(kReplay) + "Content-Length: 2\r\n\r\n{}");
  const auto [bytes, ticket] = sent_.get_future().get();
  EXPECT_EQ(bytes, store::MakeExchange()->forwarded_head);
  EXPECT_THAT(Fetch("/healthz"), StartsWith("HTTP/1.1 200 OK")) << "nobody else waits with it";
  server_->PublishReplay(ticket + 1, 41);
  server_->PublishReplay(ticket, 42);
  EXPECT_TRUE(client.ReadUntil("\"id\":42}"));
  EXPECT_THAT(client.received, Not(HasSubstr("41")));
  client.Ask("GET", "/healthz");
  EXPECT_TRUE(client.ReadUntil("ok")) << "the connection goes on";
}

TEST_F(WebServerOverSockets, TellsThoseWhoWaitForAReplayThatCaptureIsPaused) {
  Store(1);
  StartServer();
  Client client(server_->address());
  client.Send(std::string(kReplay) + "Content-Length: 0\r\n\r\n");
  sent_.get_future().wait();
  server_->AbandonReplays("capture was paused");
  EXPECT_TRUE(client.ReadUntil("capture was paused"));
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 503 "));
}

TEST_F(WebServerOverSockets, ForgetsAReplayWhoseClientIsGone) {
  Store(1);
  StartServer();
  uint64_t ticket = 0;
  {
    Client client(server_->address());
    client.Send(std::string(kReplay) + "Content-Length: 0\r\n\r\n");
    ticket = sent_.get_future().get().second;
  }
  server_->PublishReplay(ticket, 42);
  EXPECT_THAT(Fetch("/healthz"), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(WebServerOverSockets, KeepsNoLargeBodyOfWhoMayNotReplay) {
  Store(1);
  StartServer({.request = {.body_bytes = 4, .taken_body_bytes = 64}});
  const std::string ask = "POST /api/v1/exchanges/1/replay HTTP/1.1\r\nHost: localhost\r\n";
  const std::string body = "Content-Length: 5\r\n\r\n{   }";
  Client stranger(server_->address());
  stranger.Send(ask + body);
  EXPECT_TRUE(stranger.ReadToEnd());
  EXPECT_THAT(stranger.received, StartsWith("HTTP/1.1 413 "));
  Client misdirected(server_->address());
  misdirected.Send(
      "POST /api/v1/exchanges/1/replay HTTP/1.1\r\nHost: evil.example\r\n"
      "X-Osslens-Token: the-token\r\n" +
      body);
  EXPECT_TRUE(misdirected.ReadToEnd());
  EXPECT_THAT(misdirected.received, StartsWith("HTTP/1.1 413 "));
  Client page(server_->address());
  page.Send(std::string(kReplay) + body);
  server_->PublishReplay(sent_.get_future().get().second, 42);
  EXPECT_TRUE(page.ReadUntil("\"id\":42}"));
}

}  // namespace
}  // namespace osslens::web
