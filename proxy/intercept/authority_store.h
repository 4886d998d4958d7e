#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "proxy/intercept/certificate_authority.h"
#include "proxy/intercept/permitted_domains.h"

namespace osslens::intercept {

// The folder of a data directory (which must exist) that holds the certificate authority and what is derived from it:
//   ca/authority.pem  key, intermediate and root, mode 0600: the authority as a whole, replaced in one step
//   ca/root.pem       the root alone, for clients; written again whenever it differs
//   ca/lock           taken by whoever reads or writes these, so that processes that start at once agree
class AuthorityStore {
 public:
  explicit AuthorityStore(const std::filesystem::path& data_directory)
      : directory_(data_directory / "ca") {}

  struct Opened {
    CertificateAuthority authority;
    // Empty, or a sentence for the user: a new authority was made, why, and what to trust now.
    std::string notice;
  };

  // The authority for these domains. A new one is made when there is none, when the present one does not permit one
  // of the domains, is within thirty days of its end or not valid yet. One that permits more than is needed stays,
  // since users would have to trust another for nothing.
  [[nodiscard]] Result<Opened> Open(const PermittedDomains& domains, WallTime now) const;

  // A new authority in any case, also in place of one that cannot be read.
  [[nodiscard]] Result<Opened> Renew(const PermittedDomains& domains, WallTime now) const;

  // What is there, whatever its dates; nothing when none has been made.
  [[nodiscard]] Result<std::optional<CertificateAuthority>> Load() const;

  [[nodiscard]] const std::filesystem::path& directory() const noexcept { return directory_; }
  [[nodiscard]] std::filesystem::path root_file() const { return directory_ / "root.pem"; }
  [[nodiscard]] std::filesystem::path lock_file() const { return directory_ / "lock"; }

 private:
  [[nodiscard]] std::filesystem::path authority_file() const {
    return directory_ / "authority.pem";
  }
  // These run under the lock.
  [[nodiscard]] Result<std::optional<CertificateAuthority>> Read() const;
  [[nodiscard]] Result<Opened> Make(const PermittedDomains& domains, WallTime now,
                                    std::string_view reason) const;
  [[nodiscard]] Result<void> KeepRootFile(const CertificateAuthority& authority) const;

  std::filesystem::path directory_;
};

}  // namespace osslens::intercept
