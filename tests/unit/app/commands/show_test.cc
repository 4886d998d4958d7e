#include "app/commands/show.h"

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

class ShowCommand : public testing::Test {
 protected:
  ShowCommand() {
    std::filesystem::create_directories(directory_);
    auto exchange = std::make_unique<store::Exchange>();
    exchange->method = "GET";
    exchange->url = "http://bucket.oss-cn-hangzhou.aliyuncs.com/key?Signature=c2VjcmV0";
    exchange->status = 403;
    exchange->duration = Microseconds(1234);
    exchange->oss_code = "AccessDenied";
    exchange->request.head = "GET /key?Signature=c2VjcmV0 HTTP/1.1\r\nHost: bucket\r\n\r\n";
    exchange->response.head = "HTTP/1.1 403 Forbidden\r\nServer: AliyunOSS\r\n\r\n";
    exchange->response.body = {.bytes = "<Error>\x1b[31m</Error>", .total_bytes = 20};
    store::Finding& finding = exchange->findings.emplace_back();
    finding.rule = "wrong-endpoint";
    finding.evidence.push_back({store::Where::kRequestHeader, "Host", "bucket", ""});
    std::vector<std::unique_ptr<store::Exchange>> batch;
    batch.push_back(std::move(exchange));
    EXPECT_TRUE(
        store::ExchangeWriter::Open(store::DatabaseFileIn(directory_)).value().Write(batch));
    arguments_.data_dir = directory_;
    arguments_.id = 1;
  }
  ~ShowCommand() override { std::filesystem::remove_all(directory_); }

  std::string Printed() {
    testing::internal::CaptureStdout();
    const auto done = Show(arguments_);
    std::string printed = testing::internal::GetCapturedStdout();
    EXPECT_TRUE(done) << done.error().message;
    return printed;
  }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-show-" + std::to_string(getpid());
  ShowArguments arguments_;
};

TEST_F(ShowCommand, PrintsTheFindingFirstAndTheMessagesAfterIt) {
  const std::string text = Printed();
  const size_t outcome = text.find(
                   "status 403 at 1970-01-01T00:00:00.000000Z, 1.2 ms, code AccessDenied"),
               finding = text.find("(wrong-endpoint)"),
               evidence = text.find("  request.header Host: bucket\n"),
               request = text.find("--- request\nGET /key?Signature=*** HTTP/1.1\nHost: bucket\n"),
               answer =
                   text.find("--- answer\nHTTP/1.1 403 Forbidden\nServer: AliyunOSS\n\n<Error>");
  ASSERT_NE(answer, std::string::npos) << text;
  EXPECT_LT(outcome, finding) << text;
  EXPECT_LT(finding, evidence) << text;
  EXPECT_LT(evidence, request) << text;
  EXPECT_LT(request, answer) << text;
}

TEST_F(ShowCommand, LetsNothingCapturedSteerTheTerminalAndNoSecretOut) {
  const std::string text = Printed();
  EXPECT_NE(text.find("\\x1b[31m"), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("c2VjcmV0"), std::string::npos);
}

TEST_F(ShowCommand, GivesJson) {
  arguments_.json = true;
  const std::string text = Printed();
  EXPECT_EQ(nlohmann::json::parse(text)["oss_code"], "AccessDenied");
  EXPECT_EQ(text.find("c2VjcmV0"), std::string::npos);
}

TEST_F(ShowCommand, SaysThatThereIsNoSuchExchange) {
  arguments_.id = 99;
  const auto failed = Show(arguments_);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(failed.error().message.find("99"), std::string::npos);
}

}  // namespace
}  // namespace osslens::app
