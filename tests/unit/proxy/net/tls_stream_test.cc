#include "proxy/net/tls_stream.h"

#include <gmock/gmock.h>

#include <optional>

#include "proxy/tls/tls_context.h"
#include "tests/support/test_ca.h"
#include "tests/unit/proxy/net/net_fixture.h"

namespace osslens::net {
namespace {

using testing::HasSubstr;

// The two ends of a TCP connection, with TLS on either or both.
class TlsStreamTest : public StreamPairTest {
 protected:
  static constexpr const char* kName = "b.example";

  TlsStreamTest() {
    client_context_.emplace(
        std::move(tls::ClientContext::Create({.extra_ca_file = "", .insecure = true}).value()));
  }

  void TearDown() override {
    secure_client_.reset();
    secure_server_.reset();
    StreamPairTest::TearDown();
  }

  void MakeServer() {
    server_->set_listener(nullptr);
    secure_server_ = std::make_unique<TlsStream>(
        std::move(server_),
        std::move(
            tls::TlsEngine::ForServer(server_context_, ca_.Issue({.names = {kName}})).value()),
        output_);
    secure_server_->set_listener(&server_events_);
    server_events_.on_error = stop();
  }
  void MakeClient() {
    client_->set_listener(nullptr);
    secure_client_ = std::make_unique<TlsStream>(
        std::move(client_),
        std::move(tls::TlsEngine::ForClient(*client_context_, kName, kName, sessions_).value()),
        output_);
    secure_client_->set_listener(&client_events_);
    client_events_.on_error = stop();
  }
  // Both ends, as far as they are secured.
  void Secure() {
    MakeServer();
    MakeClient();
    int secured = 0;
    client_events_.on_secured = server_events_.on_secured = [&] {
      if (++secured == 2) loop_->Stop();
    };
    ASSERT_FALSE(secure_server_->Start({}));
    ASSERT_FALSE(secure_client_->Start({}));
    RunUntilStopped();
    client_events_.on_secured = server_events_.on_secured = nullptr;
    ASSERT_TRUE(secure_client_->is_secured() && secure_server_->is_secured())
        << client_events_.last_error.message << server_events_.last_error.message;
  }

  test::TestCa ca_;
  tls::ServerContext server_context_{std::move(tls::ServerContext::Create().value())};
  std::optional<tls::ClientContext> client_context_;
  tls::SessionCache sessions_;
  tls::TlsOutput output_;
  std::unique_ptr<TlsStream> secure_client_, secure_server_;
};

TEST_F(TlsStreamTest, CarriesBytesBothWays) {
  Secure();
  server_events_.on_data = [&] { secure_server_->Write("answer"); };
  client_events_.on_data = stop();
  secure_server_->StartReading();
  secure_client_->StartReading();

  secure_client_->Write("question");
  RunUntilStopped();

  EXPECT_EQ(server_events_.data, "question");
  EXPECT_EQ(client_events_.data, "answer");
}

TEST_F(TlsStreamTest, GoesOnFromBytesThatWereReadBefore) {
  MakeClient();
  ASSERT_FALSE(secure_client_->Start({}));
  server_events_.on_data = stop();
  server_->StartReading();
  RunUntilStopped();
  const std::string hello = std::exchange(server_events_.data, {});
  server_events_.on_data = nullptr;

  MakeServer();
  server_events_.on_secured = stop();
  ASSERT_FALSE(secure_server_->Start(hello));
  RunUntilStopped();

  EXPECT_TRUE(secure_server_->is_secured());
  EXPECT_EQ(server_events_.data, "");
}

TEST_F(TlsStreamTest, GivesAFailureOfThoseBytesAtOnceAndSendsTheAlert) {
  MakeServer();
  const std::optional<NetError> failure =
      secure_server_->Start(std::string_view("\x16\x03\x01\x00\x01\x01garbage", 13));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, NetErrorKind::kTls);

  client_events_.on_end = stop();
  client_->StartReading();
  Stream::FinishAndClose(std::move(secure_server_), std::chrono::seconds(10));
  RunUntilStopped();

