#include "analyzers/fingerprint.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace osslens::analyzers {
namespace {

// Kept by others in tickets and lists: these values must never change.
TEST(Fingerprint, IsWhatItAlwaysWas) {
  EXPECT_EQ(Fingerprint({"wrong-secret", "", "PutObject", "logs"}), "v1:a0d98c88f35c88ab");
  EXPECT_EQ(Fingerprint({"wrong-secret", "", "GetObject", "logs"}), "v1:e55200837403447c");
}

TEST(Fingerprint, TellsApartWhatDiffersInAnyPart) {
  const std::set<std::string> all{
      Fingerprint({"a", "b", "c", "d"}), Fingerprint({"", "b", "c", "d"}),
      Fingerprint({"a", "", "c", "d"}),  Fingerprint({"a", "b", "", "d"}),
      Fingerprint({"a", "b", "c", ""}),  Fingerprint({"ab", "", "c", "d"}),
      Fingerprint({"a", "b", "cd", ""}), Fingerprint({"a", "b", "c1:d", ""})};
  EXPECT_EQ(all.size(), 8U);
}

}  // namespace
}  // namespace osslens::analyzers
