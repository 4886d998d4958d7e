#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "proxy/tls/openssl_ptr.h"

namespace osslens::intercept {

enum class Critical { kNo, kYes };

// Puts one X.509 v3 certificate together (RFC 5280, section 4.1). A step that fails is remembered and reported by
// Sign(), after which the builder is spent. One thread.
class CertificateBuilder {
 public:
  // A fresh certificate for `subject_key` with a random serial number of 127 bits.
  explicit CertificateBuilder(evp_pkey_st& subject_key);

  // An empty common name leaves the subject empty.
  void SetSubject(std::string_view organization, std::string_view common_name);
  void SetValidity(WallTime not_before, WallTime not_after);
  // Takes the issuer's subject as issuer's name and its key identifier (which it must have); without a call the
  // certificate names itself as its issuer.
  void SetIssuer(const x509_st& issuer);

  // `value` in the syntax of OpenSSL's configuration files ("CA:TRUE,pathlen:0"); never text from outside.
  void AddExtension(int nid, Critical critical, const char* value);
  void AddSubjectKeyIdentifier();
  void AddAlternativeNames(Critical critical, std::span<const std::string> dns_names);
  // Critical: only hosts of `permitted_domains`, and no IP address of either version.
  void AddNameConstraints(std::span<const std::string> permitted_domains);

  [[nodiscard]] Result<tls::CertificatePtr> Sign(evp_pkey_st& issuer_key) &&;

 private:
  void Require(bool succeeded) { failed_ = failed_ || !succeeded; }

  tls::CertificatePtr certificate_;
  bool has_issuer_ = false;
  bool failed_ = false;
};

// A fresh EC key on the curve P-256.
[[nodiscard]] Result<tls::PkeyPtr> MakeKey();

}  // namespace osslens::intercept
