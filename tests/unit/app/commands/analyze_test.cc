#include "app/commands/analyze.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/store/store_support.h"

namespace osslens::app {
namespace {

using nlohmann::json;

struct Outcome {
  Result<void> result;
  std::string out;
};

Outcome Analyzed(const AnalyzeArguments& arguments) {
  testing::internal::CaptureStdout();
  Result<void> result = Analyze(arguments);
  return {std::move(result), testing::internal::GetCapturedStdout()};
}

json Header(const char* name, const char* value) { return {{"name", name}, {"value", value}}; }

json Entry(int status, const char* body) {
  return {{"startedDateTime", "2023-05-15T08:30:12Z"},
          {"time", 5},
          {"request",
           {{"method", "GET"},
            {"url",
             "https://logs.oss-cn-hangzhou.aliyuncs.com/k?Expires=1&OSSAccessKeyId=a"
             "&Signature=c2VjcmV0"},
            {"headers", json::array()}}},
          {"response",
           {{"status", status},
            {"headers", {Header("Server", "AliyunOSS"), Header("x-oss-request-id", "65A0")}},
            {"content", {{"text", body}}}}}};
}

std::string Archive() {
  return json{{"log",
               {{"entries",
                 {Entry(200, ""), Entry(404,
                                        "<Error><Code>NoSuchBucket</Code><Message>The specified "
                                        "bucket does not exist.</Message></Error>")}}}}}
      .dump();
}

class AnalyzeCommand : public testing::Test {
 protected:
  [[nodiscard]] std::string Write(const std::string& text) const {
    store::WriteFile(directory_ / "in", text);
    return directory_ / "in";
  }

  const store::TempDirectory directory_;
};

TEST_F(AnalyzeCommand, ExplainsTheFailuresOfAnArchive) {
  const Outcome outcome = Analyzed({.file = Write(Archive())});
  ASSERT_TRUE(outcome.result) << outcome.result.error().message;
  EXPECT_NE(outcome.out.find("(no-such-bucket)"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("2 exchanges, 1 failed, 1 with findings\n"), std::string::npos);
  EXPECT_EQ(outcome.out.find("c2VjcmV0"), std::string::npos);
}

TEST_F(AnalyzeCommand, SpeaksChinese) {
  const Outcome outcome = Analyzed({.file = Write(Archive()), .language = "zh"});
  EXPECT_NE(outcome.out.find("存储空间不存在"), std::string::npos);
}

TEST_F(AnalyzeCommand, WritesOneObjectALineForPrograms) {
  const Outcome outcome = Analyzed({.file = Write(Archive()), .json = true, .all = true});
  ASSERT_TRUE(outcome.result);
  std::istringstream lines(outcome.out);
  std::vector<json> exchanges;
  for (std::string line; std::getline(lines, line);) exchanges.push_back(json::parse(line));
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_EQ(exchanges[0].at("findings").size(), 0U);
  EXPECT_EQ(exchanges[1].at("findings").at(0).at("rule"), "no-such-bucket");
}

TEST_F(AnalyzeCommand, TellsWhatARetryMadeGood) {
  const std::string busy = "<Error><Code>ServiceBusy</Code><Message>Busy.</Message></Error>";
  json second = Entry(200, "");
  second["startedDateTime"] = "2023-05-15T08:30:14Z";
  const std::string file =
      Write(json{{"log", {{"entries", {Entry(503, busy.c_str()), second}}}}}.dump());
  const Outcome told = Analyzed({.file = file});
  EXPECT_NE(told.out.find("made good later"), std::string::npos) << told.out;
  EXPECT_NE(told.out.find("2 exchanges, 0 failed, 1 made good or only asked, 1 with findings\n"),
            std::string::npos)
      << told.out;
  const json first = json::parse(Analyzed({.file = file, .json = true}).out);
  EXPECT_EQ(first.at("job").at("kind"), "retry");
  EXPECT_EQ(first.at("job").at("healed"), true);
}

TEST_F(AnalyzeCommand, ProvesNothingByHeadsThatWerePutTogether) {
  const std::string har = json{
      {"log",
       {{"entries",
         {Entry(
             403,
             "<Error><Code>AccessDenied</Code><Message>The bucket you are attempting to "
             "access must be addressed using the specified endpoint. Please send all future "
             "requests to this endpoint.</Message><HostId>logs.oss-cn-hangzhou.aliyuncs.com"
             "</HostId><Bucket>logs</Bucket><Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>"
             "</Error>")}}}}}.dump();
  json exchange = json::parse(Analyzed({.file = Write(har), .json = true}).out);
  EXPECT_EQ(exchange.at("findings").at(0).at("confidence"), "likely");
  const auto confidence = [this](const json& line) {
    return json::parse(Analyzed({.file = Write(line.dump() + "\n"), .json = true}).out)
        .at("findings")
        .at(0)
        .at("confidence");
  };
  EXPECT_EQ(confidence(exchange), "likely");  // also when it was written as NDJSON since
  exchange["from_har"] = false;
  EXPECT_EQ(confidence(exchange), "proven");
}

TEST_F(AnalyzeCommand, GivesTheSameAnswerForItsOwnOutput) {
  const AnalyzeArguments as_json{.file = Write(Archive()), .json = true, .all = true};
  const std::string once = Analyzed(as_json).out;
  EXPECT_EQ(Analyzed({.file = Write(once), .json = true, .all = true}).out.size(), once.size());
}

TEST_F(AnalyzeCommand, SaysWhichCredentialFileItCannotUse) {
  const Outcome outcome = Analyzed({.file = Write(Archive()), .credential = directory_ / "none"});
  EXPECT_TRUE(outcome.result.error().message.starts_with("--credential: "))
      << outcome.result.error().message;
}

TEST_F(AnalyzeCommand, NamesTheFileThatItCannotUse) {
  const Outcome missing = Analyzed({.file = directory_ / "none"});
  EXPECT_TRUE(missing.result.error().message.starts_with("cannot read ")) << missing.out;
  const std::string file = Write("{}");
  EXPECT_EQ(Analyzed({.file = file}).result.error().message,
            file + ": it has no log.entries, so it is no HAR file");
  EXPECT_TRUE(Analyzed({.file = directory_.path()})
                  .result.error()
                  .message.ends_with("is a directory; give a file"));
}

}  // namespace
}  // namespace osslens::app
