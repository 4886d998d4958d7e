#include "tests/unit/analyzers/rule_fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analyzers/oss/dates.h"

namespace osslens::analyzers {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

store::Message SplitMessage(const std::string& raw) {
  const size_t end = raw.find("\r\n\r\n");
  store::Message message;
  message.head = raw.substr(0, end == std::string::npos ? raw.size() : end + 4);
  message.body.bytes = raw.substr(message.head.size());
  message.body.total_bytes = message.body.bytes.size();
  return message;
}

store::HeadEdit ReadEdit(const json& edit) {
  return {store::HeadEdit::Kind::kFieldRemoved, edit.at("name"), edit.at("reason")};
}

oss::Keyring ReadKeyring(const json& credentials) {
  std::vector<oss::AccessKey> keys;
  for (const json& credential : credentials) {
    oss::AccessKey& key = keys.emplace_back();
    key.id = credential.at("id");
    key.secret = Secret(credential.at("secret").get<std::string>());
  }
  return oss::Keyring(std::move(keys));
}

// How long it took and how it ended, for fixtures where that matters.
void ReadCourse(const json& facts, store::Exchange& exchange) {
  exchange.duration = std::chrono::milliseconds(facts.value("duration_ms", 0));
  if (const auto start = oss::ParseDate(facts.value("started_at", std::string{}))) {
    exchange.started_at = start->time;
  }
  store::Body& sent = exchange.request.body;
  sent.total_bytes = facts.value("request_bytes", sent.total_bytes);
  sent.truncated = sent.total_bytes > sent.bytes.size();
  const json times = facts.value("timings_ms", json::object());
  if (times.contains("connect"))
    exchange.timings.connect = std::chrono::milliseconds(times.at("connect").get<int>());
  if (times.contains("wait"))
    exchange.timings.wait = std::chrono::milliseconds(times.at("wait").get<int>());
  if (facts.contains("failure")) {
    exchange.failure.emplace();
    static_cast<void>(store::FromWord(facts.at("failure").at(0), exchange.failure->kind));
    exchange.failure->message = facts.at("failure").at(1);
  }
  store::Body& body = exchange.response.body;
  body.total_bytes = facts.value("response_bytes", body.total_bytes);
  body.truncated = body.total_bytes > body.bytes.size();
}

RuleFixture ReadFixture(const fs::path& folder) {
  RuleFixture fixture;
  fixture.rule = folder.parent_path().filename();
  fixture.name = folder.filename();
  const json facts = json::parse(ReadFile(folder / "exchange.json"));
  const std::string host = facts.at("host");
  fixture.exchange =
      MakeExchange(host, ReadFile(folder / "request"), ReadFile(folder / "response"));
  if (fs::exists(folder / "forwarded")) {
    fixture.exchange.forwarded_head = ReadFile(folder / "forwarded");
  }
  fixture.exchange.answered_by_proxy = facts.value("answered_by_proxy", false);
  // An unknown word leaves what it is, which the test of the fixture would show.
  static_cast<void>(store::FromWord(facts.value("kind", "forward"), fixture.exchange.kind));
  ReadCourse(facts, fixture.exchange);
  for (const json& edit : facts.value("edits", json::array())) {
    fixture.exchange.edits.push_back(ReadEdit(edit));
  }
  for (const json& earlier : facts.value("before", json::array())) {
    fixture.before.push_back(
        MakeExchange(earlier.value("host", host), earlier.at("request"), earlier.at("response")));
  }
  fixture.keyring = ReadKeyring(facts.value("credentials", json::array()));
  if (fs::exists(folder / "key.pem")) {
    auto key = oss::CallbackKey::Parse(ReadFile(folder / "key.pem"));
    if (key) fixture.callback_key = std::move(*key);
  }
  fixture.expected = json::parse(ReadFile(folder / "expected.json"));
  return fixture;
}

std::vector<fs::path> Folders(const fs::path& parent) {
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

}  // namespace

store::Exchange MakeExchange(const std::string& host, const std::string& request,
                             const std::string& response) {
  store::Exchange exchange;
  exchange.host = host;
  exchange.request = SplitMessage(request);
  exchange.response = SplitMessage(response);
  exchange.method = request.substr(0, request.find(' '));
  const size_t blank = response.find(' ');
  if (blank != std::string::npos) exchange.status = std::atoi(response.c_str() + blank + 1);
  return exchange;
}

const std::vector<RuleFixture>& RuleFixtures() {
  static const std::vector<RuleFixture> fixtures = [] {
    std::vector<RuleFixture> all;
    for (const fs::path& rule : Folders(OSSLENS_FIXTURES "/rules")) {
      for (const fs::path& folder : Folders(rule)) all.push_back(ReadFixture(folder));
    }
    return all;
  }();
  return fixtures;
}

}  // namespace osslens::analyzers
