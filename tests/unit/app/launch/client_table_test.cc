#include "app/launch/client_table.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace osslens::app {
namespace {

std::string Guide() {
  std::ifstream file("docs/guide/clients.md");  // tests run at the root of the tree
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ClientTable, IdsAreOfTheirOwnAndPlain) {
  std::set<std::string_view> ids;
  for (const Client& client : Clients()) {
    EXPECT_TRUE(ids.insert(client.id).second) << client.id;
    EXPECT_TRUE(std::regex_match(std::string(client.id), std::regex("[a-z][a-z0-9]*(-[a-z0-9]+)*")))
        << client.id;
  }
}

TEST(ClientTable, SaysWhatToDoForWhatDoesNotObey) {
  for (const Client& client : Clients())
    EXPECT_EQ(client.advice.empty(), client.obedience == Obedience::kObeys) << client.id;
}

TEST(ClientTable, EveryClueLeadsToAClient) {
  for (const Clue& clue : Clues()) {
    EXPECT_NE(FindClient(clue.client), nullptr) << clue.word << " of " << clue.client;
    EXPECT_FALSE(clue.word.empty());
  }
}

TEST(ClientTable, EveryClientHasItsSectionInTheGuide) {
  const std::string guide = Guide();
  for (const Client& client : Clients()) {
    const std::string heading =
        "<a id=\"" + std::string(client.id) + "\"></a>\n## " + std::string(client.name) + "\n";
    EXPECT_NE(guide.find(heading), std::string::npos) << "docs/guide/clients.md has no " << heading;
  }
}

TEST(ClientTable, TheGuideHasNoSectionOfAnUnknownClient) {
  const std::string guide = Guide();
  const std::regex anchor("<a id=\"([^\"]+)\"></a>");
  for (std::sregex_iterator found(guide.begin(), guide.end(), anchor), end; found != end; ++found)
    EXPECT_NE(FindClient((*found)[1].str()), nullptr) << (*found)[1];
}

TEST(ClientTable, KnowsSdksByTheirUserAgent) {
  const auto id_of = [](std::string_view user_agent) {
    const Client* client = ClientOfUserAgent(user_agent);
    return client == nullptr ? "" : client->id;
  };
  EXPECT_EQ(id_of("aliyun-sdk-python/2.18.4(Linux/6.1/x86_64;3.11)"), "python-oss2");
  EXPECT_EQ(id_of("aliyun-sdk-nodejs/6.23.0 Node.js 20.20.2 on Linux 64-bit"), "node-ali-oss");
  EXPECT_EQ(id_of("alibabacloud-go-sdk-v2/1.5.1 (linux)"), "go-v2");
  EXPECT_EQ(id_of("curl/7.88.1"), "curl");
  EXPECT_EQ(id_of(""), "");
  EXPECT_EQ(id_of("Mozilla/5.0"), "");
}

}  // namespace
}  // namespace osslens::app
