#include "store/transfer/ndjson_import.h"

#include <gtest/gtest.h>

#include "store/record/mark.h"
#include "store/transfer/ndjson_export.h"
#include "tests/unit/store/store_support.h"
#include "tests/unit/store/transfer/text_source.h"

namespace osslens::store {
namespace {

const TestTexts kTexts;

std::string LineOf(const Exchange& exchange) {
  return NdjsonFormat(ExchangeEncoder(kTexts, Language::kEnglish)).Add(exchange);
}

// Everything that an exchange can hold, in forms that a line of text does not tell.
Exchange MakeFull() {
  Exchange exchange = std::move(*MakeExchange());
  exchange.kind = ExchangeKind::kReverse;
  exchange.request.head = "PUT /day/one.txt HTTP/1.1\r\nA:  two blanks \r\nB:\xFF\r\n\r\n";
  exchange.request.body = {std::string("\x00\xFF", 2), 9, true, false};
  exchange.request.trailers = "x-oss-a: 1\r\nx-oss-b: 2\r\n";
  exchange.forwarded_head = "PUT /day/one.txt HTTP/1.1\r\nB:\xFF\r\n\r\n";
  exchange.edits = {{HeadEdit::Kind::kFieldRemoved, "A", "hop-by-hop"}};
  exchange.interim_heads = "HTTP/1.1 100 Continue\r\n\r\n";
  exchange.timings = {Microseconds(1), Microseconds(2), std::nullopt,
                      Microseconds(4), Microseconds(5), Microseconds(6000)};
  exchange.failure = Failure{FailureKind::kReset, "it broke"};
  exchange.answered_by_proxy = exchange.reused_connection = exchange.retried = true;
  exchange.starred = true;
  exchange.note = "two\nlines";
  exchange.client_address = "127.0.0.1:5";
  exchange.upstream_address = "[2001:db8::1]:443";
  return exchange;
}

TEST(NdjsonImport, GivesBackWhatWasExported) {
  const Exchange before = MakeFull();
  const Result<Exchange> after = ReadNdjsonLine(LineOf(before));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->request.head, before.request.head);
  EXPECT_EQ(after->request.body.bytes, before.request.body.bytes);
  EXPECT_EQ(after->request.trailers, before.request.trailers);
  EXPECT_EQ(after->forwarded_head, before.forwarded_head);
  EXPECT_EQ(after->interim_heads, before.interim_heads);
  EXPECT_EQ(after->response.head, before.response.head);
  EXPECT_EQ(after->started_at, before.started_at);
  EXPECT_EQ(after->timings.receive, before.timings.receive);
  EXPECT_TRUE(after->starred);
  EXPECT_EQ(after->note, "two\nlines");
}

TEST(NdjsonImport, CutsANoteThatIsTooLong) {
  Exchange before = MakeFull();
  before.note = std::string(kMaxNoteBytes + 1, 'x');
  const Result<Exchange> after = ReadNdjsonLine(LineOf(before));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->note, std::string(kMaxNoteBytes, 'x'));
}

// What analyzers find comes anew; the rest of the line is the same again.
TEST(NdjsonImport, ExportsTheSameLineAgain) {
  Exchange before = MakeFull();
  before.bucket = before.object = before.region = before.operation = "";
  before.request_id = before.access_key_id = "";
  const Result<Exchange> after = ReadNdjsonLine(LineOf(before));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(LineOf(*after), LineOf(before));
}

TEST(NdjsonImport, LeavesFindingsAndIdsToTheStore) {
  auto before = MakeRefused();
  before->id = 7;
  const Result<Exchange> after = ReadNdjsonLine(LineOf(*before));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->id, 0);
  EXPECT_TRUE(after->findings.empty());
  EXPECT_EQ(after->oss_code, "");
}

TEST(NdjsonImport, SaysWhatIsWrongWithALine) {
  EXPECT_EQ(ReadNdjsonLine("{\"a\":").error().message,
            "line 1 is not JSON, from byte 6 of the text on");
  EXPECT_TRUE(ReadNdjsonLine("{}").error().message.starts_with("it has no member \"request\""));
  EXPECT_EQ(ReadNdjsonLine(R"({"request":{}})").error().message,
            "its \"started_at\" is no time of RFC 3339");
}

TEST(NdjsonImport, TakesWhatHasAnotherTypeAsAbsent) {
  const Result<Exchange> exchange = ReadNdjsonLine(
      R"({"request":{"line":7,"headers":[["a"],[1,2],"x"],"body":3},"response":[],"status":-1,
      "started_at":"2024-05-15T08:30:12Z","timings":{"dns":-5,"tls":"x"},"edits":[1],"port":70000})");
  ASSERT_TRUE(exchange) << exchange.error().message;
  EXPECT_EQ(exchange->request.head, "");
  EXPECT_EQ(exchange->status, 0);
  EXPECT_EQ(exchange->port, 0);
  EXPECT_FALSE(exchange->timings.dns || exchange->timings.tls);
}

}  // namespace
}  // namespace osslens::store
