#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/catalogue.h"
#include "app/data_directory_lock.h"
#include "app/interception.h"
#include "app/pipeline.h"
#include "app/running_file.h"
#include "app/serve_options.h"
#include "base/clock.h"
#include "base/result.h"
#include "proxy/net/address.h"
#include "proxy/proxy_server.h"
#include "web/server/status.h"
#include "web/server/web_server.h"

namespace osslens::app {

// Proxy, pipeline and page, as `osslens serve` and `osslens run` have them: all that runs, made in the order in which it
// depends on each other, and taken down the other way round. Made, started and shut down by one thread; it runs on
// threads of its own.
class Service final : public web::StatusSource, public Pipeline::Listener {
 public:
  // Until a signal, or as long as one command runs: what other commands learn from RunningFile.
  enum class Life { kUntilStopped, kOfCommand };

  // The options must outlive it.
  explicit Service(const ServeOptions& options, Life life = Life::kUntilStopped)
      : options_(options), life_(life), started_at_(WallNow()) {}
  ~Service() override = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // When it fails, whatever had been started is gone with the object.
  [[nodiscard]] Result<void> Start();
  // Ends sessions within their deadline and writes what is queued into the store. Once, after Start().
  void Shutdown();

  // After Start().
  [[nodiscard]] const net::SocketAddress& proxy_address() const { return proxy_->address(); }
  [[nodiscard]] const net::SocketAddress& web_address() const { return web_->address(); }
  // The certificate that clients are to trust; empty when no TLS is opened.
  [[nodiscard]] const std::string& root_file() const { return interception_.root_file(); }

  // Where it stands in for a server, and for which. Those of --reverse, then those of --callback, in
  // the order of the options.
  struct ReverseEnd {
    net::SocketAddress address;
    std::string url;
    bool is_callback = false;
  };
  [[nodiscard]] std::vector<ReverseEnd> reverse_ends() const;

  // Any thread.
  [[nodiscard]] web::Status Current() const override;

 private:
  [[nodiscard]] Result<void> OpenStore();
  [[nodiscard]] Result<void> Listen();
  [[nodiscard]] Result<void> TellOthers();
  void FillContext();

  void OnStored(std::vector<std::unique_ptr<store::Exchange>> batch) override;
  void OnJobsChanged(std::vector<store::JobChange> changes) override;
  void OnMarked(const store::Mark& mark) override { web_->PublishMark(mark); }
  void OnPauseChanged() override;

  const ServeOptions& options_;
  const Life life_;
  const WallTime started_at_;
  std::optional<DataDirectoryLock> lock_;
  std::optional<RunningFile> running_file_;
  std::unique_ptr<analyzers::Catalogue> catalogue_;
  std::unique_ptr<oss::CallbackKeys> callback_keys_;  // null: none are looked for
  Interception interception_;
  proxy::ProxyContext context_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<web::WebServer> web_;
  std::unique_ptr<proxy::ProxyServer> proxy_;
};

}  // namespace osslens::app
