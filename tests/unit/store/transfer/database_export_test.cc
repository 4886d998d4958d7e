#include "store/transfer/database_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/database.h"
#include "store/transfer/ndjson_export.h"
#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/secretive.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

using testing::HasSubstr;

class DatabaseExportTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path Out() const { return directory_ / "out.db"; }

  int64_t ExportTo(const std::filesystem::path& file, std::string_view filter = "",
                   Secrets secrets = Secrets::kMasked) {
    return Must(
        Must(DatabaseExport::Begin(reader_, Must(ParseFilter(filter, kNoon)), file, secrets))
            .Run());
  }

  // All that a database holds, as lines with bodies, findings, jobs, marks and ids.
  std::string LinesOf(ExchangeReader& reader, Secrets secrets) {
    std::string lines;
    const auto sink = [&lines](std::string_view piece) {
      lines += piece;
      return Result<void>();
    };
    Must(Export(reader, Filter{},
                std::make_unique<NdjsonFormat>(ExchangeEncoder(texts_, Language::kEnglish)),
                secrets)
             .Run(sink));
    return lines;
  }

  TempDirectory directory_;
  TestTexts texts_;
  ExchangeWriter writer_ = Must(ExchangeWriter::Open(directory_ / "test.db"));
  ExchangeReader reader_ = Must(ExchangeReader::Open(directory_ / "test.db"));
};

TEST_F(DatabaseExportTest, LosesNothing) {
  for (int i = 0; i < 40; ++i) {
    auto exchange = i % 3 == 0 ? MakeRefused() : MakeExchange();
    exchange->job = Job{"retry", "7", i % 2 == 0};
    exchange->starred = i % 5 == 0;
    exchange->note = i % 7 == 0 ? "seen" : "";
    exchange->response.body.bytes = std::string(static_cast<size_t>(i) * 1000, '\0');
    exchange->response.body.total_bytes = exchange->response.body.bytes.size();
    exchange->request.trailers = "x-oss-a: 1\r\n\r\n";
    Must(WriteOne(writer_, std::move(exchange)));
  }
  Must(writer_.DeleteStep(Must(ParseFilter("id:3", kNoon))));  // so that ids have a gap
  EXPECT_EQ(ExportTo(Out(), "", Secrets::kKept), 39);
  auto exported = Must(ExchangeReader::Open(Out()));
  EXPECT_EQ(LinesOf(exported, Secrets::kKept), LinesOf(reader_, Secrets::kKept));
}

TEST_F(DatabaseExportTest, HoldsWhatTheFilterHoldsForAndNothingElse) {
  Must(WriteOne(writer_, MakeExchange()));
  Must(WriteOne(writer_, MakeRefused()));
  EXPECT_EQ(ExportTo(Out(), "is:failed"), 1);
  auto database = Must(sqlite::Database::Open(Out(), sqlite::Access::kReadOnly));
  EXPECT_EQ(Must(database.QueryNumber("ask", "SELECT id FROM exchange")), 2);
  for (const char* table : {"exchange", "exchange_detail", "response_body", "finding"}) {
    EXPECT_EQ(Must(database.QueryNumber("ask", std::string("SELECT count(*) FROM ") + table)), 1)
        << table;
  }
}

TEST_F(DatabaseExportTest, IsOneWholeFileForItsOwnerOnly) {
  Must(WriteOne(writer_, MakeRefused()));
  ExportTo(Out());
  EXPECT_FALSE(std::filesystem::exists(directory_ / "out.db-wal"));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "out.db-shm"));
  EXPECT_EQ(std::filesystem::status(Out()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  auto database = Must(sqlite::Database::Open(Out(), sqlite::Access::kReadOnly));
  EXPECT_EQ(Must(database.QueryText("ask", "PRAGMA integrity_check")), "ok");
  EXPECT_EQ(Must(database.QueryText("ask", "PRAGMA journal_mode")), "delete");
}

TEST_F(DatabaseExportTest, NoSecretStandsInTheBytesOfTheFile) {
  for (int i = 0; i < 20; ++i) Must(WriteOne(writer_, MakeSecretive()));
  ExportTo(Out());
  const std::string bytes = ReadFile(Out());
  EXPECT_THAT(bytes, HasSubstr("SignatureDoesNotMatch"));
  for (const char* secret : kSecrets) {
    for (const std::string& form : FormsOf(secret)) {
      EXPECT_EQ(bytes.find(form), std::string::npos) << form;
    }
  }
  ExportTo(directory_ / "kept.db", "", Secrets::kKept);
  const std::string kept = ReadFile(directory_ / "kept.db");
  EXPECT_THAT(kept, HasSubstr(kV4Signature)) << "or this test could not find one";
}

TEST_F(DatabaseExportTest, NothingIsADatabaseToo) {
  EXPECT_EQ(ExportTo(Out()), 0);
  auto exported = Must(ExchangeReader::Open(Out()));
  EXPECT_EQ(Must(exported.Count(Filter{})), 0);
}

TEST_F(DatabaseExportTest, LeavesAFileThatIsThereAlone) {
  WriteFile(Out(), "theirs");
  const auto refused = DatabaseExport::Begin(reader_, Filter{}, Out());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            Out().native() + " exists already; a database is exported to a new file");
  EXPECT_EQ(ReadFile(Out()), "theirs");
}

TEST_F(DatabaseExportTest, ExchangesThatComeLaterAreNotMissedByIt) {
  for (int i = 0; i < 20; ++i) Must(WriteOne(writer_, MakeExchange()));
  auto run = Must(DatabaseExport::Begin(reader_, Filter{}, Out()));
  EXPECT_TRUE(Must(run.Step()));
  Must(WriteOne(writer_, MakeExchange()));
  EXPECT_FALSE(Must(run.Step()));
  EXPECT_FALSE(Must(run.Step())) << "the end stays the end";
  auto exported = Must(ExchangeReader::Open(Out()));
  EXPECT_EQ(Must(exported.Count(Filter{})), 21);
}

}  // namespace
}  // namespace osslens::store
