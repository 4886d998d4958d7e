#include "app/service.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <utility>

#include "analyzers/oss/endpoint.h"
#include "app/callback/fetched_keys.h"
#include "app/callback/key_download.h"
#include "app/version.h"
#include "proxy/reverse_plan.h"
#include "store/data_directory.h"
#include "store/exchange_reader.h"
#include "store/exchange_writer.h"
#include "store/scratch.h"
#include "web/server/embedded_assets.h"

namespace osslens::app {
namespace {

Result<std::string> MakeToken() {
  std::array<unsigned char, 16> random{};
  if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    return Fail(ErrorKind::kIo, "the system gives no random bytes");
  }
  std::string token;
  for (const unsigned char byte : random) token += fmt::format("{:02x}", byte);
  return token;
}

std::unique_ptr<oss::CallbackKeys> CallbackKeysOf(const ServeOptions& options) {
  if (options.callback_key) return std::make_unique<oss::GivenCallbackKey>(*options.callback_key);
  if (!options.fetches_callback_key) return nullptr;
  // Verified even with --upstream-insecure: that is about the traffic that is looked at.
  KeyDownload download{.extra_ca_file = options.upstream_trust.extra_ca_file,
                       .connect_to = options.connect_to,
                       .upstream_proxy = options.upstream_proxy};
  return std::make_unique<FetchedCallbackKeys>(
      [download = std::move(download)](const std::string& path, std::stop_token stop) {
        return DownloadKey(download, path, std::move(stop));
      });
}

}  // namespace

Result<void> Service::Start() {
  Result<analyzers::Catalogue> catalogue = analyzers::Catalogue::Load();
  if (!catalogue) return tl::unexpected(catalogue.error());
  catalogue_ = std::make_unique<analyzers::Catalogue>(std::move(*catalogue));
  FillContext();
  if (auto trusted = Interception::TrustServers(options_, context_); !trusted) return trusted;
  callback_keys_ = CallbackKeysOf(options_);
  // Ports first: when one is taken, no directory has been made yet.
  if (auto listening = Listen(); !listening) return listening;
  if (auto opened = OpenStore(); !opened) return opened;
  if (auto opened = interception_.Open(options_, context_); !opened) return opened;
  pipeline_->Start();
  web_->Start();
  proxy_->Start();
  return TellOthers();
}

Result<void> Service::TellOthers() {
  Result<RunningFile> file = RunningFile::Write(
      options_.data_dir, {.proxy = proxy_address(),
                          .web = web_address(),
                          .asks_for_password = !options_.proxy_credentials.empty(),
                          .ends_with_command = life_ == Life::kOfCommand});
  if (!file) return tl::unexpected(file.error());
  running_file_.emplace(std::move(*file));
  return {};
}

Result<void> Service::OpenStore() {
  if (auto prepared = store::PrepareDataDirectory(options_.data_dir); !prepared) return prepared;
  Result<DataDirectoryLock> lock = DataDirectoryLock::Take(options_.data_dir);
  if (!lock) return tl::unexpected(lock.error());
  lock_.emplace(std::move(*lock));
  store::ClearScratch(store::ScratchIn(options_.data_dir));
  Result<store::ExchangeWriter> writer =
      store::ExchangeWriter::Open(store::DatabaseFileIn(options_.data_dir));
  if (!writer) return tl::unexpected(writer.error());
  PipelineOptions options;
  options.retention.max_size_bytes = options_.max_size_bytes;
  options.retention.max_age = options_.max_age;
  options.keyring = &options_.keyring;
  options.callback_keys = callback_keys_.get();
  pipeline_ = std::make_unique<Pipeline>(std::move(*writer), *catalogue_, options, *this);
  context_.sink = pipeline_.get();
  return {};
}

void Service::FillContext() {
  proxy::SessionSettings& session = context_.session;
  session.upstream_proxy = options_.upstream_proxy;
  session.proxy_credentials = options_.proxy_credentials;
  session.capture_scope = options_.capture;
  session.body_limit_bytes = options_.body_limit_bytes;
  session.ok_body_limit_bytes = options_.ok_body_limit_bytes;
  session.is_oss_host = [](std::string_view host) { return oss::is_oss_host(host); };
  session.oss_bucket_of = [](std::string_view host) { return oss::ParseEndpoint(host).bucket; };
  context_.dial.connect_to = options_.connect_to;
  context_.reverse = options_.reverse;
}

Result<void> Service::Listen() {
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
      .set_mark =
          [this](const store::MarkChange& change) { return pipeline_->SetMark(change).get(); },
      .replay =
          [this](web::ReplayOrder order, uint64_t ticket) {
            return proxy_->Send({{.of = order.of,
                                  .ticket = ticket,
                                  .kind = order.kind,
                                  .server = std::move(order.server),
                                  .tls = order.tls},
                                 std::move(order.bytes)});
          },
      .scratch = store::ScratchIn(options_.data_dir),
      .token = std::move(*token),
      .keyring = &options_.keyring,
      .callback_keys = callback_keys_.get()};
  auto web = web::WebServer::Listen(options, std::move(parts));
  if (!web) return Fail(web.error().kind, web.error().message + "; choose another port with --web");
  web_ = std::move(*web);
  context_.own.Add(web_->address());
  auto proxy = proxy::ProxyServer::Listen(context_, options_.listen, options_.loops);
  if (!proxy) return tl::unexpected(proxy.error());
  proxy_ = std::move(*proxy);
  return {};
}

void Service::Shutdown() {
  running_file_.reset();  // from now on nobody is to come
  proxy_->Shutdown();
  // The page before the pipeline, so that a deletion that a page asks for is still carried out.
  web_->Shutdown();
  pipeline_->Stop();
}

std::vector<Service::ReverseEnd> Service::reverse_ends() const {
  std::vector<ReverseEnd> ends;
  for (size_t i = 0; i < context_.reverse.size(); ++i) {
    const proxy::ReverseTarget& target = context_.reverse[i].target;
    ends.push_back({proxy_->reverse_address(i), UrlOf(target), target.is_callback});
  }
  return ends;
}

web::Status Service::Current() const {
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
  status.leaf_certificates = interception_.leaf_certificates();
  status.queue_exchanges = pipeline.queue_length;
  status.queue_bytes = pipeline.queue_bytes;
  status.queue_limit_bytes = pipeline_->options().queue_limit_bytes;
  status.store_bytes = pipeline.store_bytes;
  status.store_limit_bytes = options_.max_size_bytes;
  status.capture_paused = pipeline.paused;
  status.pause_reason = pipeline.pause_reason;
  status.rule_troubles = pipeline.rule_troubles;
  status.intercepts = options_.intercepts;
  status.upstream_insecure = options_.upstream_trust.insecure;
  return status;
}

void Service::OnStored(std::vector<std::unique_ptr<store::Exchange>> batch) {
  for (const auto& exchange : batch) {
    if (exchange->replay_ticket != 0) web_->PublishReplay(exchange->replay_ticket, exchange->id);
  }
  if (web_->has_subscribers()) web_->Publish(std::move(batch));
}

void Service::OnPauseChanged() {
  web_->PublishStatus();
  if (!pipeline_->status().paused) return;
  web_->AbandonReplays(
      "capture was paused while the request was under way: it was sent, and its answer appears in "
      "the list when the store can be written again");
}

void Service::OnJobsChanged(std::vector<store::JobChange> changes) {
  if (web_->has_subscribers()) web_->PublishJobs(std::move(changes));
}

}  // namespace osslens::app
