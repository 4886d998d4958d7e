#include "proxy/proxy_server.h"

#include <utility>

namespace osslens::proxy {

Result<std::unique_ptr<ProxyServer>> ProxyServer::Listen(ProxyContext& context,
                                                         const net::SocketAddress& address,
                                                         size_t loops) {
  Result<net::ListeningSocket> first = net::ListeningSocket::Open(address);
  if (!first) return tl::unexpected(first.error());
  const net::SocketAddress bound = first->address();
  context.own.Add(bound);
  std::vector<std::unique_ptr<ProxyLoop>> made;
  for (size_t i = 1; i < loops; ++i) {
    Result<net::ListeningSocket> shared = first->OpenShared();
    if (!shared) return tl::unexpected(shared.error());
    auto loop = ProxyLoop::Create(context, std::move(*shared));
    if (!loop) return tl::unexpected(loop.error());
    made.push_back(std::move(*loop));
  }
  auto loop = ProxyLoop::Create(context, std::move(*first));
  if (!loop) return tl::unexpected(loop.error());
  made.push_back(std::move(*loop));
  return std::make_unique<ProxyServer>(bound, std::move(made));
}

ProxyServer::ProxyServer(net::SocketAddress address, std::vector<std::unique_ptr<ProxyLoop>> loops)
    : address_(address), loops_(std::move(loops)) {}

ProxyServer::~ProxyServer() { Shutdown(); }

void ProxyServer::Start() {
  for (const auto& loop : loops_) threads_.emplace_back([&loop = *loop] { loop.Run(); });
}

void ProxyServer::Shutdown() {
  if (!threads_.empty()) {
    for (const auto& loop : loops_) loop->RequestShutdown();
    threads_.clear();  // joins
  }
  loops_.clear();
}

}  // namespace osslens::proxy
