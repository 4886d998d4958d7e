#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "proxy/net/address.h"
#include "proxy/net/handle.h"
#include "proxy/net/loop.h"
#include "proxy/net/tcp_stream.h"
#include "proxy/net/timer.h"

namespace osslens::net {

// A listening socket that is not yet on a loop. Open() and OpenShared() may be called on any
// thread, so that one thread can open a socket for each loop, learn of a failure, and hand them
// over. Closed on destruction.
class ListeningSocket {
 public:
  // Binds and listens. Port 0 takes a free one. The port must be free: a process that already
  // listens there, even one that would share it, is an error.
  [[nodiscard]] static Result<ListeningSocket> Open(const SocketAddress& address);
  // Another socket for the address of this one: the system spreads connections over all of them
  // (SO_REUSEPORT).
  [[nodiscard]] Result<ListeningSocket> OpenShared() const;

  ListeningSocket(ListeningSocket&& other) noexcept;
  ListeningSocket& operator=(ListeningSocket&& other) noexcept;
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;
  ~ListeningSocket();

  [[nodiscard]] const SocketAddress& address() const { return address_; }
  // For proxy/net only.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  ListeningSocket(int descriptor, const SocketAddress& address)
      : descriptor_(descriptor), address_(address) {}

  int descriptor_ = -1;
  SocketAddress address_;
};

// Accepts connections on one loop. Loop thread only.
class TcpListener {
 public:
  // Called for each connection, never from within Start(). May destroy the listener.
  using AcceptCallback = std::function<void(std::unique_ptr<TcpStream>)>;

  // Starts accepting at once.
  [[nodiscard]] static Result<std::unique_ptr<TcpListener>> Start(Loop& loop,
                                                                  ListeningSocket socket,
                                                                  AcceptCallback on_accept);
  // Open() and Start() in one.
  [[nodiscard]] static Result<std::unique_ptr<TcpListener>> Listen(Loop& loop,
                                                                   const SocketAddress& address,
                                                                   AcceptCallback on_accept);
  // For Start().
  TcpListener(Loop& loop, ListeningSocket socket, AcceptCallback on_accept);
  ~TcpListener();
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  [[nodiscard]] const SocketAddress& address() const { return socket_.address(); }
  // Another socket for this address, for a listener of another loop.
  [[nodiscard]] Result<ListeningSocket> OpenShared() const { return socket_.OpenShared(); }

  // Leaves new connections in the system's queue, e.g. while there are too many. Both may be
  // repeated.
  void Pause();
  void Resume();

 private:
  [[nodiscard]] int Watch();
  void AcceptSome();

  Loop& loop_;
  ListeningSocket socket_;
  AcceptCallback on_accept_;
  Handle<uv_poll_s> poll_;
  Timer retry_;
  bool paused_ = false;
  // Becomes false with the listener; a loop over callbacks holds a copy to notice.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace osslens::net
