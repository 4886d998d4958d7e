#include "proxy/intercept/leaf_cache.h"

#include <algorithm>
#include <utility>

#include "proxy/intercept/certificate_builder.h"

namespace osslens::intercept {
namespace {

// So that a handshake, and a client whose clock is ahead, finds it valid.
constexpr std::chrono::days kReplacedBefore{1};

}  // namespace

Result<std::unique_ptr<LeafCache>> LeafCache::Create(const CertificateAuthority& authority,
                                                     size_t capacity) {
  Result<tls::PkeyPtr> key = MakeKey();
  if (!key) return tl::unexpected(key.error());
  return std::make_unique<LeafCache>(authority, capacity, std::move(*key));
}

LeafCache::LeafCache(const CertificateAuthority& authority, size_t capacity, tls::PkeyPtr key)
    : authority_(authority), capacity_(std::max<size_t>(capacity, 1)), key_(std::move(key)) {}

Result<std::shared_ptr<const tls::ServerIdentity>> LeafCache::Get(std::string_view host,
                                                                  WallTime now) {
  Result<LeafNames> names = NamesFor(host, authority_.permitted());
  if (!names) return tl::unexpected(names.error());
  const MutexLock lock(mutex_);
  const auto found = by_base_.find(names->names.front());
  if (found != by_base_.end()) {
    const Entries::iterator entry = found->second;
    // Also not from the future, in case the clock was set back.
    if (entry->use_from <= now && now < entry->use_until) {
      entries_.splice(entries_.begin(), entries_, entry);
      return entry->identity;
    }
    by_base_.erase(found);
    entries_.erase(entry);
  }
  Result<Entry> made = Make(*names, now);
  if (!made) return tl::unexpected(made.error());
  if (entries_.size() == capacity_) {
    by_base_.erase(entries_.back().base);
    entries_.pop_back();
  }
  entries_.push_front(std::move(*made));
  by_base_.emplace(entries_.front().base, entries_.begin());
  return entries_.front().identity;
}

size_t LeafCache::size() const {
  const MutexLock lock(mutex_);
  return entries_.size();
}

Result<LeafCache::Entry> LeafCache::Make(const LeafNames& names, WallTime now) const {
  Result<Leaf> leaf = MakeLeaf(authority_, names, *key_, now);
  if (!leaf) return tl::unexpected(leaf.error());
  auto identity = std::make_shared<tls::ServerIdentity>();
  identity->leaf = std::move(leaf->certificate);
  identity->issuer = tls::Share(authority_.intermediate());
  identity->key = tls::Share(*key_);
  identity->not_after = leaf->not_after;
  // One that ends with the authority is used to its end: there is no later one to be had.
  const bool ends_with_authority = leaf->not_after == authority_.not_after();
  const WallTime use_until =
      ends_with_authority ? leaf->not_after : WallTime(leaf->not_after - kReplacedBefore);
  return Entry{names.names.front(), leaf->not_before, use_until, std::move(identity)};
}

}  // namespace osslens::intercept
