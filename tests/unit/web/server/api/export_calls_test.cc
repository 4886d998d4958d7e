#include "web/server/api/export_calls.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/web/server/api_fixture.h"

namespace osslens::web {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct Pieces {
  std::string text;
  size_t count = 0;
  size_t largest_bytes = 0;
};

class ExportCalls : public ApiTest {
 protected:
  Pieces Export(std::string_view query) {
    const Response response = Call("/api/v1/export?" + std::string(query));
    EXPECT_EQ(response.status, 200);
    Pieces pieces;
    for (std::string piece = store::Must(response.source->Next()); !piece.empty();
         piece = store::Must(response.source->Next())) {
      pieces.text += piece;
      ++pieces.count;
      pieces.largest_bytes = std::max(pieces.largest_bytes, piece.size());
    }
    return pieces;
  }
  void StoreSigned() {
    StoreChanged([](store::Exchange& exchange) {
      exchange.request.head =
          "GET /day/one.txt HTTP/1.1\r\nAuthorization: OSS "
          "LTAI-made-up:c2lnbmF0dXJlLW1hZGUtdXA=\r\n\r\n";
    });
  }
};

TEST_F(ExportCalls, WriteALineForEachExchangeOldestFirst) {
  StoreRefused(3);
  const std::string text = Export("format=ndjson").text;
  EXPECT_THAT(text, StartsWith(R"({"id":1,)"));
  EXPECT_LT(text.find("\n{\"id\":2,"), text.find("\n{\"id\":3,"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
}

TEST_F(ExportCalls, WriteADatabaseWithSecretsMasked) {
  StoreSigned();
  const Response response = Call("/api/v1/export?format=sqlite");
  EXPECT_EQ(response.content_type, "application/vnd.sqlite3");
  EXPECT_EQ(FieldOf(response, "Content-Disposition"), "attachment; filename=\"osslens.db\"");
  while (!store::Must(response.source->Prepare())) {
  }
  const std::string bytes = store::Must(response.source->Next());
  EXPECT_THAT(bytes, StartsWith("SQLite format 3"));
  EXPECT_THAT(bytes, HasSubstr("OSS LTAI-made-up:***"));
  EXPECT_THAT(bytes, Not(HasSubstr("c2lnbmF0dXJl")));
}

TEST_F(ExportCalls, WriteHar) {
  StoreRefused(1);
  const std::string text = Export("format=har").text;
  EXPECT_THAT(text, StartsWith(R"({"log":)"));
  EXPECT_THAT(text, HasSubstr(R"("version":"1.2.3")"));
}

TEST_F(ExportCalls, MaskSecretsUnlessAskedNotTo) {
  StoreSigned();
  EXPECT_THAT(Export("format=ndjson").text, Not(HasSubstr("c2lnbmF0dXJlLW1hZGUtdXA")));
  EXPECT_THAT(Export("format=ndjson&secrets=0").text, Not(HasSubstr("c2lnbmF0dXJlLW1hZGUtdXA")));
  EXPECT_THAT(Export("format=ndjson&secrets=1").text, HasSubstr("c2lnbmF0dXJlLW1hZGUtdXA"));
}

TEST_F(ExportCalls, ComeInPiecesOfAFewExchanges) {
  for (int i = 0; i < 64; ++i) {
    StoreChanged(
        [](store::Exchange& exchange) { exchange.response.body.bytes.assign(10'000, 'b'); });
  }
  const Pieces pieces = Export("format=ndjson");
  EXPECT_GT(pieces.text.size(), 640'000U);
  EXPECT_GE(pieces.count, 4U);
  EXPECT_LT(pieces.largest_bytes, 320'000U);
}

TEST_F(ExportCalls, AreDownloads) {
  EXPECT_EQ(FieldOf(Call("/api/v1/export?format=har"), "Content-Disposition"),
            "attachment; filename=\"osslens.har\"");
}

TEST_F(ExportCalls, ExportOnlyWhatTheFilterHoldsFor) {
  StoreRefused(2);
  EXPECT_THAT(Export("format=ndjson&filter=id:2").text, StartsWith(R"({"id":2,)"));
  EXPECT_EQ(Export("format=ndjson&filter=id:9").text, "");
}

TEST_F(ExportCalls, SayWhatIsWrongWithTheirParameters) {
  EXPECT_THAT(Call("/api/v1/export").body,
              HasSubstr("format must be har, ndjson, markdown or sqlite"));
  EXPECT_THAT(Call("/api/v1/export?format=xml").body,
              HasSubstr("format must be har, ndjson, markdown or sqlite, not 'xml'"));
  EXPECT_EQ(Call("/api/v1/export?format=har&secrets=yes").status, 400);
  EXPECT_EQ(Call("/api/v1/export?format=har&filter=stauts:1").status, 400);
}

}  // namespace
}  // namespace osslens::web
