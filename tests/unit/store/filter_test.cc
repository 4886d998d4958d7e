#include "store/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

// The compiled text, and each value behind a `|`.
std::string Compiled(std::string_view filter) {
  const auto compiled = ParseFilter(filter, kNoon);
  if (!compiled) return compiled.error().message;
  std::string text = compiled->sql;
  for (const SqlValue& value : compiled->values) {
    const auto* number = std::get_if<int64_t>(&value);
    text += "|" + (number == nullptr ? std::get<std::string>(value) : std::to_string(*number));
  }
  return text;
}

TEST(ParseFilter, AnEmptyFilterHoldsAlways) {
  EXPECT_EQ(Compiled(""), "1");
  EXPECT_EQ(Compiled("  "), "1");
}

TEST(ParseFilter, AllWordsMustHold) {
  EXPECT_EQ(Compiled("bucket:logs method:PUT"), "e.bucket = ? AND e.method = ?|logs|PUT");
}

TEST(ParseFilter, ComparesTheStatus) {
  EXPECT_EQ(Compiled("status:200"), "e.status = ?|200");
  EXPECT_EQ(Compiled("status:=200"), "e.status = ?|200");
  EXPECT_EQ(Compiled("status:>=300"), "e.status >= ?|300");
  EXPECT_EQ(Compiled("status:>300"), "e.status > ?|300");
  EXPECT_EQ(Compiled("status:<=500"), "e.status <= ?|500");
  EXPECT_EQ(Compiled("status:<500"), "e.status < ?|500");
  EXPECT_EQ(Compiled("status:200-299"), "e.status BETWEEN ? AND ?|200|299");
}

TEST(ParseFilter, TellsSqliteThatAStatusIsAFailure) {
  EXPECT_EQ(Compiled("status:403"), "(e.failed = 1 AND e.status = ?)|403");
  EXPECT_EQ(Compiled("status:>=400"), "(e.failed = 1 AND e.status >= ?)|400");
  EXPECT_EQ(Compiled("status:400-499"), "(e.failed = 1 AND e.status BETWEEN ? AND ?)|400|499");
  EXPECT_EQ(Compiled("status:>=399"), "e.status >= ?|399");
}

TEST(ParseFilter, ComparesTextColumns) {
  EXPECT_EQ(Compiled("bucket:logs"), "e.bucket = ?|logs");
  EXPECT_EQ(Compiled("code:NoSuchKey"), "e.oss_code = ?|NoSuchKey");
  EXPECT_EQ(Compiled("ec:0002-00000040"), "e.ec = ?|0002-00000040");
  EXPECT_EQ(Compiled("key:AKID"), "e.access_key_id = ?|AKID");
  EXPECT_EQ(Compiled("kind:tunnel"), "e.kind = ?|tunnel");
  EXPECT_EQ(Compiled("method:PUT"), "e.method = ?|PUT");
  EXPECT_EQ(Compiled("object:a/b"), "e.object = ?|a/b");
  EXPECT_EQ(Compiled("op:PutObject"), "e.operation = ?|PutObject");
  EXPECT_EQ(Compiled("region:cn-hangzhou"), "e.region = ?|cn-hangzhou");
  EXPECT_EQ(Compiled("request:664460A4"), "e.request_id = ?|664460A4");
}

TEST(ParseFilter, MatchesGlobsUnlessQuoted) {
  EXPECT_EQ(Compiled("host:*.aliyuncs.com"), "osslens_glob(?, e.host)|*.aliyuncs.com");
  EXPECT_EQ(Compiled("code:NoSuch*"), "osslens_glob(?, e.oss_code)|NoSuch*");
  EXPECT_EQ(Compiled("object:\"a*b\""), "e.object = ?|a*b");
}

TEST(ParseFilter, LowersHosts) {
  EXPECT_EQ(Compiled("host:Logs.OSS.example"), "e.host = ?|logs.oss.example");
}

