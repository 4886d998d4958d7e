#include "proxy/intercept/authority_store.h"

#include <fmt/format.h>

#include <utility>

#include "base/secret.h"
#include "proxy/intercept/private_file.h"

namespace osslens::intercept {
namespace {

// A key and two certificates take some 2 KiB; each domain adds its length.
constexpr size_t kAuthorityLimitBytes = size_t{256} * 1024;

std::string Day(WallTime time) { return FormatRfc3339(time).substr(0, 10); }

// Why `authority` cannot stay, as the end of a sentence; empty when it can.
std::string ReasonToRenew(const CertificateAuthority& authority, const PermittedDomains& domains,
                          WallTime now) {
  if (now >= authority.not_after())
    return fmt::format("the old one ended on {}", Day(authority.not_after()));
  if (now >= authority.not_after() - kAuthorityRenewal)
    return fmt::format("the old one ends on {}", Day(authority.not_after()));
  if (now < authority.not_before())
    return fmt::format("the old one is not valid before {}", Day(authority.not_before()));
  for (const std::string& domain : domains.names) {
    if (!authority.permitted().Permit(domain))
      return fmt::format("the old one does not permit {}", domain);
  }
  return "";
}

std::string NoticeOf(const CertificateAuthority& authority, const std::filesystem::path& root_file,
                     std::string_view reason) {
  const bool first = reason.empty();
  return fmt::format(
      "made a {}certificate authority{}{} for {}, valid until {}; {} trust {} (SHA-256 {}): "
      "osslens run sees to it for the command it starts, osslens ca install for this system",
      first ? "" : "new ", first ? "" : ", because ", reason,
      fmt::join(authority.permitted().names, ", "), Day(authority.not_after()),
      first ? "apps must" : "what trusted the old one must now", root_file.native(),
      authority.RootFingerprint());
}

}  // namespace

Result<AuthorityStore::Opened> AuthorityStore::Open(const PermittedDomains& domains,
                                                    WallTime now) const {
  if (auto prepared = PreparePrivateDirectory(directory_); !prepared)
    return tl::unexpected(prepared.error());
  const Result<FileLock> lock = FileLock::Take(lock_file());
  if (!lock) return tl::unexpected(lock.error());
  RemoveUnfinished(authority_file());
  Result<std::optional<CertificateAuthority>> present = Read();
  if (!present) return tl::unexpected(present.error());
  if (!*present) return Make(domains, now, "");
  const std::string reason = ReasonToRenew(**present, domains, now);
  if (!reason.empty()) return Make(domains, now, reason);
  if (auto kept = KeepRootFile(**present); !kept) return tl::unexpected(kept.error());
  return Opened{std::move(**present), ""};
}

Result<AuthorityStore::Opened> AuthorityStore::Renew(const PermittedDomains& domains,
                                                     WallTime now) const {
  if (auto prepared = PreparePrivateDirectory(directory_); !prepared)
    return tl::unexpected(prepared.error());
  const Result<FileLock> lock = FileLock::Take(lock_file());
  if (!lock) return tl::unexpected(lock.error());
  return Make(domains, now, "it was asked for");
}

Result<std::optional<CertificateAuthority>> AuthorityStore::Load() const {
  std::error_code error;
  if (!std::filesystem::exists(directory_, error)) return std::nullopt;
  if (auto prepared = PreparePrivateDirectory(directory_); !prepared)
    return tl::unexpected(prepared.error());
  const Result<FileLock> lock = FileLock::Take(lock_file());
  if (!lock) return tl::unexpected(lock.error());
  return Read();
}

Result<std::optional<CertificateAuthority>> AuthorityStore::Read() const {
  const Result<Secret> pem = ReadPrivateFile(authority_file(), kAuthorityLimitBytes);
  if (!pem) {
    if (pem.error().kind == ErrorKind::kNotFound) return std::nullopt;
    return Fail(pem.error().kind,
                pem.error().message + "; osslens ca renew makes a new certificate authority");
  }
  Result<CertificateAuthority> authority = CertificateAuthority::FromPem(*pem);
  if (!authority) {
    return Fail(authority.error().kind,
                fmt::format("cannot use the certificate authority in {}: {}; osslens ca renew "
                            "makes a new one",
                            authority_file().native(), authority.error().message));
  }
  return std::optional<CertificateAuthority>(std::move(*authority));
}

Result<AuthorityStore::Opened> AuthorityStore::Make(const PermittedDomains& domains, WallTime now,
                                                    std::string_view reason) const {
  Result<CertificateAuthority> made = CertificateAuthority::Create(domains, now);
  if (!made) return tl::unexpected(made.error());
  const Result<Secret> pem = made->ToPem();
  if (!pem) return tl::unexpected(pem.error());
  constexpr mode_t kOwnerOnly = 0600;
  if (auto written = ReplaceFile(authority_file(), pem->reveal(), kOwnerOnly); !written)
    return tl::unexpected(written.error());
  if (auto kept = KeepRootFile(*made); !kept) return tl::unexpected(kept.error());
  std::string notice = NoticeOf(*made, root_file(), reason);
  return Opened{std::move(*made), std::move(notice)};
}

Result<void> AuthorityStore::KeepRootFile(const CertificateAuthority& authority) const {
  const Result<std::string> pem = authority.RootPem();
  if (!pem) return tl::unexpected(pem.error());
  const Result<std::string> present = ReadBounded(root_file(), kAuthorityLimitBytes);
  if (present && *present == *pem) return {};
  constexpr mode_t kForAll = 0644;
  return ReplaceFile(root_file(), *pem, kForAll);
}

}  // namespace osslens::intercept
