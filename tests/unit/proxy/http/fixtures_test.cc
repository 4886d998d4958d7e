// Every file of tests/fixtures/http/ is a stream as it came over the wire; NAME.log beside it is
// what a MessageReader must say of it. "NAME.METHOD.response" answers that method.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/proxy/http/message_log.h"

namespace osslens::http {
namespace {

using testing::LogOf;

struct Fixture {
  std::filesystem::path path;

  [[nodiscard]] MessageReader::Role role() const {
    return path.extension() == ".request" ? MessageReader::Role::kRequest
                                          : MessageReader::Role::kResponse;
  }
  [[nodiscard]] std::string request_method() const {
    const std::string method = path.stem().extension().string();
    return method.empty() ? "GET" : method.substr(1);
  }
};

void PrintTo(const Fixture& fixture, std::ostream* out) { *out << fixture.path.filename(); }

std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return file ? bytes.str() : "cannot read " + path.string();
}

std::vector<Fixture> AllFixtures() {
  std::vector<Fixture> fixtures;
  for (const auto& entry : std::filesystem::directory_iterator(OSSLENS_FIXTURES "/http")) {
    if (entry.is_regular_file() && entry.path().extension() != ".log")
      fixtures.push_back({entry.path()});
  }
  std::ranges::sort(fixtures, {}, &Fixture::path);
  return fixtures;
}

std::string TestName(const ::testing::TestParamInfo<Fixture>& info) {
  std::string name = info.param.path.filename().string();
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

class HttpFixture : public ::testing::TestWithParam<Fixture> {
 protected:
  [[nodiscard]] std::string LogWithCuts(const std::vector<size_t>& cuts) const {
    return LogOf(GetParam().role(), GetParam().request_method(), stream_, cuts);
  }

  const std::string stream_ = Contents(GetParam().path);
  const std::string expected_ = Contents(GetParam().path.string() + ".log");
};

TEST_P(HttpFixture, GivesItsLogWhole) { EXPECT_EQ(LogWithCuts({}), expected_); }

TEST_P(HttpFixture, GivesItsLogByteByByte) {
  std::vector<size_t> cuts(stream_.size());
  std::iota(cuts.begin(), cuts.end(), size_t{0});
  EXPECT_EQ(LogWithCuts(cuts), expected_);
}

TEST_P(HttpFixture, GivesItsLogCutAtEveryOffset) {
  for (size_t cut = 0; cut <= stream_.size(); ++cut) {
    ASSERT_EQ(LogWithCuts({cut}), expected_) << "cut at offset " << cut;
  }
}

INSTANTIATE_TEST_SUITE_P(Wire, HttpFixture, ::testing::ValuesIn(AllFixtures()), TestName);

}  // namespace
}  // namespace osslens::http
