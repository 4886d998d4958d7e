#include "web/server/web_server.h"

#include <utility>

#include "web/server/routes.h"

namespace osslens::web {

Result<std::unique_ptr<WebServer>> WebServer::Listen(const ServerOptions& options, ApiParts parts) {
  auto loop = net::Loop::Create();
  if (!loop) return tl::unexpected(loop.error());
  auto made = std::make_unique<WebServer>(options, std::move(parts), std::move(*loop));
  WebServer& self = *made;
  auto listener = net::TcpListener::Listen(
      *self.loop_, options.address,
      [&self](std::unique_ptr<net::TcpStream> stream) { self.Accept(std::move(stream)); });
  if (!listener) return tl::unexpected(listener.error());
  self.listener_ = std::move(*listener);
  self.settings_.guard.address = self.listener_->address();
  return made;
}

WebServer::WebServer(const ServerOptions& options, ApiParts parts, std::unique_ptr<net::Loop> loop)
    : parts_(std::move(parts)),
      settings_{.guard = {.address = options.address, .more_hosts = options.more_hosts},
                .limits = options.limits,
                .assets = options.assets,
                .routes = AllRoutes(),
                .parts = &parts_},
      loop_(std::move(loop)),
      control_(*loop_, [this](const std::vector<Control>&) { EndAll(); }),
      events_(*loop_, parts_.catalogue, parts_.status),
      readers_(*loop_, parts_.open_reader, options.limits.max_readers),
      replays_(*loop_, parts_.replay, options.limits.max_replays) {}

WebServer::~WebServer() { Shutdown(); }

void WebServer::Start() {
  thread_ = std::thread([this] { loop_->Run(); });
}

void WebServer::Shutdown() {
  if (!thread_.joinable()) return;
  control_.Post(Control::kShutDown);
  thread_.join();
}

void WebServer::Accept(std::unique_ptr<net::TcpStream> stream) {
  ConnectionHost& host = *this;
  auto connection = std::make_unique<WebConnection>(host, std::move(stream));
  const WebConnection* key = connection.get();
  connections_.emplace(key, std::move(connection));
  if (connections_.size() == settings_.limits.max_connections) listener_->Pause();
}

void WebServer::Remove(WebConnection& connection) {
  const auto node = connections_.extract(&connection);
  if (connections_.size() + 1 == settings_.limits.max_connections) listener_->Resume();
}

void WebServer::EndAll() {
  listener_.reset();
  connections_.clear();
  loop_->Stop();
}

}  // namespace osslens::web
