#include "proxy/tls/tls_fault.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "proxy/tls/openssl_error.h"
#include "proxy/tls/openssl_ptr.h"

namespace osslens::tls {
namespace {

using Kind = TlsFault::Kind;

constexpr size_t kNamesShown = 5;
constexpr size_t kBytesShown = 24;
constexpr std::string_view kTrustHint =
    "; if you trust it, give the certificate of that CA with --upstream-ca";

std::string TextOf(const asn1_string_st* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<size_t>(ASN1_STRING_length(text))};
}

// What comes from the network and ends up in logs and pages.
std::string Printable(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c < 0x20 || c > 0x7E; }, '?');
  return text;
}

// An address as certificates hold it: 4 or 16 bytes.
std::string AddressOf(const asn1_string_st* address) {
  const unsigned char* bytes = ASN1_STRING_get0_data(address);
  const int size = ASN1_STRING_length(address);
  if (size == 4) return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
  std::string text;
  for (int i = 0; i + 1 < size; i += 2)
    text += fmt::format("{}{:x}", i == 0 ? "" : ":", bytes[i] << 8 | bytes[i + 1]);
  return text;
}

std::string CommonNameOf(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at < 0) return {};
  return Printable(TextOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))));
}

std::vector<std::string> AllNamesOf(const x509_st& certificate) {
  std::vector<std::string> names;
  const GeneralNamesPtr alternatives(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  const int count = alternatives ? sk_GENERAL_NAME_num(alternatives.get()) : 0;
  for (int i = 0; i < count; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(alternatives.get(), i);
    if (name->type == GEN_DNS) names.push_back(Printable(TextOf(name->d.dNSName)));
    if (name->type == GEN_IPADD) names.push_back(AddressOf(name->d.iPAddress));
  }
  if (names.empty()) {
    // Nobody matches it any more, but it tells whose certificate this is.
    if (std::string common = CommonNameOf(X509_get_subject_name(&certificate)); !common.empty())
      names.push_back(std::move(common));
  }
  return names;
}

std::string TimeOf(const ASN1_TIME* time) {
  tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unreadable time";
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min);
}

std::string IssuerOf(const x509_st& certificate) {
  const X509_NAME* issuer = X509_get_issuer_name(&certificate);
  std::string name = CommonNameOf(issuer);
  if (!name.empty()) return fmt::format("\"{}\"", name);
  std::array<char, 256> line{};
  X509_NAME_oneline(issuer, line.data(), line.size());
  return fmt::format("\"{}\"", Printable(line.data()));
}

// The alert that the peer sent, if that is what the error says (ssl.h: reasons from 1000 on).
std::optional<int> AlertOf(unsigned long error) {
  if (ERR_GET_LIB(error) != ERR_LIB_SSL) return std::nullopt;
  const int alert = ERR_GET_REASON(error) - SSL_AD_REASON_OFFSET;
  return alert >= 0 && alert <= 255 ? std::optional(alert) : std::nullopt;
}

bool is_about_a_certificate(int alert) {
  constexpr std::array<int, 7> kAlerts = {
      SSL_AD_BAD_CERTIFICATE,     SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_CERTIFICATE_REVOKED,
      SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_UNKNOWN,     SSL_AD_UNKNOWN_CA,
      SSL_AD_ACCESS_DENIED};
  return std::ranges::find(kAlerts, alert) != kAlerts.end();
}

