#include "proxy/tls/session_cache.h"

#include <utility>

namespace osslens::tls {

void SessionCache::Put(const std::string& key, SslSessionPtr session) {
  if (limit_ == 0) return;
  Remove(key);
  if (entries_.size() == limit_) {
    const std::string oldest = entries_.front().key;
    Remove(oldest);
  }
  entries_.push_back({key, std::move(session)});
  by_key_.emplace(key, std::prev(entries_.end()));
}

ssl_session_st* SessionCache::Find(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.end(), entries_, found->second);
  return found->second->session.get();
}

void SessionCache::Remove(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  entries_.erase(found->second);
  by_key_.erase(found);
}

}  // namespace osslens::tls
