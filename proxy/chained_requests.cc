#include "proxy/chained_requests.h"

#include <functional>

namespace osslens::proxy {

std::optional<ChainedRequests::Ticket> ChainedRequests::Begin(std::string_view head) {
  const size_t key = std::hash<std::string_view>()(head);
  const auto [count, inserted] = counts_.try_emplace(key, 0);
  if (count->second >= max_same_) return std::nullopt;
  ++count->second;
  return Ticket(*this, key);
}

void ChainedRequests::End(size_t key) {
  const auto count = counts_.find(key);
  if (count != counts_.end() && --count->second == 0) counts_.erase(count);
}

}  // namespace osslens::proxy