TlsFault DescribeAlert(Role role, int alert) {
  const std::string word = SSL_alert_desc_string_long(alert);
  if (role == Role::kServer && is_about_a_certificate(alert))
    return {Kind::kDistrusted, fmt::format("it does not trust the osslens CA (alert: {})", word)};
  switch (alert) {
    case SSL_AD_PROTOCOL_VERSION:
      return {Kind::kProtocol,
              fmt::format("it speaks neither TLS 1.2 nor TLS 1.3 (alert: {})", word)};
    case SSL_AD_HANDSHAKE_FAILURE:
    case SSL_AD_INSUFFICIENT_SECURITY:
      return {Kind::kProtocol,
              fmt::format("it has no cipher, or something else that it insists on, in common with "
                          "osslens (alert: {})",
                          word)};
    case SSL_AD_UNRECOGNIZED_NAME:
      return {Kind::kProtocol, fmt::format("it serves no such host name (alert: {})", word)};
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return {Kind::kProtocol, fmt::format("it does not speak HTTP/1.1 (alert: {})", word)};
    case TLS13_AD_CERTIFICATE_REQUIRED:
      return {Kind::kProtocol,
              fmt::format("it wants a client certificate, which osslens has none of (alert: {})",
                          word)};
    default:
      return {Kind::kProtocol, fmt::format("it gave up (alert: {})", word)};
  }
}

bool is_record(std::string_view received) {
  const auto at = [received](size_t i) { return static_cast<uint8_t>(received[i]); };
  return received.size() < 2 || (at(0) >= 20 && at(0) <= 24 && at(1) == 3);
}

}  // namespace

std::string NamesOf(const x509_st& certificate) {
  const std::vector<std::string> names = AllNamesOf(certificate);
  if (names.empty()) return "no name at all";
  std::string list;
  for (size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) {
    if (i > 0) list += ", ";
    list += names[i];
  }
  if (names.size() > kNamesShown) list += fmt::format(" and {} more", names.size() - kNamesShown);
  return list;
}

std::string DescribeVerification(x509_store_ctx_st& verification, std::string_view name) {
  const int error = X509_STORE_CTX_get_error(&verification);
  const X509* certificate = X509_STORE_CTX_get_current_cert(&verification);
  const char* words = X509_verify_cert_error_string(error);
  if (certificate == nullptr) return fmt::format("its certificate is not accepted ({})", words);
  const std::string whose = X509_STORE_CTX_get_error_depth(&verification) == 0
                                ? "its certificate"
                                : fmt::format("the certificate of its issuer \"{}\"",
                                              CommonNameOf(X509_get_subject_name(certificate)));
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format("{} expired on {}", whose, TimeOf(X509_get0_notAfter(certificate)));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format("{} is not valid before {}; is the clock of this machine right?", whose,
                         TimeOf(X509_get0_notBefore(certificate)));
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format("its certificate is not for {} but for {}", name, NamesOf(*certificate));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return fmt::format(
          "its certificate (for {}) is self-signed; if you trust it, give it with --upstream-ca",
          NamesOf(*certificate));
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return fmt::format("its certificate was issued by {}, which is not trusted here{}",
                         IssuerOf(*certificate), kTrustHint);
    default:
      return fmt::format("{} is not accepted ({})", whose, words);
  }
}

TlsFault TakeFault(Role role, std::string_view received) {
  const unsigned long error = ERR_peek_error();
  const std::string words = TakeOpensslErrors();
  if (!is_record(received)) {
    const std::string_view line = received.substr(0, received.find_first_of("\r\n"));
    return {Kind::kNotTls,
            fmt::format("it does not speak TLS at this port; what it says begins with \"{}\"",
                        Printable(std::string(line.substr(0, kBytesShown))))};
  }
  if (const std::optional<int> alert = AlertOf(error)) return DescribeAlert(role, *alert);
  const int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
  switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_WRONG_SSL_VERSION:
      return {Kind::kProtocol, "it speaks neither TLS 1.2 nor TLS 1.3 (" + words + ")"};
    case SSL_R_NO_APPLICATION_PROTOCOL:
      return {Kind::kProtocol,
              "it insists on another protocol than HTTP/1.1, which is all that osslens opens"};
    case SSL_R_NO_SHARED_CIPHER:
      return {Kind::kProtocol, "it has no cipher in common with osslens (" + words + ")"};
    default:
      return {Kind::kProtocol, "it breaks the rules of TLS (" + words + ")"};
  }
}

}  // namespace osslens::tls
