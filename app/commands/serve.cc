#include "app/commands/serve.h"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "analyzers/catalogue.h"
#include "analyzers/oss/endpoint.h"
#include "app/data_directory_lock.h"
#include "app/interception.h"
#include "app/pipeline.h"
#include "app/version.h"
#include "base/clock.h"
#include "proxy/net/loop.h"
#include "proxy/net/signal.h"
#include "proxy/proxy_server.h"
#include "store/data_directory.h"
#include "store/exchange_reader.h"
#include "store/exchange_writer.h"
#include "web/server/embedded_assets.h"
#include "web/server/web_server.h"

namespace osslens::app {
namespace {

// As many descriptors as the system lets us have: each exchange takes two.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// A core file would hold whatever passed: tokens, bodies, passwords.
void ForbidCoreFiles() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

Result<std::string> MakeToken() {
  std::array<unsigned char, 16> random{};
  if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    return Fail(ErrorKind::kIo, "the system gives no random bytes");
  }
  std::string token;
  for (const unsigned char byte : random) token += fmt::format("{:02x}", byte);
  return token;
}

// All that runs, made in the order in which it depends on each other, and taken down the other way round.
class Serving final : public web::StatusSource, public Pipeline::Listener {
 public:
  explicit Serving(const ServeOptions& options) : options_(options), started_at_(WallNow()) {}

  Result<void> Start();
  void Shutdown();

 private:
  [[nodiscard]] Result<void> OpenStore();
  [[nodiscard]] Result<void> Listen();
  void FillContext();
  void Announce() const;

  [[nodiscard]] web::Status Current() const override;
  void OnStored(std::vector<std::unique_ptr<store::Exchange>> batch) override;
  void OnPauseChanged() override { web_->PublishStatus(); }

