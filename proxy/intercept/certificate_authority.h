#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "proxy/intercept/permitted_domains.h"
#include "proxy/tls/openssl_ptr.h"

namespace osslens::intercept {

// How long a certificate authority lasts, and how long before its end a new one is made.
constexpr std::chrono::days kAuthorityLife{365};
constexpr std::chrono::days kAuthorityRenewal{30};
// Certificates begin before they are made: clocks of clients may be slow.
constexpr std::chrono::days kBackdated{1};

// The root that users trust, and the intermediate under it that certifies hosts. The root's private key is gone before
// Create() returns; the intermediate is held by critical name constraints to the permitted domains, without any IP
// address, and by its extended key usage to TLS servers, so that its key is of no use for other hosts.
//
// Immutable; any number of threads may read it at once. No I/O: AuthorityStore keeps it in files.
class CertificateAuthority {
 public:
  // `permitted` must not be empty. Valid from a day before `now`, for a year from `now`.
  [[nodiscard]] static Result<CertificateAuthority> Create(PermittedDomains permitted,
                                                           WallTime now);

  // Reads what ToPem() wrote, and checks that its parts belong together and hold the constraints that Create() sets.
  [[nodiscard]] static Result<CertificateAuthority> FromPem(const Secret& pem);

  // Private key, intermediate and root, for a file that only its owner can read.
  [[nodiscard]] Result<Secret> ToPem() const;

  // What clients are told to trust, in PEM.
  [[nodiscard]] Result<std::string> RootPem() const;
  // SHA-256 of the root's DER form as browsers show it: "AB:CD:...", 95 characters.
  [[nodiscard]] std::string RootFingerprint() const;
  // "O = osslens, CN = ..."
  [[nodiscard]] std::string RootSubject() const;

  // Not const: OpenSSL counts owners of, and signs through pointers to, what it calls mutable.
  [[nodiscard]] x509_st& root() const noexcept { return *root_; }
  [[nodiscard]] x509_st& intermediate() const noexcept { return *intermediate_; }
  [[nodiscard]] evp_pkey_st& key() const noexcept { return *key_; }
  [[nodiscard]] const PermittedDomains& permitted() const noexcept { return permitted_; }
  [[nodiscard]] WallTime not_before() const noexcept { return not_before_; }
  [[nodiscard]] WallTime not_after() const noexcept { return not_after_; }

 private:
  CertificateAuthority(tls::CertificatePtr root, tls::CertificatePtr intermediate, tls::PkeyPtr key)
      : root_(std::move(root)), intermediate_(std::move(intermediate)), key_(std::move(key)) {}

  // Fills the fields below from the certificates.
  [[nodiscard]] Result<void> ReadBack();

  tls::CertificatePtr root_;
  tls::CertificatePtr intermediate_;
  tls::PkeyPtr key_;
  PermittedDomains permitted_;
  WallTime not_before_, not_after_;
};

}  // namespace osslens::intercept
