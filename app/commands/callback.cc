#include "app/commands/callback.h"

#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "analyzers/analyzer.h"
#include "analyzers/oss/callback_key.h"
#include "app/callback/sample_call.h"
#include "app/callback/sample_caller.h"
#include "app/callback/sample_server.h"
#include "app/captures.h"
#include "app/command_line.h"
#include "app/small_file.h"
#include "app/terminal_text.h"
#include "base/text.h"
#include "proxy/net/loop.h"
#include "proxy/net/signal.h"
#include "store/transfer/secret_spans.h"

namespace osslens::app {
namespace {

// What OSS takes of an answer; more is not needed to explain one.
constexpr size_t kShownBytes = 2 * 1024;
// A callback's body is what a template of 5 KB becomes. A key of 16,384 bits has 13 KB.
constexpr size_t kMostBodyBytes = 64 * 1024 * 1024, kMostKeyBytes = 64 * 1024;

// Where the call goes, and what it asks for there.
struct Destination {
  proxy::ReverseTarget server;
  std::string target;
  std::string host;  // as the URL writes it
};

Result<Destination> ParseUrl(const std::string& url) {
  const auto target = http::ParseAbsoluteTarget(url);
  if (!target || url.find('@') != std::string::npos || url.find('#') != std::string::npos) {
    return Fail(ErrorKind::kInvalid,
                "the value is no URL to call; write http://HOST[:PORT]/PATH or https://...");
  }
  const std::string_view rest = std::string_view(url).substr(url.find("://") + 3);
  Destination destination;
  destination.server = {target->authority, false, EqualsIgnoreCase(target->scheme, "https"), true};
  destination.host = rest.substr(0, rest.find_first_of("/?"));
  destination.target = target->origin_form;
  if (!destination.target.starts_with('/')) destination.target.insert(0, "/");
  return destination;
}

Result<SampleCall> MakeCall(const CallbackArguments& arguments, const std::string& target) {
  const bool json = arguments.type == "json";
  SampleCall call;
  if (json) call.content_type = "application/json";
  call.body = SampleBody(json);
  if (arguments.body.starts_with('@')) {
    Result<std::string> body = ReadSmallFile(arguments.body.substr(1), kMostBodyBytes);
    if (!body) return Fail(body.error().kind, "--body: " + body.error().message);
    call.body = std::move(*body);
  } else if (!arguments.body.empty()) {
    call.body = arguments.body;
  }
  if (arguments.sign_with.empty()) return call;
  const auto signature =
      ReadSmallFile(arguments.sign_with, kMostKeyBytes).and_then([&](const std::string& pem) {
        return oss::SignCallback(Secret(pem), SignedTextOf(target, call.body));
      });
  if (!signature) return Fail(signature.error().kind, "--sign-with: " + signature.error().message);
  call.authorization = Base64Encode(*signature);
  return call;
}

void PrintTimes(const store::Exchange& exchange) {
  const std::pair<const char*, const std::optional<Microseconds>&> phases[] = {
      {"look-up", exchange.timings.dns}, {"connect", exchange.timings.connect},
      {"TLS", exchange.timings.tls},     {"send", exchange.timings.send},
      {"wait", exchange.timings.wait},   {"receive", exchange.timings.receive}};
  fmt::print("time:   {:.1f} ms of 5000", static_cast<double>(exchange.duration.count()) / 1000);
  for (const auto& [name, time] : phases) {
    if (time) fmt::print(", {} {:.1f}", name, static_cast<double>(time->count()) / 1000);
  }
  fmt::print("\n");
}

void PrintAnswer(const store::Exchange& exchange) {
  if (exchange.answered_by_proxy || exchange.response.head.empty()) {
    // That this command gave up is its own doing and no fact about the server.
    const bool gave_up =
        !exchange.failure || exchange.failure->kind == store::FailureKind::kClientAbort;
    fmt::print("answer: none; {}\n",
               gave_up ? "nothing came in 5000 ms" : TerminalText(exchange.failure->message));
    return;
  }
  fmt::print("answer:\n{}", TerminalText(exchange.response.head, true));
  const std::string_view body =
      std::string_view(exchange.response.body.bytes).substr(0, kShownBytes);
  fmt::print("{}\n", TerminalText(body, true));
  if (body.size() < exchange.response.body.total_bytes)
    fmt::print("[{} of {} bytes]\n", body.size(), exchange.response.body.total_bytes);
}

void PrintFinding(const store::Finding& finding, const store::FindingText& text) {
  fmt::print("\n{}: {} ({} {})\n  {}\n", store::ToWord(finding.severity), TerminalText(text.title),
             finding.rule, finding.variant, TerminalText(text.cause));
  for (const std::string& step : text.fix) fmt::print("  - {}\n", TerminalText(step));
}

Result<int> Check(const CallbackArguments& arguments) {
  const auto destination = ParseUrl(arguments.url);
  if (!destination) return tl::unexpected(destination.error());
  const auto call = MakeCall(arguments, destination->target);
  if (!call) return tl::unexpected(call.error());
  const auto catalogue = analyzers::Catalogue::Load();
  if (!catalogue) return tl::unexpected(catalogue.error());
  CallSettings settings;
  settings.server = destination->server;
  settings.trust = {.extra_ca_file = arguments.upstream_ca, .insecure = arguments.insecure};
  const std::string request = RequestOf(*call, destination->target, destination->host, WallNow());
  auto exchange = CallOnce(settings, request);
  if (!exchange) return tl::unexpected(exchange.error());
  analyzers::Analyzer analyzer(*catalogue);
  analyzer.Annotate(**exchange);
  // That this call is not OSS's own is no news.
  std::erase_if((*exchange)->findings, [](const store::Finding& finding) {
    return finding.rule == "callback-signature-invalid";
  });
  fmt::print("call:   POST {}, {} bytes of {}, {}\n", TerminalText(arguments.url),
             call->body.size(), call->content_type,
             call->authorization.empty() ? "not signed (--sign-with)" : "signed");
  PrintTimes(**exchange);
  PrintAnswer(**exchange);
  const store::Language language = LanguageOf(arguments.language);
  for (const store::Finding& finding : (*exchange)->findings)
    PrintFinding(finding, catalogue->Describe(finding, language));
  const bool taken = !store::is_failed(**exchange);
  const bool chinese = language == store::Language::kChinese;
  fmt::print("\n{}\n",
             taken ? (chinese ? "OSS 会接受这个响应，并把消息体转给上传方。"
                              : "OSS would take this answer and pass its body on to the "
                                "uploader.")
                   : (chinese ? "OSS 不会接受这个响应。" : "OSS would not take this answer."));
  return taken ? kExitDone : kExitFailed;
}

// On standard output, and at once: somebody may be waiting for the line.
void Say(std::string_view text) {
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

// Signatures are masked: what is printed here ends up in logs.
void TellCall(const std::string& head, const std::string& body) {
  const std::string masked = store::MaskSpans(head, store::FindInHead(head));
  Say(fmt::format("{}{}\n", TerminalText(masked, true), TerminalText(body, true)));
}

Result<int> ServeSample(const CallbackArguments& arguments) {
  const auto address = net::SocketAddress::Parse(arguments.listen);
  if (!address) {
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("--listen: \"{}\" is not ADDR:PORT with an IP address", arguments.listen));
  }
  const auto failure = FindSampleAnswer(arguments.fail);
  if (!failure) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("--fail: \"{}\" is none of {}", arguments.fail, SampleAnswerNames()));
  }
  auto loop = net::Loop::Create();
  if (!loop) return tl::unexpected(loop.error());
  net::SignalWatcher stop(**loop, [&loop](int) { (*loop)->Stop(); });
  for (const int signal : {SIGINT, SIGTERM}) {
    if (auto watched = stop.Watch(signal); !watched) return tl::unexpected(watched.error());
  }
  const auto server = SampleServer::Listen(**loop, *address, *failure, &TellCall);
  if (!server)
    return Fail(server.error().kind,
                server.error().message + "; choose another port with --listen");
  Say(fmt::format("osslens callback server {}", (*server)->address().ToString()));
  (*loop)->Run();
  return kExitDone;
}

}  // namespace

