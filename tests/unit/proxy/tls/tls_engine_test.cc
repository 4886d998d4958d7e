#include "proxy/tls/tls_engine.h"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <random>

#include "tests/unit/proxy/tls/tls_pair.h"

namespace osslens::tls {
namespace {

using testing::HasSubstr;
using State = TlsEngine::State;
using Kind = TlsFault::Kind;

class TlsEngineTest : public TlsPairTest {
 protected:
  void ExpectBothOpen() {
    EXPECT_EQ(client_.engine->state(), State::kOpen) << client_.engine->fault().sentence;
    EXPECT_EQ(server_.engine->state(), State::kOpen) << server_.engine->fault().sentence;
  }
  void ExpectClientFault(Kind kind, const std::string& part) {
    EXPECT_EQ(client_.engine->state(), State::kFailed);
    EXPECT_EQ(client_.engine->fault().kind, kind);
    EXPECT_THAT(client_.engine->fault().sentence, HasSubstr(part));
  }
};

TEST_F(TlsEngineTest, CarriesBytesBothWays) {
  Begin();
  Shuttle();
  ExpectBothOpen();

  Say(client_, "GET / HTTP/1.1\r\n\r\n");
  Say(server_, "HTTP/1.1 200 OK\r\n\r\n");
  Shuttle();

  EXPECT_EQ(server_.heard, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client_.heard, "HTTP/1.1 200 OK\r\n\r\n");
}

TEST_F(TlsEngineTest, CarriesTheSameFedByteByByte) {
  Begin();
  Shuttle(1);
  Say(client_, "question");
  Say(server_, "answer");
  Shuttle(1);

  ExpectBothOpen();
  EXPECT_EQ(server_.heard, "question");
  EXPECT_EQ(client_.heard, "answer");
}

TEST_F(TlsEngineTest, CarriesMoreThanARecordWhereverItIsCut) {
  std::string bytes(100'000, 'x');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 % 251);
  for (const size_t piece : {5UL, 1'000UL, 16'389UL, 65'536UL}) {
    Begin();
    Shuttle();
    Say(client_, bytes);
    Shuttle(piece);
    EXPECT_EQ(server_.heard, bytes) << "in pieces of " << piece;
  }
}

TEST_F(TlsEngineTest, SpeaksTls12WithWhoeverKnowsNoNewer) {
  SSL_CTX_set_max_proto_version(client_context_->raw(), TLS1_2_VERSION);
  Begin();
  Shuttle();
  Say(client_, "old");
  Shuttle();

  ExpectBothOpen();
  EXPECT_EQ(server_.heard, "old");
}

TEST_F(TlsEngineTest, TellsAnEndFromATruncation) {
  Begin();
  Shuttle();
  Say(server_, "whole");
  Close(server_);
  Shuttle();
  client_.engine->EndOfInput();

  EXPECT_EQ(client_.heard, "whole");
  EXPECT_EQ(client_.engine->state(), State::kEnded);

  Begin();
  Shuttle();
  Say(server_, "cut");
  Shuttle();
  client_.engine->EndOfInput();

  EXPECT_EQ(client_.heard, "cut");
  ExpectClientFault(Kind::kClosed, "without ending TLS");
}

TEST_F(TlsEngineTest, TakesAHalfRecordForNothing) {
  Begin();
  Shuttle();
  Say(server_, "half a record");
  server_.wire.resize(server_.wire.size() - 1);
  Shuttle();
  client_.engine->EndOfInput();

  EXPECT_EQ(client_.heard, "");
  ExpectClientFault(Kind::kClosed, "cut short");
}

TEST_F(TlsEngineTest, GoesOnWritingAfterThePeerHasEnded) {
  Begin();
  Shuttle();
  Close(client_);
  Shuttle();
  ASSERT_EQ(server_.engine->state(), State::kEnded);

  Say(server_, "late answer");
  Close(server_);
  Shuttle();

  EXPECT_EQ(client_.heard, "late answer");
  EXPECT_EQ(client_.engine->state(), State::kEnded);
}

TEST_F(TlsEngineTest, WritesNothingAfterItsOwnEnd) {
  Begin();
  Shuttle();
  Close(client_);
  Say(client_, "more");
  Close(client_);
  Shuttle();

  EXPECT_EQ(server_.heard, "");
  EXPECT_EQ(server_.engine->state(), State::kEnded);
}

TEST_F(TlsEngineTest, NoticesAChangedByte) {
  Begin();
  Shuttle();
  Say(server_, "money");
  server_.wire.back() = static_cast<char>(server_.wire.back() ^ 1);
  Shuttle();

  EXPECT_EQ(client_.heard, "");
  ExpectClientFault(Kind::kProtocol, "breaks the rules of TLS");
}

TEST_F(TlsEngineTest, ResumesInBothVersions) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    SSL_CTX_set_max_proto_version(client_context_->raw(), version);
    sessions_.Remove(name_ + ":443");
    const ServerIdentity identity = ca_.Issue({.names = {kName}});
    Begin(identity);
    Shuttle();
    EXPECT_FALSE(client_.engine->is_resumed());

    Begin(identity);
    Shuttle();
    ExpectBothOpen();
    EXPECT_TRUE(client_.engine->is_resumed()) << version;
    EXPECT_TRUE(server_.engine->is_resumed()) << version;
    client_.engine.reset();  // without close_notify, as a pool drops it

    Begin(identity);
    Shuttle();
    EXPECT_TRUE(client_.engine->is_resumed()) << version;
  }
}

TEST_F(TlsEngineTest, ResumesOnlyTowardsTheSameCertificate) {
  Begin();
  Shuttle();
  Begin();  // another certificate
  Shuttle();

  ExpectBothOpen();
  EXPECT_FALSE(client_.engine->is_resumed());
}

TEST_F(TlsEngineTest, RefusesAnExpiredCertificate) {
  Begin({.names = {kName}, .begins = std::chrono::hours(-48), .ends = std::chrono::hours(-24)});
  Shuttle();

  ExpectClientFault(Kind::kCertificate, "its certificate expired on 20");
  EXPECT_EQ(server_.engine->state(), State::kFailed);
}

TEST_F(TlsEngineTest, RefusesACertificateOfTheFuture) {
  Begin({.names = {kName}, .begins = std::chrono::hours(24), .ends = std::chrono::hours(48)});
  Shuttle();

  ExpectClientFault(Kind::kCertificate, "is the clock of this machine right?");
}

TEST_F(TlsEngineTest, NamesTheNamesOfACertificateForAnother) {
  Begin({.names = {"a.example", "*.b.example", "192.0.2.7"}});
  Shuttle();

  ExpectClientFault(Kind::kCertificate,
                    "its certificate is not for b.oss-cn-hangzhou.aliyuncs.com but for a.example, "
                    "*.b.example, 192.0.2.7");
}

TEST_F(TlsEngineTest, RefusesASelfSignedCertificate) {
  Begin({.names = {kName}, .self_signed = true});
  Shuttle();

  ExpectClientFault(Kind::kCertificate, "is self-signed; if you trust it, give it with");
}

TEST_F(TlsEngineTest, NamesAnIssuerThatIsNotTrusted) {
  Begin(test::TestCa("Somebody's CA").Issue({.names = {kName}}));
  Shuttle();

  ExpectClientFault(Kind::kCertificate,
                    "was issued by \"Somebody's CA\", which is not trusted here; if you trust it");
  EXPECT_EQ(server_.engine->fault().kind, Kind::kDistrusted);
  EXPECT_EQ(server_.engine->fault().sentence,
            "it does not trust the osslens CA (alert: unknown CA)");
}

TEST_F(TlsEngineTest, AcceptsAnyCertificateWhenToldTo) {
  client_context_.emplace(
      std::move(ClientContext::Create({.extra_ca_file = "", .insecure = true}).value()));
  Begin({.names = {"other.example"}, .self_signed = true});
  Shuttle();

  ExpectBothOpen();
}

TEST_F(TlsEngineTest, VerifiesAnAddress) {
  name_ = "192.0.2.7";
  Begin({.names = {"192.0.2.7"}});
  Shuttle();
  ExpectBothOpen();

  name_ = "192.0.2.8";
  Begin({.names = {"192.0.2.7"}});
  Shuttle();
  ExpectClientFault(Kind::kCertificate, "is not for 192.0.2.8 but for 192.0.2.7");
}

TEST_F(TlsEngineTest, SaysThatNoVersionIsInCommon) {
  SSL_CTX_set_max_proto_version(client_context_->raw(), TLS1_2_VERSION);
  SSL_CTX_set_min_proto_version(server_context_.raw(), TLS1_3_VERSION);
  Begin();
  Shuttle();

  EXPECT_THAT(server_.engine->fault().sentence, HasSubstr("neither TLS 1.2 nor TLS 1.3"));
  ExpectClientFault(Kind::kProtocol, "neither TLS 1.2 nor TLS 1.3");
}

TEST_F(TlsEngineTest, QuotesWhoSpeaksSomethingElse) {
  Begin();
  client_.engine->Feed("HTTP/1.1 400 Bad Request\r\n\r\n", out_);

  ExpectClientFault(Kind::kNotTls, "what it says begins with \"HTTP/1.1 400 Bad Request\"");
}

TEST_F(TlsEngineTest, TellsWhereInTheHandshakeThePeerLeft) {
  Begin();
  client_.engine->EndOfInput();
  ExpectClientFault(Kind::kClosed, "in the middle of the handshake");

  Begin();
  Pass(client_, server_);
  server_.engine->EndOfInput();
  EXPECT_EQ(server_.engine->fault().kind, Kind::kDistrusted);
  EXPECT_THAT(server_.engine->fault().sentence,
              HasSubstr("it closed the connection on seeing the certificate, so it probably"));
}

TEST_F(TlsEngineTest, RefusesAnAppThatInsistsOnAnotherProtocol) {
  constexpr unsigned char kOnlyH2[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(client_context_->raw(), kOnlyH2, sizeof(kOnlyH2));
  Begin();
  Shuttle();

  EXPECT_THAT(server_.engine->fault().sentence, HasSubstr("another protocol than HTTP/1.1"));
  ExpectClientFault(Kind::kProtocol, "it does not speak HTTP/1.1");
}

TEST_F(TlsEngineTest, ChoosesHttp11AmongMore) {
  constexpr unsigned char kBoth[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(client_context_->raw(), kBoth, sizeof(kBoth));
  Begin();
  Shuttle();

  ExpectBothOpen();
}

TEST_F(TlsEngineTest, SurvivesAnyGarbage) {
  std::mt19937 random(7);  // NOLINT: the same each time
  const ServerIdentity identity = ca_.Issue({.names = {kName}});
  for (int round = 0; round < 300; ++round) {
    Begin(identity);
    if (round % 3 == 0) Pass(client_, server_);
    if (round % 3 == 1) Shuttle();
    std::string garbage(random() % 400 + 1, '\0');
    for (char& byte : garbage) byte = static_cast<char>(random());
    if (round % 2 == 0) garbage.replace(0, std::min<size_t>(3, garbage.size()), "\x16\x03\x01");
    server_.engine->Feed(garbage, out_);
    server_.engine->Feed(garbage, out_);
    server_.engine->Write("x", out_);
    server_.engine->Close(out_);
    server_.engine->EndOfInput();
    EXPECT_EQ(server_.engine->state(), State::kFailed);
    EXPECT_FALSE(server_.engine->fault().sentence.empty());
    out_.Clear();
  }
}

}  // namespace
}  // namespace osslens::tls
