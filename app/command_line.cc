#include "app/command_line.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/commands/analyze.h"
#include "app/commands/ca.h"
#include "app/commands/callback.h"
#include "app/commands/env.h"
#include "app/commands/explain.h"
#include "app/commands/export.h"
#include "app/commands/import.h"
#include "app/commands/list.h"
#include "app/commands/policy.h"
#include "app/commands/run.h"
#include "app/commands/serve.h"
#include "app/commands/show.h"
#include "app/config_file.h"
#include "app/version.h"
#include "base/result.h"

namespace osslens::app {
namespace {

int Complain(const Error& error) {
  fmt::print(stderr, "osslens: {}\n", error.message);
  return error.kind == ErrorKind::kInvalid ? kExitWrongUsage : kExitFailed;
}

// Standard output is for results, so the log goes to standard error.
void StartLog(const std::string& level) {
  auto logger = spdlog::stderr_color_mt("osslens");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

// One command: what CLI11 knows of it, and what it does once its options are read. Gives the exit code.
struct Command {
  CLI::App* app = nullptr;
  std::function<Result<int>()> run;
  const std::string* config_file = nullptr;  // of commands with --config
};

// All commands and what their options are written to.
class CommandLine {
 public:
  CommandLine() {
    app_.set_version_flag("--version", fmt::format("osslens {}", kVersion));
    app_.require_subcommand(1);
    CLI::App& serve = Add("serve", "Run the proxy and its page until stopped",
                          [this] { return Done(RunServe()); });
    AddServeOptions(serve, serve_arguments_, serve_config_file_);
    commands_.back().config_file = &serve_config_file_;
    AddExportOptions(Add("export", "Write captured exchanges to a file",
                         [this] { return Done(Export(export_arguments_)); }),
                     export_arguments_);
    CLI::App& run =
        Add("run", "Run a command with its calls led through osslens", [this] { return RunRun(); });
    AddRunOptions(run, run_arguments_);
    commands_.back().config_file = &run_arguments_.config_file;
    AddEnvOptions(Add("env", "Print what points programs at a running osslens",
                      [this] { return Done(Env(env_arguments_)); }),
                  env_arguments_);
    AddListOptions(Add("list", "Print a table of captured exchanges",
                       [this] { return Done(List(list_arguments_)); }),
                   list_arguments_);
    AddShowOptions(Add("show", "Print one captured exchange with what was found",
                       [this] { return Done(Show(show_arguments_)); }),
                   show_arguments_);
    AddExplainOptions(Add("explain", "Say what an error of OSS means and what to do",
                          [this] { return Done(Explain(explain_arguments_)); }),
                      explain_arguments_);
    AddAnalyzeOptions(Add("analyze", "Explain the calls of a HAR or NDJSON file",
                          [this] { return Done(Analyze(analyze_arguments_)); }),
                      analyze_arguments_);
    AddImportOptions(Add("import", "Put the calls of a HAR or NDJSON file among the captured ones",
                         [this] { return Done(Import(import_arguments_)); }),
                     import_arguments_);
    AddPolicyOptions(Add("policy", "Print the smallest RAM policy that allows captured calls",
                         [this] { return Done(Policy(policy_arguments_)); }),
                     policy_arguments_);
    CLI::App& ca = Add("ca", "Show, trust and renew the certificate authority",
                       [this] { return Done(RunCa(*Parsed()->app, ca_arguments_)); });
    AddCaOptions(ca, ca_arguments_);
    CLI::App& callback = Add("callback", "Try out a callback server as OSS would call it",
                             [this] { return RunCallback(*Parsed()->app, callback_arguments_); });
    AddCallbackOptions(callback, callback_arguments_);
  }

  int Run(std::vector<std::string> words) {
    TakeCommand(words);
    try {
      Parse(words);
      const Command& command = *Parsed();
      if (command.config_file != nullptr && !command.config_file->empty()) {
        if (auto read = ReadConfig(command, words); !read) return Complain(read.error());
      }
    } catch (const CLI::Success& success) {
      return app_.exit(success);  // --help and --version print themselves
    } catch (const CLI::ParseError& error) {
      const Command* command = Parsed();
      fmt::print(stderr, "osslens: {}; see osslens {}--help\n", Sentence(error.what()),
                 command == nullptr ? "" : command->app->get_name() + " ");
      return kExitWrongUsage;
    }
    const Result<int> done = Parsed()->run();
    return done ? *done : Complain(done.error());
  }

 private:
  CLI::App& Add(const char* name, const char* help, std::function<Result<int>()> run) {
    commands_.push_back({.app = app_.add_subcommand(name, help), .run = std::move(run)});
    return *commands_.back().app;
  }

  // The command that was given, or nullptr.
  [[nodiscard]] const Command* Parsed() const {
    for (const Command& command : commands_) {
      if (command.app->parsed()) return &command;
    }
    return nullptr;
  }

  // What `run` is to start is none of our options, whatever it looks like.
  void TakeCommand(std::vector<std::string>& words) {
    if (words.empty() || words.front() != "run") return;
    const auto dashes = std::find(words.begin(), words.end(), "--");
    if (dashes == words.end()) return;
    run_arguments_.words.assign(dashes + 1, words.end());
    words.erase(dashes, words.end());
  }

  Result<int> RunRun() {
    StartLog(run_arguments_.serve.log_level);
    for (const CLI::Option* option : Parsed()->app->get_options()) {
      static constexpr std::array<std::string_view, 5> kForAny{"--data-dir", "--proxy-auth",
                                                               "--lang", "--config", "--log-level"};
      const std::string name = option->get_name();
      if (option->count() > 0 && std::find(kForAny.begin(), kForAny.end(), name) == kForAny.end())
        run_arguments_.serve_only.push_back(name);
    }
    return app::Run(run_arguments_);
  }

  static Result<int> Done(const Result<void>& result) {
    return result.map([] { return kExitDone; });
  }

  void Parse(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());  // CLI11 takes its words from the end
    app_.parse(std::move(words));
  }

  // Parses again with the file's words in front, so that the command line has the last word.
  Result<void> ReadConfig(const Command& command, const std::vector<std::string>& words) {
    const auto is_option = [&command](const std::string& key) {
      return key != "config" && key != "help" &&
             command.app->get_option_no_throw("--" + key) != nullptr;
    };
    const Result<std::vector<std::string>> from_file =
        ReadConfigFile(*command.config_file, is_option);
    if (!from_file) return tl::unexpected(from_file.error());
    std::vector<std::string> all{words.front()};
    all.insert(all.end(), from_file->begin(), from_file->end());
    all.insert(all.end(), words.begin() + 1, words.end());
    Parse(std::move(all));
    return {};
  }

  Result<void> RunServe() {
    StartLog(serve_arguments_.log_level);
    const Result<ServeOptions> options = Understand(serve_arguments_);
    if (!options) return tl::unexpected(options.error());
    return Serve(*options);
  }

  // CLI11's messages begin with a capital and may end in a full stop or run over lines.
  static std::string Sentence(std::string text) {
    for (char& c : text) c = c == '\n' ? ' ' : c;
    while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
    if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z')
      text.front() = static_cast<char>(text.front() - 'A' + 'a');
    return text;
  }

  CLI::App app_{"Diagnostic proxy for Alibaba Cloud OSS", "osslens"};
  std::vector<Command> commands_;
  ServeArguments serve_arguments_;
  std::string serve_config_file_;
  ExportArguments export_arguments_;
  RunArguments run_arguments_;
  EnvArguments env_arguments_;
  ListArguments list_arguments_;
  ShowArguments show_arguments_;
  ExplainArguments explain_arguments_;
  AnalyzeArguments analyze_arguments_;
  ImportArguments import_arguments_;
  PolicyArguments policy_arguments_;
  CaArguments ca_arguments_;
  CallbackArguments callback_arguments_;
};

}  // namespace

int RunCommandLine(int argc, const char* const* argv) {
  try {
    CommandLine command_line;
    return command_line.Run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    // Out of memory and the like: nothing that a command could have dealt with.
    std::fprintf(stderr, "osslens: %s\n", error.what());
    return kExitFailed;
  }
}

}  // namespace osslens::app
