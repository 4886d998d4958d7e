#include "app/commands/policy.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "store/data_directory.h"
#include "store/exchange_writer.h"

namespace osslens::app {
namespace {

class PolicyCommand : public testing::Test {
 protected:
  PolicyCommand() {
    std::filesystem::create_directories(directory_);
    arguments_.data_dir = directory_;
  }
  ~PolicyCommand() override { std::filesystem::remove_all(directory_); }

  void Store(const std::string& line) {
    auto writer = store::ExchangeWriter::Open(store::DatabaseFileIn(directory_)).value();
    std::vector<std::unique_ptr<store::Exchange>> batch;
    auto exchange = std::make_unique<store::Exchange>();
    exchange->host = "logs.oss-cn-hangzhou.aliyuncs.com";
    exchange->operation = "HeadBucket";
    exchange->request.head = line + " HTTP/1.1\r\nHost: " + exchange->host +
                             "\r\nAuthorization: OSS exampleAccessKeyId:c2ln\r\n\r\n";
    exchange->status = 200;
    batch.push_back(std::move(exchange));
    ASSERT_TRUE(writer.Write(batch));
  }

  const std::filesystem::path directory_ =
      std::filesystem::path(testing::TempDir()) /
      ("osslens-policy-" + std::to_string(getpid()) + "-" +
       testing::UnitTest::GetInstance()->current_test_info()->name());
  PolicyArguments arguments_;
};

TEST_F(PolicyCommand, PrintsWhatRamTakesAndSaysTheRestOnStandardError) {
  Store("GET /a");
  Store("HEAD /");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  ASSERT_TRUE(Policy(arguments_));
  const auto policy = nlohmann::json::parse(testing::internal::GetCapturedStdout());
  EXPECT_EQ(policy["Version"], "1");
  EXPECT_EQ(policy["Statement"][0]["Action"][0], "oss:GetObject");
  EXPECT_EQ(policy["Statement"][0]["Resource"][0], "acs:oss:*:*:logs/a");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "osslens: no action is documented for HeadBucket; grant what these need by hand\n");
}

TEST_F(PolicyCommand, SpeaksChinese) {
  Store("HEAD /");
  arguments_.language = "zh";
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  ASSERT_TRUE(Policy(arguments_));
  testing::internal::GetCapturedStdout();
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "osslens: 文档中没有 HeadBucket 对应的授权操作，请自行补充\n");
}

TEST_F(PolicyCommand, SaysThatThereIsNothingToAllow) {
  Store("GET /a");
  arguments_.denied = true;
  const auto done = Policy(arguments_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message,
            "no captured call was refused for want of a permission; see all with osslens list");
}

TEST_F(PolicyCommand, NamesTheFilterThatItCannotRead) {
  arguments_.filter = "x:1";
  const auto done = Policy(arguments_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message.rfind("--filter: ", 0), 0U);
}

}  // namespace
}  // namespace osslens::app
