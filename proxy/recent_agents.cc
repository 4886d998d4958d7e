#include "proxy/recent_agents.h"

namespace osslens::proxy {

void RecentAgents::Remember(std::string_view client, std::string_view agent) {
  if (agent.empty()) return;
  agent = agent.substr(0, kAgentBytes);
  MutexLock lock(mutex_);
  const auto known = agents_.find(client);
  if (known != agents_.end()) {
    if (known->second != agent) known->second = agent;
    return;
  }
  if (agents_.size() >= kClients) agents_.clear();
  agents_.emplace(client, agent);
}

std::string RecentAgents::Of(std::string_view client) const {
  MutexLock lock(mutex_);
  const auto known = agents_.find(client);
  return known == agents_.end() ? std::string() : known->second;
}

}  // namespace osslens::proxy
