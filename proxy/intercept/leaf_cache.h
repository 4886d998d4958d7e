#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "proxy/intercept/certificate_authority.h"
#include "proxy/intercept/leaf_certificate.h"
#include "proxy/tls/identity_source.h"
#include "proxy/tls/server_identity.h"

namespace osslens::intercept {

// The leaves of a process, with the one key that they all share. Any thread, and all loops share one cache: a leaf is
// made while the lock is held, in well under a millisecond, so two loops never make the same one.
//
// A full cache drops the leaf that was asked for least recently; who still uses it keeps it alive.
class LeafCache final : public tls::IdentitySource {
 public:
  // `authority` must outlive the cache. `capacity` is at least 1; a leaf takes some 2 KiB.
  [[nodiscard]] static Result<std::unique_ptr<LeafCache>> Create(
      const CertificateAuthority& authority, size_t capacity = 256);
  LeafCache(const CertificateAuthority& authority, size_t capacity, tls::PkeyPtr key);

  // What to show a client that asks for `host` (its SNI, or the CONNECT's host when there is none). All hosts of one
  // wildcard get the same object. A leaf is replaced a day before it ends. Errors as of NamesFor() and MakeLeaf().
  [[nodiscard]] Result<std::shared_ptr<const tls::ServerIdentity>> Get(std::string_view host,
                                                                       WallTime now)
      OSSLENS_EXCLUDES(mutex_);
  // The same, now.
  [[nodiscard]] Result<std::shared_ptr<const tls::ServerIdentity>> For(
      const std::string& host) override {
    return Get(host, WallNow());
  }

  [[nodiscard]] size_t size() const OSSLENS_EXCLUDES(mutex_);

 private:
  struct Entry {
    std::string base;
    WallTime use_from, use_until;
    std::shared_ptr<const tls::ServerIdentity> identity;
  };
  using Entries = std::list<Entry>;

  [[nodiscard]] Result<Entry> Make(const LeafNames& names, WallTime now) const;

  const CertificateAuthority& authority_;
  const size_t capacity_;
  const tls::PkeyPtr key_;
  mutable Mutex mutex_;
  Entries entries_ OSSLENS_GUARDED_BY(mutex_);  // asked for most recently first
  // Keys are views of the entries' bases, which a list never moves.
  std::unordered_map<std::string_view, Entries::iterator> by_base_ OSSLENS_GUARDED_BY(mutex_);
};

}  // namespace osslens::intercept
