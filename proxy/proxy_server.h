#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "proxy/proxy_loop.h"

namespace osslens::proxy {

// The proxy: as many loops as asked for, each on a thread of its own with a listening socket of its
// own.
class ProxyServer {
 public:
  // Opens all sockets, those of context.reverse as well; nothing is accepted before Start(). The
  // context must outlive the server. At least one loop.
  [[nodiscard]] static Result<std::unique_ptr<ProxyServer>> Listen(
      ProxyContext& context, const net::SocketAddress& address, size_t loops);
  // For Listen().
  ProxyServer(std::vector<net::SocketAddress> addresses,
              std::vector<std::unique_ptr<ProxyLoop>> loops);
  // Shuts down, if that was not done.
  ~ProxyServer();
  ProxyServer(const ProxyServer&) = delete;
  ProxyServer& operator=(const ProxyServer&) = delete;

  [[nodiscard]] const net::SocketAddress& address() const { return addresses_.front(); }
  // The address of context.reverse[i], with the port that was taken.
  [[nodiscard]] const net::SocketAddress& reverse_address(size_t i) const {
    return addresses_[i + 1];
  }
  void Start();
  // Sends a request as the user's own; what becomes of it is an exchange of the sink. False before Start() and from
  // Shutdown() on: then nothing is sent. Any thread.
  [[nodiscard]] bool Send(Replay replay);
  // Ends as ProxyLoop::RequestShutdown() says and waits for it. Afterwards the sink is not called
  // any more.
  void Shutdown();

 private:
  const std::vector<net::SocketAddress> addresses_;  // of the proxy, then those of --reverse
  std::vector<std::unique_ptr<ProxyLoop>> loops_;
  std::vector<std::jthread> threads_;
  Mutex mutex_;
  bool is_running_ OSSLENS_GUARDED_BY(mutex_) = false;
  size_t next_ OSSLENS_GUARDED_BY(mutex_) = 0;  // whose turn it is to send
};

}  // namespace osslens::proxy
