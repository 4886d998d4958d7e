#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proxy/tls/openssl_ptr.h"

// The two forms of Java key stores, as far as they hold trusted certificates.
namespace osslens::intercept {

// The password of Java's own stores. It protects nothing: what is inside is public.
constexpr std::string_view kJavaTrustStorePassword = "changeit";

// A format of Sun's from before PKCS#12: FEEDFEED, a version, and entries of big-endian numbers and counted strings (as
// sun.security.provider.JavaKeyStore writes them). Keys in it are passed over; the digest at its end is not checked.
[[nodiscard]] bool IsJks(std::string_view bytes) noexcept;
[[nodiscard]] Result<std::vector<tls::CertificatePtr>> ReadJks(std::string_view bytes);

// A PKCS#12 file (RFC 7292), encrypted with kJavaTrustStorePassword or not at all. Only certificates that Java takes
// for trusted entries count: those with Oracle's attribute.
[[nodiscard]] bool IsPkcs12(std::string_view bytes) noexcept;
[[nodiscard]] Result<std::vector<tls::CertificatePtr>> ReadPkcs12(std::string_view bytes);

struct TrustedEntry {
  std::string alias;  // ASCII, unlike any other of the store
  x509_st* certificate = nullptr;
};

// A PKCS#12 file in which Java finds each certificate as a trusted entry. Integrity by SHA-1, which is all that Java 8
// knew before its update 301.
[[nodiscard]] Result<std::string> WritePkcs12(const std::vector<TrustedEntry>& entries);

}  // namespace osslens::intercept
