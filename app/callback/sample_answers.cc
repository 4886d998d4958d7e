#include "app/callback/sample_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace osslens::app {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kGood = R"({"Status":"OK"})";
constexpr std::string_view kJson = "Content-Type: application/json\r\n";
// kGood, packed by gzip.
constexpr std::string_view kPacked =
    "\037\213\010\000\000\000\000\000\002\003\253\126\012\056\111\054\051\055\126\262\122\362\367\126\252\005\000\366\117\022\066\017\000\000\000"sv;
// Longer than OSS waits (5 s), with time for the caller to notice.
constexpr std::chrono::milliseconds kTooLong{6'000};

SampleAnswer Whole(std::string_view status, std::string_view fields, std::string_view body) {
  return {fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}", status,
                      fields, body.size(), body)};
}
SampleAnswer Json(std::string_view body) { return Whole("200 OK", kJson, body); }
SampleAnswer Status(std::string_view status) { return Whole(status, kJson, kGood); }

struct Named {
  std::string_view name;
  SampleAnswer (*make)();
};

constexpr auto kAnswers = std::to_array<Named>({
    {"byte-order-mark", [] { return Json("\xEF\xBB\xBF{\"Status\":\"OK\"}"); }},
    {"cut-short", [] { return Json("{\"Status\":"); }},
    {"denied", [] { return Status("403 Forbidden"); }},
    {"empty", [] { return Json(""); }},
    {"encoded",
     [] {
       return Whole("200 OK", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
                    kPacked);
     }},
    {"kept-alive",
     [] {
       return SampleAnswer{fmt::format(
           "HTTP/1.1 200 OK\r\n{}Content-Length: {}\r\nConnection: keep-alive\r\n\r\n{}", kJson,
           kGood.size(), kGood)};
     }},
    {"length-missing",
     [] {
       return SampleAnswer{fmt::format(
           "HTTP/1.1 200 OK\r\n{}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n", kJson,
           kGood.size(), kGood)};
     }},
    {"markup",
     [] {
       return Whole("200 OK", "Content-Type: text/html\r\n",
                    "<html><body>Please log in</body></html>");
     }},
    {"more-behind", [] { return Json("{\"Status\":\"OK\"}\nWarning: something else"); }},
    {"no-such-path", [] { return Status("404 Not Found"); }},
    {"no-type", [] { return Whole("200 OK", "", kGood); }},
    {"other-success", [] { return Whole("201 Created", kJson, kGood); }},
    {"plain-text", [] { return Whole("200 OK", "Content-Type: text/plain\r\n", "OK"); }},
    {"redirect",
     [] { return Whole("302 Found", "Location: https://cb.example.com/notify/\r\n", ""); }},
    {"reset", [] { return SampleAnswer{.bytes = {}, .reset = true}; }},
    {"server-error", [] { return Status("500 Internal Server Error"); }},
    {"single-quotes", [] { return Json("{'Status':'OK'}"); }},
    {"stack-trace",
     [] {
       return Whole("200 OK", "Content-Type: text/plain\r\n",
                    "Traceback (most recent call last):\n  File \"app.py\", line 3\nKeyError: "
                    "'object'\n");
     }},
    {"too-long",
     [] { return Json(fmt::format("{{\"a\":\"{}\"}}", std::string(1024 * 1024, 'x'))); }},
    {"too-slow",
     [] {
       SampleAnswer answer = Json(kGood);
       answer.delay = kTooLong;
       return answer;
     }},
    {"trailing-comma", [] { return Json("{\"Status\":\"OK\",}"); }},
    {"unreadable", [] { return SampleAnswer{"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"}; }},
});

}  // namespace

std::optional<SampleAnswer> FindSampleAnswer(std::string_view name) {
  if (name.empty()) return Json(kGood);
  const auto found = std::ranges::find(kAnswers, name, &Named::name);
  return found == kAnswers.end() ? std::nullopt : std::optional(found->make());
}

std::string SampleAnswerNames() {
  std::string names;
  for (const Named& one : kAnswers) names.append(names.empty() ? "" : ", ").append(one.name);
  return names;
}

}  // namespace osslens::app
