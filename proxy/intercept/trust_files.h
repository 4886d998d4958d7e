#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "proxy/intercept/authority_store.h"
#include "proxy/intercept/certificate_authority.h"
#include "proxy/intercept/java_trust_store.h"

// Files for programs that are told to trust the root by a variable or a property. Most of these replace what the
// program would have trusted, so the files hold that too: hosts that are tunnelled blind go on working.
namespace osslens::intercept {

// The system's certificates in one PEM file: Debian's, Fedora's, SUSE's or Alpine's.
[[nodiscard]] std::optional<std::filesystem::path> FindSystemBundle();

// The trust store of the Java that would run: below `java_home` (the variable JAVA_HOME; may be empty) or the `java`
// that is first in `path` (the variable PATH); else the one that Debian or Fedora keep for all.
[[nodiscard]] std::optional<std::filesystem::path> FindJavaAnchors(std::string_view java_home,
                                                                   std::string_view path);

// Writes ca/bundle.pem: what is in `base` (PEM) and the root. Without a base the root alone.
[[nodiscard]] Result<std::filesystem::path> WriteTrustBundle(
    const AuthorityStore& store, const CertificateAuthority& authority,
    const std::optional<std::filesystem::path>& base);

// Writes ca/truststore.p12 for Java, with kJavaTrustStorePassword: what is in `base` (JKS, PKCS#12 or PEM) and the
// root as "osslens".
[[nodiscard]] Result<std::filesystem::path> WriteJavaTrustStore(
    const AuthorityStore& store, const CertificateAuthority& authority,
    const std::optional<std::filesystem::path>& base);

}  // namespace osslens::intercept
