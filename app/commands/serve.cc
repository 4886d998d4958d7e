#include "app/commands/serve.h"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/process_limits.h"
#include "app/service.h"
#include "proxy/net/loop.h"
#include "proxy/net/signal.h"

namespace osslens::app {
namespace {

void Announce(const Service& service) {
  const std::string proxy_address = service.proxy_address().ToString();
  const std::string web_address = service.web_address().ToString();
  const std::vector<Service::ReverseEnd> reverse = service.reverse_ends();
  fmt::print("osslens ready proxy={} web={}", proxy_address, web_address);
  for (const Service::ReverseEnd& end : reverse)
    fmt::print(" {}={}", end.is_callback ? "callback" : "reverse", end.address.ToString());
  fmt::print("\n");
  std::fflush(stdout);
  fmt::print(
      stderr,
      "page:       http://{0}/\n"
      "point apps: export HTTP_PROXY=http://{1} http_proxy=http://{1} HTTPS_PROXY=http://{1} "
      "https_proxy=http://{1}\n",
      web_address, proxy_address);
  if (!service.root_file().empty())
    fmt::print(stderr, "for HTTPS:  have them trust {}\n", service.root_file());
  for (const Service::ReverseEnd& end : reverse)
    fmt::print(stderr, "{} http://{} for {}\n",
               end.is_callback ? "callbacks:  " : "or endpoint:", end.address.ToString(), end.url);
}

// Waits for SIGINT or SIGTERM on a loop of its own. While it lives they do not end the process, so that one that comes
// before all is running still ends it in order. Afterwards they have their usual effect again.
class StopSignal {
 public:
  [[nodiscard]] static Result<std::unique_ptr<StopSignal>> Watch() {
    Result<std::unique_ptr<net::Loop>> loop = net::Loop::Create();
    if (!loop) return tl::unexpected(loop.error());
    auto made = std::make_unique<StopSignal>(std::move(*loop));
    for (const int signal : {SIGINT, SIGTERM}) {
      if (auto watched = made->watcher_.Watch(signal); !watched)
        return tl::unexpected(watched.error());
    }
    return made;
  }
  // For Watch().
  explicit StopSignal(std::unique_ptr<net::Loop> loop)
      : loop_(std::move(loop)), watcher_(*loop_, [this](int) { loop_->Stop(); }) {}

  void Wait() { loop_->Run(); }

 private:
  const std::unique_ptr<net::Loop> loop_;
  net::SignalWatcher watcher_;
};

}  // namespace

void AddServeOptions(CLI::App& command, ServeArguments& arguments, std::string& config_file) {
  const auto add = [&command](const char* name, auto& variable, const char* help) {
    return command.add_option(name, variable, help)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  };
  add("--listen", arguments.listen, "Where the proxy listens")
      ->type_name("ADDR:PORT")
      ->capture_default_str();
  add("--web", arguments.web, "Where the page and the API listen")
      ->type_name("ADDR:PORT")
      ->capture_default_str();
  add("--data-dir", arguments.data_dir, "Where captures are kept [$XDG_DATA_HOME/osslens]")
      ->type_name("DIR");
  add("--capture", arguments.capture,
      "Which exchanges are kept: all, or oss for those of OSS hosts only")
      ->type_name("all|oss")
      ->capture_default_str();
  command
      .add_option("--intercept", arguments.intercept,
                  "Hosts whose TLS is opened (repeatable) [the endpoints of OSS]")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command.add_flag("--no-intercept", arguments.no_intercept,
                   "Open no TLS: pass every CONNECT on blindly");
  add("--upstream-ca", arguments.upstream_ca, "Trust these CAs besides those of the system")
      ->type_name("FILE");
  command.add_flag("--upstream-insecure", arguments.upstream_insecure,
                   "Do not check the certificates of servers");
  add("--upstream-proxy", arguments.upstream_proxy, "Go through this further proxy")
      ->type_name("http://[USER:PASSWORD@]HOST:PORT");
  command
      .add_option("--connect-to", arguments.connect_to,
                  "Dial elsewhere; nothing on the wire changes (repeatable)")
      ->type_name("GLOB[:PORT]=HOST:PORT")
      ->allow_extra_args(false);
  command
      .add_option("--reverse", arguments.reverse,
                  "Stand in for this server at an address of its own (repeatable)")
      ->type_name("ADDR:PORT=URL")
      ->allow_extra_args(false);
  command
      .add_option("--callback", arguments.callback,
                  "Stand in front of this upload-callback server (repeatable)")
      ->type_name("ADDR:PORT=URL")
      ->allow_extra_args(false);
  add("--callback-key", arguments.callback_key,
      "Check the signatures of callbacks with this public key (PEM)")
      ->type_name("FILE");
  command.add_flag("--fetch-callback-key", arguments.fetch_callback_key,
                   "Fetch that key from OSS's own host, gosspublic.alicdn.com, by HTTPS");
  add("--body-limit", arguments.body_limit, "Kept of each body of a failed exchange")
      ->type_name("SIZE")
      ->capture_default_str();
  add("--ok-body-limit", arguments.ok_body_limit, "Kept of each body of a successful one")
      ->type_name("SIZE")
      ->capture_default_str();
  add("--max-size", arguments.max_size, "Captures beyond this size are removed, oldest first")
      ->type_name("SIZE")
      ->capture_default_str();
  add("--max-age", arguments.max_age, "Captures older than this are removed")
      ->type_name("AGE")
      ->capture_default_str();
  add("--proxy-auth", arguments.proxy_auth, "Who may use the proxy: a file of USER:PASSWORD lines")
      ->type_name("FILE");
  add("--credential", arguments.credential,
      "AccessKeys to recompute refused signatures with: a TOML file of mode 0600")
      ->type_name("FILE");
  add("--loops", arguments.loops, "Event loops of the proxy [one a core]")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  add("--config", config_file, "Read options from this TOML file; the command line goes before it")
      ->type_name("FILE");
  add("--log-level", arguments.log_level, "trace, debug, info, warning, error or off")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
}

Result<void> Serve(const ServeOptions& options) {
  const ProcessLimits limits;
  Result<std::unique_ptr<StopSignal>> stop = StopSignal::Watch();
  if (!stop) return tl::unexpected(stop.error());
  Service service(options);
  if (auto started = service.Start(); !started) return started;
  Announce(service);
  (*stop)->Wait();
  stop->reset();
  spdlog::info("stopping; a second signal ends at once");
  service.Shutdown();
  return {};
}

}  // namespace osslens::app
