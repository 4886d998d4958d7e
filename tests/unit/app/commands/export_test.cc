#include "app/commands/export.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/captures.h"
#include "store/data_directory.h"
#include "store/exchange_writer.h"

namespace osslens::app {
namespace {

class ExportCommand : public testing::Test {
 protected:
  ExportCommand() {
    std::filesystem::create_directories(directory_);
    auto writer = store::ExchangeWriter::Open(store::DatabaseFileIn(directory_)).value();
    std::vector<std::unique_ptr<store::Exchange>> batch;
    for (const int status : {200, 403}) {
      auto exchange = std::make_unique<store::Exchange>();
      exchange->method = "GET";
      exchange->url = "http://bucket.oss-cn-hangzhou.aliyuncs.com/key?Signature=c2VjcmV0";
      exchange->status = status;
      exchange->request.head = "GET /key?Signature=c2VjcmV0 HTTP/1.1\r\nHost: bucket\r\n\r\n";
      batch.push_back(std::move(exchange));
    }
    EXPECT_TRUE(writer.Write(batch));
  }
  ~ExportCommand() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] ExportArguments Arguments() const {
    ExportArguments arguments;
    arguments.data_dir = directory_;
    arguments.output = directory_ / "out";
    return arguments;
  }
  [[nodiscard]] std::string Written() const {
    std::ifstream file(directory_ / "out");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::filesystem::path directory_ =
      testing::TempDir() + "osslens-export-" + std::to_string(getpid());
};

TEST_F(ExportCommand, WritesADatabaseThatOtherCommandsRead) {
  ExportArguments arguments = Arguments();
  arguments.format = "sqlite";
  arguments.filter = "is:failed";
  std::ofstream(directory_ / "out.partial") << "left behind";
  std::ofstream(directory_ / "out.partial-wal") << "left behind";
  const Result<void> done = Export(arguments);
  ASSERT_TRUE(done) << done.error().message;
  Result<Captures> captures = OpenCaptures((directory_ / "out").native());
  ASSERT_TRUE(captures) << captures.error().message;
  EXPECT_EQ(captures->reader.Count({}).value(), 1);
  EXPECT_EQ(captures->reader.Find(2).value()->request.head.find("c2VjcmV0"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "out.partial"));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "out.partial-wal"));
}

TEST_F(ExportCommand, DoesNotWriteADatabaseToStandardOutput) {
  ExportArguments arguments = Arguments();
  arguments.format = "sqlite";
  arguments.output = "-";
  const Result<void> refused = Export(arguments);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "a database cannot go to standard output; name a file with --output");
}

TEST_F(ExportCommand, WritesAnArchiveThatOnlyItsOwnerMayRead) {
  ASSERT_TRUE(Export(Arguments()));
  const auto archive = nlohmann::json::parse(Written());
  EXPECT_EQ(archive["log"]["version"], "1.2");
  EXPECT_EQ(archive["log"]["entries"].size(), 2U);
  struct stat info {};
  ASSERT_EQ(stat((directory_ / "out").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(ExportCommand, TakesAFilterAndWritesALineEach) {
  ExportArguments arguments = Arguments();
  arguments.format = "ndjson";
  arguments.filter = "is:failed";
  ASSERT_TRUE(Export(arguments));
  const std::string text = Written();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_EQ(nlohmann::json::parse(text)["status"], 403);
}

TEST_F(ExportCommand, MasksSignaturesUnlessAskedNotTo) {
  ExportArguments arguments = Arguments();
  ASSERT_TRUE(Export(arguments));
  EXPECT_EQ(Written().find("c2VjcmV0"), std::string::npos);
  arguments.secrets = true;
  ASSERT_TRUE(Export(arguments));
  EXPECT_NE(Written().find("c2VjcmV0"), std::string::npos);
}

TEST_F(ExportCommand, LeavesNothingBehindWhenItFails) {
  ExportArguments arguments = Arguments();
  arguments.filter = "nonsense:1";
  const auto failed = Export(arguments);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(failed.error().message.find("--filter: "), 0U);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "out"));
}

TEST_F(ExportCommand, SaysWhereItCannotWrite) {
  ExportArguments arguments = Arguments();
  arguments.output = "/nonexistent/out";
  const auto failed = Export(arguments);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "cannot create /nonexistent/out: No such file or directory");
}

}  // namespace
}  // namespace osslens::app