TEST(ParseFilter, LooksUpFindings) {
  EXPECT_EQ(Compiled("rule:wrong-endpoint"),
            "e.id IN (SELECT f.exchange_id FROM finding AS f WHERE f.rule = ?)|wrong-endpoint");
  EXPECT_EQ(
      Compiled("rule:wrong-*"),
      "e.id IN (SELECT f.exchange_id FROM finding AS f WHERE osslens_glob(?, f.rule))|wrong-*");
  EXPECT_EQ(Compiled("confidence:proven"),
            "e.id IN (SELECT f.exchange_id FROM finding AS f WHERE f.confidence = ?)|proven");
}

TEST(ParseFilter, ComparesIdsAndSizesAndDurations) {
  EXPECT_EQ(Compiled("id:>100"), "e.id > ?|100");
  EXPECT_EQ(Compiled("size:>1M"), "(e.request_bytes + e.response_bytes) > ?|1048576");
  EXPECT_EQ(Compiled("size:1k-2K"),
            "(e.request_bytes + e.response_bytes) BETWEEN ? AND ?|1024|2048");
  EXPECT_EQ(Compiled("size:<=3G"), "(e.request_bytes + e.response_bytes) <= ?|3221225472");
  EXPECT_EQ(Compiled("dur:>2s"), "e.duration > ?|2000000");
  EXPECT_EQ(Compiled("dur:<500ms"), "e.duration < ?|500000");
  EXPECT_EQ(Compiled("dur:10us-1m"), "e.duration BETWEEN ? AND ?|10|60000000");
  EXPECT_EQ(Compiled("dur:>=1h"), "e.duration >= ?|3600000000");
}

TEST(ParseFilter, CountsAgesBackFromNow) {
  const auto started_after = [](std::chrono::microseconds age) {
    return "e.started_at >= ?|" + std::to_string((kNoon - age).time_since_epoch().count());
  };
  EXPECT_EQ(Compiled("since:30s"), started_after(30s));
  EXPECT_EQ(Compiled("since:10m"), started_after(10min));
  EXPECT_EQ(Compiled("since:2h"), started_after(2h));
  EXPECT_EQ(Compiled("since:3d"), started_after(72h));
  EXPECT_EQ(Compiled("since:1000000d"), "e.started_at >= ?|0");
}

TEST(ParseFilter, KnowsThreeStates) {
  EXPECT_EQ(Compiled("is:error"), "(e.failed = 1 AND e.failure_kind IS NOT NULL)");
  EXPECT_EQ(Compiled("is:failed"), "(e.failed = 1 AND e.job_healed = 0)");
  EXPECT_EQ(Compiled("is:healed"),
            "(e.failed = 1 AND e.job_healed = 1 AND NOT (e.job_kind IN ('check', 'condition')))");
  EXPECT_EQ(Compiled("is:starred"), "e.starred = 1");
  EXPECT_EQ(Compiled("is:noted"), "e.note IS NOT NULL");
  EXPECT_EQ(Compiled("note:\"on Monday\""),
            "(e.note IS NOT NULL AND osslens_contains(e.note, ?))|on Monday");
}

TEST(ParseFilter, SearchesForBareAndQuotedWords) {
  const std::string sql =
      "(osslens_contains(e.url, ?) OR osslens_contains(e.object, ?) OR "
      "osslens_contains(e.request_id, ?) OR EXISTS (SELECT 1 FROM exchange_detail AS d WHERE "
      "d.exchange_id = e.id AND (osslens_contains(d.request_head, ?) OR "
      "osslens_contains(d.response_head, ?))))";
  EXPECT_EQ(Compiled("word"), sql + "|word|word|word|word|word");
  EXPECT_EQ(Compiled("\"a b\""), sql + "|a b|a b|a b|a b|a b");
}

TEST(ParseFilter, NegatesSoThatMissingValuesCount) {
  EXPECT_EQ(Compiled("-op:HeadObject"), "(e.operation = ?) IS NOT TRUE|HeadObject");
  EXPECT_EQ(Compiled("a -is:failed").substr(0, 1), "(");
  EXPECT_THAT(Compiled("a -is:failed"),
              HasSubstr(") AND ((e.failed = 1 AND e.job_healed = 0)) IS NOT TRUE|a"));
}