  const ServeOptions& options_;
  const WallTime started_at_;
  std::optional<DataDirectoryLock> lock_;
  std::unique_ptr<analyzers::Catalogue> catalogue_;
  Interception interception_;
  proxy::ProxyContext context_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<web::WebServer> web_;
  std::unique_ptr<proxy::ProxyServer> proxy_;
};

Result<void> Serving::Start() {
  Result<analyzers::Catalogue> catalogue = analyzers::Catalogue::Load();
  if (!catalogue) return tl::unexpected(catalogue.error());
  catalogue_ = std::make_unique<analyzers::Catalogue>(std::move(*catalogue));
  FillContext();
  if (auto trusted = Interception::TrustServers(options_, context_); !trusted) return trusted;
  // Ports first: when one is taken, no directory has been made yet.
  if (auto listening = Listen(); !listening) return listening;
  if (auto opened = OpenStore(); !opened) return opened;
  if (auto opened = interception_.Open(options_, context_); !opened) return opened;
  pipeline_->Start();
  web_->Start();
  proxy_->Start();
  Announce();
  return {};
}

void Serving::Announce() const {
  const std::string proxy_address = proxy_->address().ToString();
  const std::string web_address = web_->address().ToString();
  fmt::print("osslens ready proxy={} web={}\n", proxy_address, web_address);
  std::fflush(stdout);
  fmt::print(
      stderr,
      "page:       http://{0}/\n"
      "point apps: export HTTP_PROXY=http://{1} http_proxy=http://{1} HTTPS_PROXY=http://{1} "
      "https_proxy=http://{1}\n",
      web_address, proxy_address);
  if (!interception_.root_file().empty())
    fmt::print(stderr, "for HTTPS:  have them trust {}\n", interception_.root_file());
}

Result<void> Serving::OpenStore() {
  if (auto prepared = store::PrepareDataDirectory(options_.data_dir); !prepared) return prepared;
  Result<DataDirectoryLock> lock = DataDirectoryLock::Take(options_.data_dir);
  if (!lock) return tl::unexpected(lock.error());
  lock_.emplace(std::move(*lock));
  Result<store::ExchangeWriter> writer =
      store::ExchangeWriter::Open(store::DatabaseFileIn(options_.data_dir));
  if (!writer) return tl::unexpected(writer.error());
  PipelineOptions options;
  options.retention.max_size_bytes = options_.max_size_bytes;
  options.retention.max_age = options_.max_age;
  options.keyring = &options_.keyring;
  pipeline_ = std::make_unique<Pipeline>(std::move(*writer), *catalogue_, options, *this);
  context_.sink = pipeline_.get();
  return {};
}

void Serving::FillContext() {
  proxy::SessionSettings& session = context_.session;
  session.upstream_proxy = options_.upstream_proxy;
  session.proxy_credentials = options_.proxy_credentials;
  session.capture_scope = options_.capture;
  session.body_limit_bytes = options_.body_limit_bytes;
  session.ok_body_limit_bytes = options_.ok_body_limit_bytes;
  session.is_oss_host = [](std::string_view host) { return oss::is_oss_host(host); };
  context_.dial.connect_to = options_.connect_to;
}

Result<void> Serving::Listen() {
  Result<std::string> token = MakeToken();
  if (!token) return tl::unexpected(token.error());
  web::ServerOptions options{
      .address = options_.web, .more_hosts = {}, .assets = web::EmbeddedAssets(), .limits = {}};
  web::ApiParts parts{
      .catalogue = *catalogue_,
      .status = *this,
      .open_reader = [file = store::DatabaseFileIn(
                          options_.data_dir)] { return store::ExchangeReader::Open(file); },
      .remove = [this](const store::Filter& filter) { return pipeline_->Delete(filter).get(); },
      .token = std::move(*token),
      .keyring = &options_.keyring};
  auto web = web::WebServer::Listen(options, std::move(parts));
  if (!web) return Fail(web.error().kind, web.error().message + "; choose another port with --web");
  web_ = std::move(*web);
  context_.own.Add(web_->address());
  auto proxy = proxy::ProxyServer::Listen(context_, options_.listen, options_.loops);
  if (!proxy)
    return Fail(proxy.error().kind, proxy.error().message + "; choose another port with --listen");
  proxy_ = std::move(*proxy);
  return {};
}

void Serving::Shutdown() {
  proxy_->Shutdown();
  pipeline_->Stop();
  web_->Shutdown();
}

web::Status Serving::Current() const {
  const PipelineStatus pipeline = pipeline_->status();
  const proxy::ProxyCounters& counters = context_.counters;
  web::Status status;
  status.version = kVersion;
  status.proxy = proxy_ ? proxy_->address().ToString() : "";
  status.web = web_->address().ToString();
  status.started_at = started_at_;
  status.connections_accepted = counters.connections_accepted;
  status.connections_open = counters.connections_open;
  status.exchanges = counters.exchanges;
  status.exchanges_stored = pipeline.exchanges_stored;
  status.exchanges_lost = pipeline.exchanges_lost;
  status.dropped_bodies = pipeline.bodies_dropped;
  status.signatures_checked = pipeline.signatures_checked;
  status.signatures_skipped = pipeline.signatures_skipped;
  status.queue_exchanges = pipeline.queue_length;
  status.queue_bytes = pipeline.queue_bytes;
  status.queue_limit_bytes = pipeline_->options().queue_limit_bytes;
  status.store_bytes = pipeline.store_bytes;
  status.store_limit_bytes = options_.max_size_bytes;
  status.capture_paused = pipeline.paused;
  status.pause_reason = pipeline.pause_reason;
  status.intercepts = options_.intercepts;
  status.upstream_insecure = options_.upstream_trust.insecure;
  return status;
}

void Serving::OnStored(std::vector<std::unique_ptr<store::Exchange>> batch) {
  if (web_->has_subscribers()) web_->Publish(std::move(batch));
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
  ForbidCoreFiles();
  RaiseDescriptorLimit();
  Result<std::unique_ptr<StopSignal>> stop = StopSignal::Watch();
  if (!stop) return tl::unexpected(stop.error());
  Serving serving(options);
  if (auto started = serving.Start(); !started) return started;
  (*stop)->Wait();
  stop->reset();
  spdlog::info("stopping; a second signal ends at once");
  serving.Shutdown();
  return {};
}

}  // namespace osslens::app