void AddCallbackOptions(CLI::App& command, CallbackArguments& arguments) {
  command.require_subcommand(1);
  CLI::App& check = *command.add_subcommand(
      "check", "Call a callback server as OSS would, once, and explain its answer");
  check.add_option("url", arguments.url, "The address as callbackUrl names it")
      ->type_name("URL")
      ->required();
  check.add_option("--body", arguments.body, "The body, or @FILE [that of a small text file]")
      ->type_name("TEXT|@FILE");
  check.add_option("--type", arguments.type, "What the body is")
      ->type_name("form|json")
      ->check(CLI::IsMember({"form", "json"}))
      ->capture_default_str();
  check
      .add_option("--sign-with", arguments.sign_with,
                  "Sign with this private RSA key (PEM), whose public key your server knows")
      ->type_name("FILE");
  check
      .add_option("--upstream-ca", arguments.upstream_ca,
                  "Trust these CAs besides those of the system")
      ->type_name("FILE");
  check.add_flag("--upstream-insecure", arguments.insecure,
                 "Do not check the server's certificate");
  check.add_option("--lang", arguments.language, "Language of the findings: en or zh")
      ->type_name("LANG")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  CLI::App& serve = *command.add_subcommand(
      "serve", "Run a small callback server that answers well, or fails as told");
  serve.add_option("--listen", arguments.listen, "Where it listens")
      ->type_name("ADDR:PORT")
      ->capture_default_str();
  serve.add_option("--fail", arguments.fail, "Answer so instead: " + SampleAnswerNames())
      ->type_name("HOW");
}

Result<int> RunCallback(const CLI::App& command, const CallbackArguments& arguments) {
  return command.get_subcommand("check")->parsed() ? Check(arguments) : ServeSample(arguments);
}

}  // namespace osslens::app
