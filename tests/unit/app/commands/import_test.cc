#include "app/commands/import.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/commands/export.h"
#include "app/data_directory_lock.h"
#include "store/data_directory.h"
#include "tests/unit/store/store_support.h"

namespace osslens::app {
namespace {

class ImportCommand : public testing::Test {
 protected:
  ImportCommand() {
    for (const char* name : {"from", "to"}) std::filesystem::create_directory(directory_ / name);
    auto writer =
        store::Must(store::ExchangeWriter::Open(store::DatabaseFileIn(directory_ / "from")));
    store::Must(store::WriteOne(writer, store::MakeExchange()));
    store::Must(store::WriteOne(writer, store::MakeRefused()));
  }

  // What `from` (or `to`) holds, in a file.
  std::string ExportOf(const char* name, const char* format) {
    ExportArguments arguments;
    arguments.format = format;
    arguments.data_dir = directory_ / name;
    arguments.output = directory_ / fmt::format("{}.{}", name, format).c_str();
    store::Must(Export(arguments));
    return arguments.output;
  }

  Result<void> ImportIt(const std::string& file) {
    testing::internal::CaptureStdout();
    Result<void> result = Import({.file = file, .data_dir = directory_ / "to"});
    out_ = testing::internal::GetCapturedStdout();
    return result;
  }

  [[nodiscard]] std::vector<int> Statuses() {
    auto reader =
        store::Must(store::ExchangeReader::Open(store::DatabaseFileIn(directory_ / "to")));
    std::vector<int> statuses;
    for (int64_t id = 1; id <= 4; ++id) {
      if (auto exchange = reader.Find(id)) statuses.push_back((*exchange)->status);
    }
    return statuses;
  }

  const store::TempDirectory directory_;
  std::string out_;
};

TEST_F(ImportCommand, TakesWhatWasExported) {
  for (const char* format : {"har", "ndjson"}) {
    const Result<void> done = ImportIt(ExportOf("from", format));
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(out_, "2 exchanges imported\n");
  }
  EXPECT_EQ(Statuses(), (std::vector<int>{200, 403, 200, 403}));
}

TEST_F(ImportCommand, TellsWhatARetryMadeGood) {
  auto writer =
      store::Must(store::ExchangeWriter::Open(store::DatabaseFileIn(directory_ / "from")));
  for (const int status : {503, 200}) {
    auto exchange = store::MakeExchange();
    exchange->started_at = store::kNoon + std::chrono::seconds(status == 503 ? 60 : 62);
    exchange->status = status;
    store::Must(store::WriteOne(writer, std::move(exchange)));
  }
  ASSERT_TRUE(ImportIt(ExportOf("from", "har")));
  auto reader = store::Must(store::ExchangeReader::Open(store::DatabaseFileIn(directory_ / "to")));
  const auto healed = store::Must(store::ParseFilter("is:healed", store::kNoon));
  EXPECT_EQ(store::Must(reader.Count(healed)), 1);
}

TEST_F(ImportCommand, KeepsWhatCameBeforeAWrongLineAndSaysSo) {
  const std::string file = ExportOf("from", "ndjson");
  store::WriteFile(file, store::ReadFile(file) + "{}\n");
  const Result<void> done = ImportIt(file);
  ASSERT_FALSE(done);
  EXPECT_TRUE(done.error().message.starts_with(file + ": line 3: ")) << done.error().message;
  EXPECT_TRUE(done.error().message.ends_with("; 2 exchanges before it were imported"));
  EXPECT_EQ(Statuses().size(), 2U);
}

TEST_F(ImportCommand, IsRefusedWhileAServerWrites) {
  const auto lock = DataDirectoryLock::Take(directory_ / "to");
  ASSERT_TRUE(lock);
  EXPECT_FALSE(ImportIt(ExportOf("from", "har")));
}

}  // namespace
}  // namespace osslens::app
