#include "app/commands/env.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "app/launch/environment.h"
#include "app/launch/launch_access.h"
#include "app/launch/shell.h"
#include "app/running_file.h"
#include "app/serve_options.h"

namespace osslens::app {
namespace {

Shell ChooseShell(const std::string& wanted) {
  const std::string name = wanted.empty() ? OwnVariable("SHELL").value_or("sh") : wanted;
  return ShellOf(name).value_or(Shell::kSh);  // an option that is none was refused when it was read
}

Result<net::SocketAddress> ChooseProxy(const EnvArguments& arguments,
                                       const std::filesystem::path& directory) {
  if (!arguments.proxy.empty()) {
    const auto address = net::SocketAddress::Parse(arguments.proxy);
    if (address && address->port() != 0) return *address;
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("--proxy: \"{}\" is not ADDR:PORT with an IP address, such as 127.0.0.1:8888",
                    arguments.proxy));
  }
  const auto running = FindRunning(directory);
  if (!running) return tl::unexpected(running.error());
  if (!*running) {
    return Fail(ErrorKind::kNotFound,
                fmt::format("no osslens runs on {}; start osslens serve, or name another with "
                            "--data-dir or --proxy",
                            directory.string()));
  }
  if ((*running)->asks_for_password && arguments.proxy_auth.empty()) {
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("the osslens on {} asks for a password; give its file with --proxy-auth",
                    directory.string()));
  }
  return (*running)->proxy;
}

Result<void> PrintSet(const EnvArguments& arguments, Shell shell) {
  const std::filesystem::path directory = arguments.data_dir.empty()
                                              ? DefaultDataDirectory()
                                              : std::filesystem::path(arguments.data_dir);
  const auto proxy = ChooseProxy(arguments, directory);
  if (!proxy) return tl::unexpected(proxy.error());
  auto access = AccessFor(std::filesystem::absolute(directory), *proxy);
  if (!access) return tl::unexpected(access.error());
  if (!arguments.proxy_auth.empty()) {
    auto credentials = ReadProxyCredentials(arguments.proxy_auth);
    if (!credentials)
      return Fail(credentials.error().kind, "--proxy-auth: " + credentials.error().message);
    access->credentials = std::move(credentials->front());
  }
  const auto environment = MakeChildEnvironment(*access, OwnVariable);
  if (!environment) return tl::unexpected(environment.error());
  for (const std::string& note : environment->notes) fmt::print(stderr, "osslens: {}\n", note);
  for (const Variable& variable : environment->variables)
    fmt::print("{}\n", SetLine(shell, variable.name, variable.value));
  return {};
}

}  // namespace

void AddEnvOptions(CLI::App& command, EnvArguments& arguments) {
  command.add_option("--shell", arguments.shell, "sh, fish or powershell [by $SHELL]")
      ->type_name("SHELL")
      ->check([](const std::string& name) {
        return ShellOf(name) ? std::string()
                             : fmt::format("\"{}\" is neither sh, fish nor powershell", name);
      });
  command.add_flag("--unset", arguments.unset, "Print what undoes it");
  command
      .add_option("--data-dir", arguments.data_dir,
                  "Of the running osslens [$XDG_DATA_HOME/osslens]")
      ->type_name("DIR");
  command.add_option("--proxy", arguments.proxy, "Of an osslens with another data directory")
      ->type_name("ADDR:PORT");
  command
      .add_option("--proxy-auth", arguments.proxy_auth,
                  "The file that was given to serve; its first line is used")
      ->type_name("FILE");
}

Result<void> Env(const EnvArguments& arguments) {
  const Shell shell = ChooseShell(arguments.shell);
  if (!arguments.unset) return PrintSet(arguments, shell);
  for (const Undo& undo : UnsetVariables(OwnVariable)) {
    fmt::print("{}\n",
               undo.value ? SetLine(shell, undo.name, *undo.value) : UnsetLine(shell, undo.name));
  }
  return {};
}

}  // namespace osslens::app
