#include "analyzers/checks/source.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace osslens::analyzers {
namespace {

TEST(Source, IsFoundByItsWord) {
  ASSERT_NE(FindSource("header"), nullptr);
  EXPECT_TRUE(FindSource("header")->named);
  EXPECT_FALSE(FindSource("method")->named);
  EXPECT_EQ(FindSource("Header"), nullptr);
}

TEST(Source, EveryWordIsThereOnce) {
  std::set<std::string_view> words;
  for (const auto& sources : {HeadSources(), SignerSources(), AnswerSources(), BodySources(),
                              CallbackSources(), FormSources()}) {
    for (const Source& source : sources)
      EXPECT_TRUE(words.insert(source.word).second) << source.word;
  }
  EXPECT_GT(words.size(), 80U);
}

}  // namespace
}  // namespace osslens::analyzers