TEST(ParseFilter, ComparesWithATimeSpan) {
  EXPECT_EQ(Compiled("at:1970-01-01T00:00:01Z..1970-01-01T00:00:02.5Z"),
            "(e.started_at >= ? AND e.started_at < ?)|1000000|2500000");
  EXPECT_EQ(Compiled("at:1970-01-01T00:00:01Z.."), "e.started_at >= ?|1000000");
  EXPECT_EQ(Compiled("at:..1970-01-01T00:00:01Z"), "e.started_at < ?|1000000");
  EXPECT_THAT(Compiled("at:noon"), HasSubstr("column 4: at takes a time span in UTC such as"));
}

TEST(ParseFilter, NeverPutsValuesIntoTheText) {
  EXPECT_EQ(Compiled("bucket:x'--"), "e.bucket = ?|x'--");
}

TEST(ParseFilter, NamesTheKnownKeysForAnUnknownOne) {
  EXPECT_EQ(
      Compiled("is:failed stauts:403"),
      "filter, column 11: unknown key \"stauts\"; the keys are at, bucket, code, confidence, dur, "
      "ec, host, id, is, key, kind, method, note, object, op, region, request, rule, since, size, "
      "status; quote the word to search for it\n"
      "  is:failed stauts:403\n"
      "            ^");
}

TEST(ParseFilter, SaysWhatAKeyTakes) {
  EXPECT_EQ(Compiled("status:forbidden"),
            "filter, column 8: status takes a number such as 403, >=400 or 400-499\n"
            "  status:forbidden\n"
            "         ^");
  EXPECT_EQ(Compiled("-kind:proxy"),
            "filter, column 7: kind takes forward, intercept, tunnel, reverse or callback\n"
            "  -kind:proxy\n"
            "        ^");
  EXPECT_EQ(Compiled("is:broken"),
            "filter, column 4: is takes error (no answer came), failed (error, status 203 or "
            ">=400, and no retry succeeded), healed (failed, then a retry succeeded), check (asked "
            "whether something is there, and it is not), starred or noted\n"
            "  is:broken\n"
            "     ^");
  EXPECT_EQ(Compiled("confidence:sure"),
            "filter, column 12: confidence takes proven, likely or possible\n"
            "  confidence:sure\n"
            "             ^");
  EXPECT_EQ(Compiled("since:yesterday"),
            "filter, column 7: since takes an age such as 30s, 10m, 2h or 3d\n"
            "  since:yesterday\n"
            "        ^");
  EXPECT_EQ(Compiled("size:>1T"),
            "filter, column 6: size takes a number of bytes such as >1M, <=64K or 1K-2K\n"
            "  size:>1T\n"
            "       ^");
  EXPECT_EQ(Compiled("dur:2"),
            "filter, column 5: dur takes a duration such as >2s, <=500ms or 1s-5s\n"
            "  dur:2\n"
            "      ^");
  EXPECT_EQ(Compiled("bucket:"),
            "filter, column 8: bucket takes a bucket's name; * stands for any characters\n"
            "  bucket:\n"
            "         ^");
}

TEST(ParseFilter, ExplainsItselfInChinese) {
  const auto error_of = [](std::string_view filter) {
    return ParseFilter(filter, kNoon, Language::kChinese).error().message;
  };
  EXPECT_EQ(error_of("日志 status:forbidden"),
            "筛选条件第 11 个字符处：status 的值应为数字，例如 403、>=400 或 400-499\n"
            "  日志 status:forbidden\n"
            "            ^");
  EXPECT_THAT(error_of("stauts:403"),
              HasSubstr("第 1 个字符处：没有名为“stauts”的键；可用的键有 at, bucket, code, "));
  EXPECT_THAT(error_of("\"a"), HasSubstr("第 1 个字符处：引号没有闭合\n"));
  EXPECT_THAT(error_of("\"a\"b"), HasSubstr("第 4 个字符处：右引号之后必须是空格\n"));
  EXPECT_THAT(error_of("\"\""), HasSubstr("引号中没有内容\n"));
  EXPECT_THAT(error_of("-"), HasSubstr("- 之后必须有词\n"));
  std::string many;
  for (int i = 0; i < 65; ++i) many += "a ";
  EXPECT_THAT(error_of(many), HasSubstr("第 129 个字符处：筛选条件最多 64 个词\n"));
}

