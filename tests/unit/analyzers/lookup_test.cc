#include "analyzers/lookup.h"

#include <gtest/gtest.h>

namespace osslens::analyzers {
namespace {

const Catalogue& TheCatalogue() {
  static const Result<Catalogue> catalogue = Catalogue::Load();
  return *catalogue;
}

std::vector<std::string> Ids(std::string_view words) {
  std::vector<std::string> ids;
  for (const CatalogueEntry* entry : LookUp(TheCatalogue(), words)) ids.push_back(entry->id);
  return ids;
}

using Strings = std::vector<std::string>;

TEST(LookUp, FindsByIdCodeEcAndMessage) {
  EXPECT_EQ(Ids("no-such-bucket"), Strings{"no-such-bucket"});
  EXPECT_EQ(Ids(" nosuchbucket "), Strings{"no-such-bucket"});
  EXPECT_EQ(Ids("0015-00000101"), Strings{"no-such-bucket"});
  EXPECT_EQ(Ids("the specified bucket does not exist"), Strings{"no-such-bucket"});
  EXPECT_EQ(Ids("wrong-endpoint"), Strings{"wrong-endpoint"});
}

TEST(LookUp, FindsCodesOfClients) {
  EXPECT_EQ(Ids("ConnectionTimeoutError"), Strings{"net-connect-timeout"});
  EXPECT_EQ(Ids("ECONNREFUSED"), Strings{"net-connect-refused"});
}

TEST(LookUp, GivesAllErrorsOfACode) { EXPECT_GT(Ids("AccessDenied").size(), 20U); }

TEST(LookUp, GivesNothingForWhatItDoesNotKnow) {
  EXPECT_TRUE(Ids("").empty());
  EXPECT_TRUE(Ids("NoSuchThing").empty());
}

TEST(Suggest, NamesWhatResemblesTheWords) {
  const Strings near = Suggest(TheCatalogue(), "NoSuchBuket", 3);
  ASSERT_FALSE(near.empty());
  EXPECT_EQ(near.front(), "NoSuchBucket");
  EXPECT_LE(near.size(), 3U);
  EXPECT_TRUE(Suggest(TheCatalogue(), "zzzzzzzz", 3).empty());
}

TEST(WithoutValues, LeavesVariablesOfOssAlone) {
  EXPECT_EQ(WithoutValues("{host}: ${filename} {} {Not} {open"),
            "<host>: ${filename} {} {Not} {open");
}

}  // namespace
}  // namespace osslens::analyzers
