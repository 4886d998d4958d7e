#include "web/server/database_source.h"

#include <gtest/gtest.h>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

class DatabaseSourceTest : public ApiTest {
 protected:
  std::unique_ptr<DatabaseSource> Make(std::string_view filter = "") {
    return std::make_unique<DatabaseSource>(store::Must(store::ExchangeReader::Open(file_)),
                                            store::Must(store::ParseFilter(filter, store::kNoon)),
                                            store::Secrets::kMasked, Parent());
  }
  [[nodiscard]] std::filesystem::path Parent() const { return directory_ / "scratch"; }
  [[nodiscard]] bool is_clean() const {
    return !std::filesystem::exists(Parent()) || std::filesystem::is_empty(Parent());
  }
};

TEST_F(DatabaseSourceTest, GivesADatabasePieceByPieceAndKeepsNoFile) {
  StoreRefused(40);
  StoreChanged([](store::Exchange& exchange) {
    exchange.response.body.bytes.assign(1 << 20, 'x');
    exchange.response.body.total_bytes = 1 << 20;
  });
  const auto source = Make("id:>10");
  while (!store::Must(source->Prepare())) {
  }
  EXPECT_TRUE(is_clean()) << "the file has no name any more";
  std::string bytes;
  size_t pieces = 0;
  for (std::string piece = store::Must(source->Next()); !piece.empty();
       piece = store::Must(source->Next())) {
    bytes += piece;
    ++pieces;
  }
  EXPECT_GT(pieces, 3U);
  store::WriteFile(directory_ / "out.db", bytes);
  auto exported = store::Must(store::ExchangeReader::Open(directory_ / "out.db"));
  EXPECT_EQ(store::Must(exported.Count({})), 31);
  EXPECT_EQ(store::Must(exported.Find(41))->response.body.bytes.size(), size_t{1} << 20);
}

TEST_F(DatabaseSourceTest, LeavesNothingWhenItIsGivenUpAtAnyTime) {
  StoreRefused(3);
  { const auto source = Make(); }
  EXPECT_TRUE(is_clean());
  {
    const auto source = Make();
    static_cast<void>(source->Prepare());
  }
  EXPECT_TRUE(is_clean());
}

TEST_F(DatabaseSourceTest, FailsBeforeAnythingIsSentAndLeavesNothing) {
  StoreRefused(1);
  store::WriteFile(Parent(), "a file where the directory should be");
  const auto source = Make();
  const auto prepared = source->Prepare();
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().kind, ErrorKind::kIo);
}

}  // namespace
}  // namespace osslens::web
