#include "app/commands/list.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analyzers/catalogue.h"
#include "store/data_directory.h"
#include "store/exchange_writer.h"

namespace osslens::app {
namespace {

class ListCommand : public testing::Test {
 protected:
  ListCommand() {
    std::filesystem::create_directories(directory_);
    auto writer = store::ExchangeWriter::Open(store::DatabaseFileIn(directory_)).value();
    std::vector<std::unique_ptr<store::Exchange>> batch;
    for (const int status : {200, 403, 0}) {
      auto exchange = std::make_unique<store::Exchange>();
      exchange->method = "GET";
      exchange->url = "http://bucket.oss-cn-hangzhou.aliyuncs.com/key?Signature=c2VjcmV0";
      exchange->status = status;
      if (status == 403) exchange->findings.emplace_back().rule = "wrong-endpoint";
      if (status == 0) exchange->failure = {store::FailureKind::kDns, "no address"};
      batch.push_back(std::move(exchange));
    }
    EXPECT_TRUE(writer.Write(batch));
    arguments_.data_dir = directory_;
  }
  ~ListCommand() override { std::filesystem::remove_all(directory_); }

  // Of the finding, in the words of the catalogue.
  static std::string Title() {
    const auto catalogue = analyzers::Catalogue::Load().value();
    store::Finding finding;
    finding.rule = "wrong-endpoint";
    return catalogue.Describe(finding, store::Language::kEnglish).title;
  }

  std::string Printed() {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const auto done = List(arguments_);
    std::string printed = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(done) << done.error().message;
    return printed;
  }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-list-" + std::to_string(getpid());
  ListArguments arguments_;
  std::string err_;
};

TEST_F(ListCommand, PrintsATableNewestFirst) {
  EXPECT_EQ(Printed(),
            "    id  started (UTC)             outcome  call\n"
            "     3  1970-01-01 00:00:00           dns  GET     "
            "http://bucket.oss-cn-hangzhou.aliyuncs.com/key?Signature=***\n"
            "     2  1970-01-01 00:00:00           403  GET     "
            "http://bucket.oss-cn-hangzhou.aliyuncs.com/key?Signature=***\n"
            "                                 possible  " +
                Title() +
                "\n"
                "     1  1970-01-01 00:00:00           200  GET     "
                "http://bucket.oss-cn-hangzhou.aliyuncs.com/key?Signature=***\n");
  EXPECT_EQ(err_, "");
}

TEST_F(ListCommand, SaysThatThereAreMore) {
  arguments_.limit = 2;
  EXPECT_EQ(Printed().find("\n     1  "), std::string::npos);
  EXPECT_EQ(err_, "osslens: there are more; see them with --limit, or --filter \"id:<2\"\n");
}

TEST_F(ListCommand, TakesAFilterAndGivesJson) {
  arguments_.filter = "status:403";
  arguments_.json = true;
  const auto json = nlohmann::json::parse(Printed());
  ASSERT_EQ(json["exchanges"].size(), 1U);
  EXPECT_EQ(json["exchanges"][0]["id"], 2);
  EXPECT_EQ(json["next"], nullptr);
  EXPECT_EQ(json.dump().find("c2VjcmV0"), std::string::npos);
}

TEST_F(ListCommand, NamesTheOptionWhoseFilterIsWrong) {
  arguments_.filter = "nonsense:1";
  const auto failed = List(arguments_);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message.find("--filter: "), 0U);
}

}  // namespace
}  // namespace osslens::app
