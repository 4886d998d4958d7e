#include "analyzers/recent_history.h"

#include "analyzers/oss/digest.h"

namespace osslens::analyzers {

void RecentHistory::Remember(const Facts& facts) {
  if (!facts.answered_by_oss) return;
  const bool worked = facts.exchange.status >= 200 && facts.exchange.status < 400;
  const oss::Credentials& credentials = facts.credentials;
  if (!credentials.key_id.empty() && worked) keys_.Get(credentials.key_id, true);
  if (worked && !facts.upstream.endpoint.bucket.empty()) {
    buckets_.Get(facts.upstream.endpoint.bucket, {}) = facts.upstream.endpoint.name;
  }
  if (credentials.key_id.empty()) return;
  for (const oss::SecurityToken& token : credentials.tokens) {
    TokenUse& use = tokens_.Get(oss::Sha256(token.value.reveal()), {credentials.key_id, false});
    use.worked = use.worked || worked;
  }
}

bool RecentHistory::KeyWorked(std::string_view key_id) const {
  return keys_.Find(key_id) != nullptr;
}

std::string RecentHistory::EndpointOf(std::string_view bucket) const {
  const std::string* endpoint = buckets_.Find(bucket);
  return endpoint == nullptr ? std::string{} : *endpoint;
}

std::optional<History::TokenUse> RecentHistory::UseOf(const Secret& token) const {
  const TokenUse* use = tokens_.Find(oss::Sha256(token.reveal()));
  if (use == nullptr) return std::nullopt;
  return *use;
}

}  // namespace osslens::analyzers
