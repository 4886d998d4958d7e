#include "proxy/recent_agents.h"

#include <gtest/gtest.h>

namespace osslens::proxy {
namespace {

TEST(RecentAgents, KnowsTheLastOneOfEachClient) {
  RecentAgents agents;
  agents.Remember("10.0.0.1", "a/1");
  agents.Remember("10.0.0.2", "b/1");
  agents.Remember("10.0.0.1", "a/2");
  agents.Remember("10.0.0.1", "");
  EXPECT_EQ(agents.Of("10.0.0.1"), "a/2");
  EXPECT_EQ(agents.Of("10.0.0.2"), "b/1");
  EXPECT_EQ(agents.Of("10.0.0.3"), "");
}

TEST(RecentAgents, KeepsNoMoreThanItsLimits) {
  RecentAgents agents;
  agents.Remember("first", std::string(1000, 'a'));
  EXPECT_EQ(agents.Of("first").size(), RecentAgents::kAgentBytes);
  for (size_t i = 0; i < RecentAgents::kClients; ++i)
    agents.Remember("client " + std::to_string(i), "b");
  EXPECT_EQ(agents.Of("first"), "");
  EXPECT_EQ(agents.Of("client " + std::to_string(RecentAgents::kClients - 1)), "b");
}

}  // namespace
}  // namespace osslens::proxy