  EXPECT_EQ(client_events_.data.substr(0, 1), "\x15");
  EXPECT_EQ(server_events_.log, "");
  client_.reset();
}

TEST_F(TlsStreamTest, ReadsNothingWhileItIsNotToRead) {
  Secure();
  secure_server_->Write("early");
  client_events_.on_data = stop();
  Timer later(*loop_, stop());
  later.Start(std::chrono::milliseconds(20));
  RunUntilStopped();
  EXPECT_EQ(client_events_.data, "");

  secure_client_->StartReading();
  RunUntilStopped();
  EXPECT_EQ(client_events_.data, "early");
}

TEST_F(TlsStreamTest, EndsOneSideAfterTheOther) {
  Secure();
  server_events_.on_end = [&] {
    secure_server_->Write("last words");
    secure_server_->Shutdown();
  };
  client_events_.on_end = stop();
  secure_server_->StartReading();
  secure_client_->StartReading();

  secure_client_->Shutdown();
  RunUntilStopped();

  EXPECT_EQ(client_events_.data, "last words");
  EXPECT_THAT(server_events_.log, HasSubstr("end "));
  EXPECT_EQ(server_events_.last_error.message, "");
}

// A TCP end without close_notify may be the work of whoever sits between.
TEST_F(TlsStreamTest, TakesATcpEndForATruncation) {
  MakeServer();
  int secured = 0;
  server_events_.on_secured = [&] {
    ++secured;
    loop_->Stop();
  };
  ASSERT_FALSE(secure_server_->Start({}));
  // A client of our own hands, so that its TCP side can be ended below TLS.
  auto engine =
      std::move(tls::TlsEngine::ForClient(*client_context_, kName, kName, sessions_).value());
  tls::TlsOutput out;
  const auto feed = [&](std::string_view bytes) {
    engine->Feed(bytes, out);
    client_->Write(out.ciphertext);
    out.Clear();
  };
  client_events_.on_data = [&] { feed(std::exchange(client_events_.data, {})); };
  client_->StartReading();
  feed({});
  RunUntilStopped();
  ASSERT_EQ(secured, 1);

  client_events_.on_data = nullptr;
  secure_server_->StartReading();
  client_->Shutdown();
  RunUntilStopped();

  EXPECT_EQ(server_events_.log, "error ");
  EXPECT_EQ(server_events_.last_error.kind, NetErrorKind::kReset);
  EXPECT_THAT(server_events_.last_error.message, HasSubstr("without ending TLS"));
}

TEST_F(TlsStreamTest, TellsThatThePeerLeftOnSeeingTheCertificate) {
  MakeServer();
  ASSERT_FALSE(secure_server_->Start({}));
  auto engine =
      std::move(tls::TlsEngine::ForClient(*client_context_, kName, kName, sessions_).value());
  tls::TlsOutput out;
  engine->Start(out);
  client_->Write(out.ciphertext);
  client_events_.on_data = [&] { client_->Reset(); };  // the certificate
  client_->StartReading();
  RunUntilStopped();

  EXPECT_EQ(server_events_.last_error.kind, NetErrorKind::kDistrusted);
  EXPECT_THAT(server_events_.last_error.message, HasSubstr("on seeing the certificate"));
}

TEST_F(TlsStreamTest, SaysWhenThePeerSpeaksSomethingElse) {
  MakeClient();
  ASSERT_FALSE(secure_client_->Start({}));
  server_->Write("220 mail.example ESMTP\r\n");
  RunUntilStopped();

  EXPECT_EQ(client_events_.log, "error ");
  EXPECT_EQ(client_events_.last_error.kind, NetErrorKind::kTls);
  EXPECT_THAT(client_events_.last_error.message,
              HasSubstr("begins with \"220 mail.example ESMTP\""));
}

TEST_F(TlsStreamTest, NamesTheResetInTheHandshake) {
  MakeClient();
  ASSERT_FALSE(secure_client_->Start({}));
  server_->Reset();
  RunUntilStopped();

  EXPECT_EQ(client_events_.last_error.kind, NetErrorKind::kTls);
  EXPECT_THAT(
      client_events_.last_error.message,
      HasSubstr("in the middle of the handshake (reading failed: connection reset by peer)"));
}

TEST_F(TlsStreamTest, TellsAReaderThatFallsBehind) {
  Secure();
  secure_server_->Write(std::string(8 * 1024 * 1024, 'x'));
  EXPECT_TRUE(secure_server_->is_above_high_water());
  server_events_.on_drained = stop();
  secure_client_->StartReading();
  RunUntilStopped();

  EXPECT_FALSE(secure_server_->is_above_high_water());
}

TEST_F(TlsStreamTest, MayBeDestroyedInEachOfItsReports) {
  Secure();
  secure_server_->Write("x");
  secure_server_->Shutdown();
  client_events_.on_data = [&] {
    secure_client_.reset();
    loop_->Stop();
  };
  secure_client_->StartReading();
  RunUntilStopped();
  EXPECT_EQ(client_events_.log, "");  // the end that came with the byte is not reported
}

TEST_F(TlsStreamTest, MayBeDestroyedWhenItIsSecured) {
  MakeServer();
  MakeClient();
  server_events_.on_secured = [&] {
    secure_server_.reset();
    loop_->Stop();
  };
  ASSERT_FALSE(secure_server_->Start({}));
  ASSERT_FALSE(secure_client_->Start({}));
  RunUntilStopped();
  EXPECT_EQ(server_events_.log, "");
}

TEST_F(TlsStreamTest, EndsInOrderWhenItIsDestroyed) {
  Secure();
  client_events_.on_end = stop();
  secure_client_->StartReading();
  secure_server_.reset();
  RunUntilStopped();
  EXPECT_EQ(client_events_.log, "end ");
}

TEST_F(TlsStreamTest, SaysNothingWhenItIsReset) {
  Secure();
  secure_client_->StartReading();
  secure_server_->Reset();
  secure_server_->Write("x");
  RunUntilStopped();
  EXPECT_EQ(client_events_.last_error.kind, NetErrorKind::kReset);
  EXPECT_EQ(client_events_.data, "");
}

TEST_F(TlsStreamTest, FinishesWithCloseNotifyAndOutlivesNobody) {
  Secure();
  client_events_.on_end = stop();
  secure_client_->StartReading();
  secure_server_->Write("bye");
  Stream::FinishAndClose(std::move(secure_server_), std::chrono::seconds(10));
  RunUntilStopped();
  EXPECT_EQ(client_events_.data, "bye");
  EXPECT_EQ(client_events_.log, "end ");
}

}  // namespace
}  // namespace osslens::net