TEST(ParseFilter, RefusesNumbersThatDoNotFitAndEmptyRanges) {
  EXPECT_THAT(Compiled("id:9223372036854775807"), HasSubstr("|9223372036854775807"));
  EXPECT_THAT(Compiled("id:9223372036854775808"), HasSubstr("id takes"));
  EXPECT_THAT(Compiled("size:9000000000G"), HasSubstr("size takes"));
  EXPECT_THAT(Compiled("status:499-400"), HasSubstr("status takes"));
  EXPECT_THAT(Compiled("status:-400"), HasSubstr("status takes"));
  EXPECT_THAT(Compiled("status:400-"), HasSubstr("status takes"));
  EXPECT_THAT(Compiled("status:>"), HasSubstr("status takes"));
}

// From here on against a real file: what the compiled texts mean.
class FilterMeaning : public testing::Test {
 protected:
  FilterMeaning() : writer_(Must(ExchangeWriter::Open(directory_ / "test.db"))) {
    Add(MakeExchange());         // 1
    Add(MakeRefused());          // 2
    auto lost = MakeExchange();  // 3
    lost->status = 0;
    lost->method = "PUT";
    lost->operation = "PutObject";
    lost->bucket.clear();
    lost->failure = Failure{FailureKind::kDns, "the host is unknown"};
    lost->duration = 3s;
    lost->response = {};
    Add(std::move(lost));
    auto callback = MakeExchange();  // 4
    callback->kind = ExchangeKind::kCallback;
    callback->status = 203;
    callback->request.head += "X-Note: caf\xe9 100%_Sure\r\n";
    callback->object = "日志.txt";
    callback->started_at = kNoon - 1h;
    callback->response_bytes = 2 << 20;
    Add(std::move(callback));
  }

  void Add(std::unique_ptr<Exchange> exchange) { Must(WriteOne(writer_, std::move(exchange))); }

  std::vector<int64_t> Ids(std::string_view filter) {
    auto reader = Must(ExchangeReader::Open(directory_ / "test.db"));
    const auto page = Must(reader.List(Must(ParseFilter(filter, kNoon)), {}));
    std::vector<int64_t> ids;
    for (const auto& exchange : page.exchanges) ids.push_back(exchange->id);
    return ids;
  }

  TempDirectory directory_;
  ExchangeWriter writer_;
};

TEST_F(FilterMeaning, ErrorsHaveNoAnswerAndFailuresIncludeThem) {
  EXPECT_THAT(Ids("is:error"), ElementsAre(3));
  EXPECT_THAT(Ids("is:failed"), ElementsAre(4, 3, 2));
  EXPECT_THAT(Ids("-is:failed"), ElementsAre(1));
  EXPECT_THAT(Ids("is:failed -is:error"), ElementsAre(4, 2));
}

TEST_F(FilterMeaning, WhatARetryMadeGoodIsHealedAndNotFailed) {
  auto healed = MakeRefused();
  healed->job = Job{.kind = "retry", .id = "1", .healed = true};
  Add(std::move(healed));  // 5
  auto member = MakeRefused();
  member->job = Job{.kind = "retry", .id = "1", .healed = false};
  Add(std::move(member));  // 6
  EXPECT_THAT(Ids("is:failed"), ElementsAre(6, 4, 3, 2));
  EXPECT_THAT(Ids("is:healed"), ElementsAre(5));
  EXPECT_THAT(Ids("status:403"), ElementsAre(6, 5, 2));
}

