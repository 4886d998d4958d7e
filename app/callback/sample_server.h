#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/callback/sample_answers.h"
#include "base/result.h"
#include "proxy/net/address.h"
#include "proxy/net/loop.h"
#include "proxy/net/tcp_listener.h"

namespace osslens::app {

// A small callback server: takes one call a connection, tells it, answers and closes. It holds at most 64 connections, each
// with 64 KiB of a head and as much of a body for at most 30 s; others wait in the system's queue. Loop thread only.
class SampleServer {
 public:
  // Called with each call: its head and body as they came.
  using Tell = std::function<void(const std::string& head, const std::string& body)>;

  [[nodiscard]] static Result<std::unique_ptr<SampleServer>> Listen(
      net::Loop& loop, const net::SocketAddress& address, SampleAnswer answer, Tell tell);
  // For Listen().
  SampleServer(net::Loop& loop, SampleAnswer answer, Tell tell);
  ~SampleServer();
  SampleServer(const SampleServer&) = delete;
  SampleServer& operator=(const SampleServer&) = delete;

  [[nodiscard]] const net::SocketAddress& address() const { return listener_->address(); }

 private:
  class Connection;
  void Accept(std::unique_ptr<net::TcpStream> stream);
  void Drop(const Connection& connection);

  net::Loop& loop_;
  const SampleAnswer answer_;
  const Tell tell_;
  std::unique_ptr<net::TcpListener> listener_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace osslens::app
