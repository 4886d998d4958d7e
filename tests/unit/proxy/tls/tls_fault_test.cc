// What OpenSSL finds is translated in tls_engine_test.cc, between two engines; here is what those do not reach.
#include "proxy/tls/tls_fault.h"

#include <gmock/gmock.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tests/support/test_ca.h"

namespace osslens::tls {
namespace {

using testing::HasSubstr;
using Kind = TlsFault::Kind;

constexpr std::string_view kAlertRecord("\x15\x03\x03\x00\x02\x02", 6);

TlsFault FaultOf(int reason, Role role = Role::kClient, std::string_view received = kAlertRecord) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_SSL, reason);
  return TakeFault(role, received);
}

int ReasonOfAlert(int alert) { return SSL_AD_REASON_OFFSET + alert; }

TEST(TlsFault, TakesOnlyAlertsOfAppsAboutOurCertificateForDistrust) {
  for (const int alert : {SSL_AD_BAD_CERTIFICATE, SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_UNKNOWN_CA}) {
    EXPECT_EQ(FaultOf(ReasonOfAlert(alert), Role::kServer).kind, Kind::kDistrusted) << alert;
    EXPECT_EQ(FaultOf(ReasonOfAlert(alert), Role::kClient).kind, Kind::kProtocol) << alert;
  }
  EXPECT_EQ(FaultOf(ReasonOfAlert(SSL_AD_INTERNAL_ERROR), Role::kServer).kind, Kind::kProtocol);
}

TEST(TlsFault, PutsAlertsOfServersIntoWords) {
  EXPECT_THAT(FaultOf(ReasonOfAlert(SSL_AD_PROTOCOL_VERSION)).sentence,
              HasSubstr("neither TLS 1.2 nor TLS 1.3 (alert: protocol version)"));
  EXPECT_THAT(FaultOf(ReasonOfAlert(SSL_AD_HANDSHAKE_FAILURE)).sentence,
              HasSubstr("in common with osslens (alert: handshake failure)"));
  EXPECT_THAT(FaultOf(ReasonOfAlert(SSL_AD_UNRECOGNIZED_NAME)).sentence,
              HasSubstr("it serves no such host name"));
  EXPECT_THAT(FaultOf(ReasonOfAlert(SSL_AD_NO_APPLICATION_PROTOCOL)).sentence,
              HasSubstr("it does not speak HTTP/1.1"));
  EXPECT_THAT(FaultOf(ReasonOfAlert(TLS13_AD_CERTIFICATE_REQUIRED)).sentence,
              HasSubstr("it wants a client certificate"));
  EXPECT_EQ(FaultOf(ReasonOfAlert(SSL_AD_INTERNAL_ERROR)).sentence,
            "it gave up (alert: internal error)");
}

TEST(TlsFault, EmptiesTheQueue) {
  static_cast<void>(FaultOf(SSL_R_UNSUPPORTED_PROTOCOL));

  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(TlsFault, KeepsControlCharactersOfThePeerOut) {
  const TlsFault fault =
      FaultOf(SSL_R_WRONG_VERSION_NUMBER, Role::kClient, "\x1b[2J\xff text\nmore");

  EXPECT_EQ(fault.kind, Kind::kNotTls);
  EXPECT_THAT(fault.sentence, HasSubstr("begins with \"?[2J? text\""));
}

TEST(TlsFault, NamesFiveNamesAndCountsTheRest) {
  const test::TestCa ca;
  const auto names_of = [&ca](std::vector<std::string> names) {
    return NamesOf(*ca.Issue({.names = std::move(names)}).leaf);
  };
  EXPECT_EQ(names_of({"a.example"}), "a.example");
  EXPECT_EQ(names_of({"a", "b", "c", "d", "e"}), "a, b, c, d, e");
  EXPECT_EQ(names_of({"a", "b", "c", "d", "e", "f", "g"}), "a, b, c, d, e and 2 more");
  EXPECT_EQ(names_of({"2001:db8::1"}), "2001:db8:0:0:0:0:0:1");
}

}  // namespace
}  // namespace osslens::tls
