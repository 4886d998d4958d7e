#include "proxy/proxy_server.h"

#include <fmt/format.h>

#include <utility>

namespace osslens::proxy {
namespace {

// Opens one socket for each loop and gives the address that they share.
Result<net::SocketAddress> Open(ProxyContext& context, const net::SocketAddress& address,
                                const ReverseTarget* reverse,
                                std::vector<std::vector<Entrance>>& entrances) {
  Result<net::ListeningSocket> first = net::ListeningSocket::Open(address);
  if (!first) return tl::unexpected(first.error());
  const net::SocketAddress bound = first->address();
  context.own.Add(bound);
  for (size_t i = 1; i < entrances.size(); ++i) {
    Result<net::ListeningSocket> shared = first->OpenShared();
    if (!shared) return tl::unexpected(shared.error());
    entrances[i].push_back({std::move(*shared), reverse});
  }
  entrances[0].push_back({std::move(*first), reverse});
  return bound;
}

}  // namespace

Result<std::unique_ptr<ProxyServer>> ProxyServer::Listen(ProxyContext& context,
                                                         const net::SocketAddress& address,
                                                         size_t loops) {
  std::vector<std::vector<Entrance>> entrances(loops);
  std::vector<net::SocketAddress> bound;
  const auto advise = [](const Error& error, const char* option) {
    return Fail(error.kind, fmt::format("{}; choose another port with {}", error.message, option));
  };
  auto opened = Open(context, address, nullptr, entrances);
  if (!opened) return advise(opened.error(), "--listen");
  bound.push_back(*opened);
  for (const ReverseAddress& one : context.reverse) {
    opened = Open(context, one.address, &one.target, entrances);
    if (!opened) return advise(opened.error(), one.target.is_callback ? "--callback" : "--reverse");
    bound.push_back(*opened);
  }
  std::vector<std::unique_ptr<ProxyLoop>> made;
  for (std::vector<Entrance>& of_loop : entrances) {
    auto loop = ProxyLoop::Create(context, std::move(of_loop));
    if (!loop) return tl::unexpected(loop.error());
    made.push_back(std::move(*loop));
  }
  return std::make_unique<ProxyServer>(std::move(bound), std::move(made));
}

ProxyServer::ProxyServer(std::vector<net::SocketAddress> addresses,
                         std::vector<std::unique_ptr<ProxyLoop>> loops)
    : addresses_(std::move(addresses)), loops_(std::move(loops)) {}

ProxyServer::~ProxyServer() { Shutdown(); }

void ProxyServer::Start() {
  for (const auto& loop : loops_) threads_.emplace_back([&loop = *loop] { loop.Run(); });
  MutexLock lock(mutex_);
  is_running_ = true;
}

bool ProxyServer::Send(Replay replay) {
  MutexLock lock(mutex_);
  if (!is_running_) return false;
  loops_[next_++ % loops_.size()]->Send(std::move(replay));
  return true;
}

void ProxyServer::Shutdown() {
  {
    MutexLock lock(mutex_);
    is_running_ = false;
  }
  if (!threads_.empty()) {
    for (const auto& loop : loops_) loop->RequestShutdown();
    threads_.clear();  // joins
  }
  loops_.clear();
}

}  // namespace osslens::proxy
