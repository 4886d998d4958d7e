#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>

#include "proxy/tls/openssl_ptr.h"

namespace osslens::tls {

// TLS sessions with servers, kept so that the next connection to the same one needs no full handshake. One a key; when
// there are too many the one that was used longest ago goes. Single thread.
class SessionCache {
 public:
  explicit SessionCache(size_t limit = 256) : limit_(limit) {}
  SessionCache(const SessionCache&) = delete;
  SessionCache& operator=(const SessionCache&) = delete;
  ~SessionCache() = default;

  // In place of an older one.
  void Put(const std::string& key, SslSessionPtr session);
  // Null when there is none. It stays the cache's, until the next call.
  [[nodiscard]] ssl_session_st* Find(const std::string& key);
  void Remove(const std::string& key);
  [[nodiscard]] size_t size() const { return by_key_.size(); }

 private:
  struct Entry {
    std::string key;
    SslSessionPtr session;
  };

  const size_t limit_;
  std::list<Entry> entries_;  // used longest ago first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace osslens::tls
