#include "app/launch/summary.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "analyzers/catalogue.h"
#include "store/exchange_writer.h"

namespace osslens::app {
namespace {

class SummaryTest : public testing::Test {
 protected:
  ~SummaryTest() override { std::filesystem::remove_all(directory_); }

  store::Exchange& Add(int status) {
    auto exchange = std::make_unique<store::Exchange>();
    exchange->method = "GET";
    exchange->url = "http://bucket.oss-cn-hangzhou.aliyuncs.com/key";
    exchange->status = status;
    batch_.push_back(std::move(exchange));
    return *batch_.back();
  }

  RunSummary Of(int64_t after = 0) {
    std::filesystem::create_directories(directory_);
    EXPECT_TRUE(store::ExchangeWriter::Open(directory_ / "exchanges.db").value().Write(batch_));
    auto reader = store::ExchangeReader::Open(directory_ / "exchanges.db").value();
    const auto catalogue = analyzers::Catalogue::Load().value();
    return Summarise(reader, after, catalogue, store::Language::kEnglish).value();
  }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-summary-" + std::to_string(getpid());
  std::vector<std::unique_ptr<store::Exchange>> batch_;
};

TEST_F(SummaryTest, CountsCallsAndFailuresByCause) {
  Add(200);
  for (const int status : {500, 404, 404}) Add(status);
  Add(403).findings.emplace_back().rule = "wrong-endpoint";
  Add(0).failure = {store::FailureKind::kDns, "no address for x.example"};
  const RunSummary summary = Of();
  EXPECT_EQ(summary.calls, 6);
  EXPECT_EQ(summary.failed, 5);
  int64_t explained = 0;
  std::string titles;
  for (const auto& cause : summary.causes) explained += cause.count, titles += cause.title + "\n";
  EXPECT_EQ(explained, 5);
  EXPECT_NE(titles.find("(wrong-endpoint)\n"), std::string::npos) << titles;
}

TEST_F(SummaryTest, LooksOnlyAtWhatIsNew) {
  Add(404);
  Add(200);
  const RunSummary summary = Of(1);
  EXPECT_EQ(summary.calls, 1);
  EXPECT_EQ(summary.failed, 0);
}

TEST_F(SummaryTest, KnowsTheClientsByTheirUserAgent) {
  const auto from = [this](const std::string& user_agent) {
    Add(200).request.head = "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: " + user_agent + "\r\n\r\n";
  };
  from("aliyun-sdk-python/2.18.4(Linux/6.1/x86_64;3.11)");
  from("aliyun-sdk-python/2.18.4(Linux/6.1/x86_64;3.11)");
  from("something/1.0");
  from("curl/7.88.1");
  EXPECT_EQ(Of().clients, (std::vector<std::string>{"oss2 for Python", "curl"}));
}

TEST_F(SummaryTest, CountsWhatStayedClosed) {
  Add(200).kind = store::ExchangeKind::kTunnel;
  EXPECT_EQ(Of().unopened, 1);
}

TEST(SummaryText, SaysItInFewLines) {
  EXPECT_EQ(SummaryText({.calls = 1}), "1 call, 0 failed");
  EXPECT_EQ(
      SummaryText({.calls = 12,
                   .failed = 3,
                   .unopened = 2,
                   .clients = {"oss2 for Python", "curl"},
                   .causes = {{"A wrong secret (signature-mismatch)", 2}, {"HTTP status 500", 1}}}),
      "12 calls by oss2 for Python and curl, 3 failed, 2 tunnelled without opening TLS\n"
      "     2 x A wrong secret (signature-mismatch)\n"
      "     1 x HTTP status 500");
}

TEST(SummaryText, EndsAfterAHandfulOfCauses) {
  RunSummary summary{.calls = 20, .failed = 20};
  for (int i = 0; i < 10; ++i) summary.causes.push_back({"cause " + std::to_string(i), 2});
  const std::string text = SummaryText(summary);
  EXPECT_NE(text.find("cause 7"), std::string::npos);
  EXPECT_EQ(text.find("cause 8"), std::string::npos);
  EXPECT_NE(text.find("and 2 more causes"), std::string::npos);
}

}  // namespace
}  // namespace osslens::app
