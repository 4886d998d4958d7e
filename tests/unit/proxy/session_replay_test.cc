// A session whose one request is the user's, sent again.
#include <gtest/gtest.h>

#include <memory>

#include "proxy/session.h"
#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

const ReplayTarget kTarget{7, 3, store::ExchangeKind::kForward, {std::string(kHost), 80}, false};
const std::string kPut =
    "PUT /k HTTP/1.1\r\nhost:b\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nab";
constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// Feeds a session and keeps what it asks for.
class ReplaySession : public testing::Test {
 protected:
  void Begin(const SessionSettings& settings, const ReplayTarget& target = kTarget) {
    settings_ = settings;
    session_ = std::make_unique<Session>(settings_, target);
  }

  // The commands that `event` causes, a word each; records go to `recorded_`, bytes to `upstream_`.
  std::string Handle(const Event& event) {
    Commands commands;
    session_->Handle(event, Instant{SteadyTime(std::chrono::seconds(1)), WallTime()}, commands);
    std::string words;
    for (Command& command : commands) {
      if (const auto* open = std::get_if<OpenUpstream>(&command)) {
        words += "open " + ToText(open->authority) + (open->may_reuse ? " or reuse " : " ");
      } else if (const auto* send = std::get_if<SendUpstream>(&command)) {
        upstream_.append(send->bytes);
      } else if (auto* record = std::get_if<Record>(&command)) {
        recorded_ = std::move(record->exchange);
        words += "record ";
      } else if (std::holds_alternative<CloseUpstream>(command)) {
        words += "close-upstream ";
      } else if (std::holds_alternative<Close>(command)) {
        words += "close ";
      }
    }
    return words;
  }

  SessionSettings settings_;
  std::unique_ptr<Session> session_;
  std::string upstream_;
  std::unique_ptr<store::Exchange> recorded_;
};

TEST_F(ReplaySession, SendsItOnceAndEndsWithItsAnswer) {
  Begin(OssSettings());
  EXPECT_EQ(Handle(ClientBytes{kPut}), "open b.oss-cn-hangzhou.aliyuncs.com:80 ");
  EXPECT_EQ(Handle(UpstreamOpened{}), "");
  EXPECT_EQ(upstream_, kPut) << "byte for byte, hop-by-hop fields as well";
  EXPECT_EQ(Handle(UpstreamBytes{kOk}), "close-upstream record close ");
  ASSERT_TRUE(recorded_);
  EXPECT_EQ(recorded_->replay_of, 7);
  EXPECT_EQ(recorded_->replay_ticket, 3U);
  EXPECT_EQ(recorded_->status, 200);
  EXPECT_EQ(recorded_->client_address, "");
  EXPECT_EQ(recorded_->forwarded_head, kPut.substr(0, kPut.size() - 2));
  EXPECT_EQ(recorded_->request.body.bytes, "ab");
}

TEST_F(ReplaySession, IsNotSentTwiceWhenTheServerCloses) {
  Begin(OssSettings());
  Handle(ClientBytes{kPut});
  Handle(UpstreamOpened{});
  EXPECT_EQ(Handle(UpstreamEnded{}), "close-upstream record close ");
  ASSERT_TRUE(recorded_ && recorded_->failure);
  EXPECT_FALSE(recorded_->retried);
}

TEST_F(ReplaySession, IsRecordedWhenItCannotBeRead) {
  Begin(OssSettings());
  EXPECT_EQ(Handle(ClientBytes{"GET / HTTP/1.1\r\nHost : a\r\n\r\n"}), "record close ");
  ASSERT_TRUE(recorded_);
  EXPECT_EQ(recorded_->replay_of, 7);
}

TEST_F(ReplaySession, IsKeptWhateverIsCaptured) {
  SessionSettings settings = OssSettings();
  settings.capture_scope = CaptureScope::kOssOnly;
  ReplayTarget target = kTarget;
  target.server = {"www.example.com", 80};
  Begin(settings, target);
  Handle(ClientBytes{kPut});
  Handle(UpstreamOpened{});
  EXPECT_EQ(Handle(UpstreamBytes{kOk}), "close-upstream record close ");
}

}  // namespace
}  // namespace osslens::proxy