TEST_F(FilterMeaning, AnAnswerToAQuestionIsACheckAndNeitherFailedNorHealed) {
  for (const char* kind : {"check", "condition"}) {
    auto asked = MakeRefused();
    asked->job = Job{.kind = kind, .id = "1", .healed = true};
    Add(std::move(asked));  // 5, 6
  }
  EXPECT_THAT(Ids("is:check"), ElementsAre(6, 5));
  EXPECT_THAT(Ids("is:healed"), ElementsAre());
  EXPECT_THAT(Ids("is:failed"), ElementsAre(4, 3, 2));
}

TEST_F(FilterMeaning, StatusNeverHoldsWithoutAnAnswer) {
  EXPECT_THAT(Ids("status:<400"), ElementsAre(4, 1));
  EXPECT_THAT(Ids("status:>=400"), ElementsAre(2));
  EXPECT_THAT(Ids("-status:200"), ElementsAre(4, 3, 2));
}

TEST_F(FilterMeaning, NegationHoldsWhereThereIsNothingToCompare) {
  EXPECT_THAT(Ids("bucket:logs"), ElementsAre(4, 2, 1));
  EXPECT_THAT(Ids("-bucket:logs"), ElementsAre(3));
  EXPECT_THAT(Ids("-code:SignatureDoesNotMatch"), ElementsAre(4, 3, 1));
  EXPECT_THAT(Ids("-code:Sig*"), ElementsAre(4, 3, 1));
}

TEST_F(FilterMeaning, CodesOperationsRulesAndMethodsIgnoreCase) {
  EXPECT_THAT(Ids("code:signaturedoesnotmatch"), ElementsAre(2));
  EXPECT_THAT(Ids("op:putobject"), ElementsAre(3));
  EXPECT_THAT(Ids("rule:Wrong-Secret"), ElementsAre(2));
  EXPECT_THAT(Ids("method:put"), ElementsAre(3));
  EXPECT_THAT(Ids("bucket:LOGS"), ElementsAre());
}

TEST_F(FilterMeaning, FindingsAreFoundByRuleAndConfidence) {
  EXPECT_THAT(Ids("rule:wrong-*"), ElementsAre(2));
  EXPECT_THAT(Ids("-rule:wrong-*"), ElementsAre(4, 3, 1));
  EXPECT_THAT(Ids("confidence:likely"), ElementsAre(2));
  EXPECT_THAT(Ids("confidence:proven"), ElementsAre());
}

TEST_F(FilterMeaning, NumbersCompare) {
  EXPECT_THAT(Ids("id:2-3"), ElementsAre(3, 2));
  EXPECT_THAT(Ids("dur:>2s"), ElementsAre(3));
  EXPECT_THAT(Ids("size:>1M"), ElementsAre(4));
  EXPECT_THAT(Ids("since:10m"), ElementsAre(3, 2, 1));
}

TEST_F(FilterMeaning, WordsAreSearchedInUrlObjectRequestIdAndHeads) {
  EXPECT_THAT(Ids("DAY/ONE"), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(Ids("日志"), ElementsAre(4));
  EXPECT_THAT(Ids("664460a4d3f8"), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(Ids("aliyunoss"), ElementsAre(4, 2, 1));
  EXPECT_THAT(Ids("nowhere"), ElementsAre());
}

TEST_F(FilterMeaning, SearchKnowsNoPatternsAndStopsAtNoByte) {
  EXPECT_THAT(Ids("100%_sure"), ElementsAre(4));
  EXPECT_THAT(Ids("1%_s"), ElementsAre());
  EXPECT_THAT(Ids("\"caf\xe9 100\""), ElementsAre(4));
}

TEST_F(FilterMeaning, EveryKeyRunsAsSql) {
  EXPECT_THAT(Ids("bucket:* code:* ec:* host:* key:* method:* object:* op:* region:* request:* "
                  "rule:* id:>0 status:>0 size:>0 dur:>0us since:1d kind:intercept "
                  "confidence:likely is:failed at:2024-05-01T00:00:00Z.. logs"),
              ElementsAre(2));
}

}  // namespace
}  // namespace osslens::store
