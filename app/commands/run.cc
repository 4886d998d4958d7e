#include "app/commands/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "app/captures.h"
#include "app/commands/serve.h"
#include "app/launch/child.h"
#include "app/launch/environment.h"
#include "app/launch/launch_access.h"
#include "app/launch/notice.h"
#include "app/launch/recognition.h"
#include "app/launch/shell.h"
#include "app/launch/summary.h"
#include "app/process_limits.h"
#include "app/running_file.h"
#include "app/service.h"
#include "base/clock.h"

namespace osslens::app {
namespace {

// Long enough for an interpreter to start on a busy machine, short enough for somebody who waits.
constexpr std::chrono::seconds kSilence{5};

// For what another process has still to write: that collects for 20 ms, and may have to wait for the disk.
constexpr std::chrono::milliseconds kPoll{20}, kPatienceForMore{200}, kPatienceForFirst{2'000},
    kPatience{5'000};

void Tell(std::string_view text) { fmt::print(stderr, "osslens: {}\n", text); }

// One run, from finding or starting an osslens to the summary.
class Launch {
 public:
  Launch(const RunArguments& arguments, const ServeOptions& options)
      : arguments_(arguments), options_(options) {}

  Result<int> Run(const ProcessLimits& limits, ChildSignals signals) {
    return ReachProxy()
        .and_then([this] { return OpenStore(); })
        .and_then([this] { return Prepare(); })
        .and_then([&]() -> Result<int> {
          const int code = RunChild(limits, signals);
          // The command has ended: from here on a signal means us.
          { const ChildSignals done = std::move(signals); }
          if (service_) service_->Shutdown();
          if (code != kNeverRan) TellSummary();
          return code == kNeverRan ? refusal_code_ : code;
        });
  }

 private:
  static constexpr int kNeverRan = -1;

  // Takes the one that runs, or starts one.
  [[nodiscard]] Result<void> ReachProxy() {
    const auto running = FindRunning(options_.data_dir);
    if (!running) return tl::unexpected(running.error());
    if (*running) return Join(**running);
    service_ = std::make_unique<Service>(options_, Service::Life::kOfCommand);
    if (auto started = service_->Start(); !started) return started;
    proxy_ = service_->proxy_address();
    web_ = service_->web_address();
    return {};
  }

  [[nodiscard]] Result<void> Join(const RunningInstance& running) {
    const std::string directory = options_.data_dir.string();
    if (running.ends_with_command) {
      return Fail(
          ErrorKind::kUnavailable,
          fmt::format("another osslens run uses {} and ends with its command; give this one "
                      "another --data-dir, or start osslens serve first and run both with it",
                      directory));
    }
    if (!arguments_.serve_only.empty()) {
      return Fail(
          ErrorKind::kInvalid,
          fmt::format("{} is for an osslens of its own, but one runs on {} already; give it to "
                      "that one, or choose another --data-dir",
                      arguments_.serve_only.front(), directory));
    }
    if (running.asks_for_password && options_.proxy_credentials.empty()) {
      return Fail(
          ErrorKind::kInvalid,
          fmt::format("the osslens on {} asks for a password; give its file with --proxy-auth",
                      directory));
    }
    proxy_ = running.proxy;
    web_ = running.web;
    return {};
  }

  [[nodiscard]] Result<void> OpenStore() {
    Result<Captures> captures = OpenCaptures(options_.data_dir);
    if (!captures) return tl::unexpected(captures.error());
    captures_.emplace(std::move(*captures));
    return captures_->reader.NewestId().map([this](int64_t newest) { newest_before_ = newest; });
  }

  // All that is said before the command has the terminal.
  [[nodiscard]] Result<void> Prepare() {
    std::error_code error;
    recognition_ =
        Recognise({.words = arguments_.words,
                   .directory = std::filesystem::current_path(error),
                   .path = OwnVariable("PATH").value_or("/usr/local/bin:/usr/bin:/bin")});
    auto access = AccessFor(options_.data_dir, proxy_);
    if (!access) return tl::unexpected(access.error());
    if (!options_.proxy_credentials.empty())
      access->credentials = options_.proxy_credentials.front();
    access->without_urllib_proxy = recognition_.lacks_proxy_agent;
    auto environment = MakeChildEnvironment(*access, OwnVariable);
    if (!environment) return tl::unexpected(environment.error());
    // rclone has a transport of its own, with which its AWS SDK refuses a bundle; SSL_CERT_FILE is enough for it.
    if (std::ranges::any_of(recognition_.clients,
                            [](const auto& one) { return one.client->id == "rclone"; })) {
      std::erase_if(environment->variables,
                    [](const Variable& variable) { return variable.name == "AWS_CA_BUNDLE"; });
    }
    environment_ = MergedWithOwn(environment->variables);
    values_ = AdviceValuesOf(*access);
    Tell(fmt::format("proxy http://{}, page http://{}/", proxy_.ToString(), web_.ToString()));
    TellEnds();
    for (const std::string& note : environment->notes) Tell(note);
    for (const std::string& line : Introductions(recognition_, values_)) Tell(line);
    return {};
  }

  // Ports may have been chosen by the system.
  void TellEnds() const {
    if (!service_) return;
    for (const Service::ReverseEnd& end : service_->reverse_ends()) {
      Tell(fmt::format("{} http://{} for {}", end.is_callback ? "callbacks" : "endpoint",
                       end.address.ToString(), end.url));
    }
  }

  // Its exit code, or kNeverRan.
  int RunChild(const ProcessLimits& limits, const ChildSignals& signals) {
    auto child = Child::Start(arguments_.words, environment_, limits, signals);
    if (!child) {
      Tell(child.error().message);
      refusal_code_ = child.error().exit_code;
      return kNeverRan;
    }
    if (const auto code = child->Wait(kSilence)) return *code;
    if (!has_arrived() && !recognition_.is_interactive_shell)
      Tell("nothing has arrived so far: " + LikelyReason(recognition_, values_));
    while (true) {
      if (const auto code = child->Wait(std::nullopt)) return *code;
    }
  }

  [[nodiscard]] bool has_arrived() {
    if (service_) return service_->Current().connections_accepted > 0;
    return captures_->reader.NewestId().value_or(newest_before_) > newest_before_;
  }

  // Another process writes what it has soon after an answer, not at once. Returns when that seems done.
  void WaitForOtherStore() {
    const SteadyTime started = SteadyNow();
    SteadyTime changed = started;
    int64_t newest = newest_before_;
    while (true) {
      const int64_t now = captures_->reader.NewestId().value_or(newest);
      if (now != newest) changed = SteadyNow();
      newest = now;
      const auto patience = newest == newest_before_ ? kPatienceForFirst : kPatienceForMore;
      if (SteadyNow() - changed > patience || SteadyNow() - started > kPatience) return;
      std::this_thread::sleep_for(kPoll);
    }
  }

  void TellSummary() {
    if (!service_) WaitForOtherStore();
    const auto summary = Summarise(captures_->reader, newest_before_, captures_->catalogue,
                                   LanguageOf(arguments_.language));
    if (!summary) return Tell("cannot say what came through: " + summary.error().message);
    if (summary->calls == 0)
      return Tell("nothing came through osslens: " + LikelyReason(recognition_, values_));
    Tell(SummaryText(*summary));
    const std::string option = arguments_.serve.data_dir.empty()
                                   ? ""
                                   : " --data-dir " + Quote(Shell::kSh, options_.data_dir.string());
    Tell(service_ ? fmt::format("to look at them: osslens serve{}", option)
                  : fmt::format("to look at them: http://{}/", web_.ToString()));
  }

  const RunArguments& arguments_;
  const ServeOptions& options_;
  std::unique_ptr<Service> service_;  // none when another process has it
  net::SocketAddress proxy_, web_;
  std::optional<Captures> captures_;
  int64_t newest_before_ = 0;
  Recognition recognition_;
  AdviceValues values_;
  std::vector<std::string> environment_;
  int refusal_code_ = kExitNotFound;
};

}  // namespace

RunArguments::RunArguments() {
  serve.listen = "127.0.0.1:0";
  serve.web = "127.0.0.1:0";
  serve.log_level = "warning";
}

void AddRunOptions(CLI::App& command, RunArguments& arguments) {
  AddServeOptions(command, arguments.serve, arguments.config_file);
  command.add_option("--lang", arguments.language, "Language of the findings: en or zh")
      ->type_name("LANG")
      ->check(CLI::IsMember({"en", "zh"}))
      ->capture_default_str();
  command.footer("The command stands after --, as in: osslens run -- python3 app.py");
}

Result<int> Run(const RunArguments& arguments) {
  if (arguments.words.empty()) {
    return Fail(ErrorKind::kInvalid,
                "write the command after --, as in osslens run -- python3 app.py");
  }
  Result<ServeOptions> options = Understand(arguments.serve);
  if (!options) return tl::unexpected(options.error());
  // The command gets paths below it, and may change its directory.
  options->data_dir = std::filesystem::absolute(options->data_dir);
  Result<ChildSignals> signals = ChildSignals::Hold();
  if (!signals) return tl::unexpected(signals.error());
  const ProcessLimits limits;
  return Launch(arguments, *options).Run(limits, std::move(*signals));
}

}  // namespace osslens::app
