#pragma once

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/net/sockaddr.h"
#include "tests/unit/web/server/web_parts.h"
#include "web/server/web_server.h"

namespace osslens::web {

// A client with a blocking socket. A read that gets nothing for long ends the test instead of hanging it.
class Client {
 public:
  explicit Client(const net::SocketAddress& address, int receive_buffer_bytes = 0)
      : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (receive_buffer_bytes != 0) {
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                 sizeof(receive_buffer_bytes));
    }
    const sockaddr_storage storage = net::ToSockaddr(address);
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&storage), sizeof(sockaddr_in)),
              0);
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Send(std::string_view bytes) {
    EXPECT_EQ(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  void Ask(std::string_view method, std::string_view target, std::string_view more_lines = "") {
    std::string bytes(method);
    bytes.append(" ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: localhost\r\n")
        .append(more_lines)
        .append("\r\n");
    Send(bytes);
  }
  // Appends what arrives to `received` until it contains `end`; false at the end of the connection.
  bool ReadUntil(std::string_view end) {
    while (received.find(end) == std::string::npos) {
      if (!ReadSome()) return false;
    }
    return true;
  }
  // Everything up to the end of the connection; false when that is no proper one.
  bool ReadToEnd() {
    while (ReadSome()) continue;
    return ended_;
  }

  std::string received;

 private:
  bool ReadSome() {
    std::array<char, 16 * 1024> buffer{};
    const ssize_t count = recv(socket_, buffer.data(), buffer.size(), 0);
    ended_ = count == 0;
    if (count > 0) received.append(buffer.data(), static_cast<size_t>(count));
    return count > 0;
  }

  int socket_;
  bool ended_ = false;
};

inline constexpr std::array kPage{
    Asset{"/", "text/html; charset=utf-8", "\"tag\"", "<!doctype html>", "", ""},
};

class WebServerOverSockets : public testing::Test {
 protected:
  void StartServer(const ServerLimits& limits = {}) {
    ServerOptions options{.address = net::SocketAddress::V4({127, 0, 0, 1}, 0),
                          .more_hosts = {},
                          .assets = kPage,
                          .limits = limits};
    ApiParts parts{.catalogue = catalogue_,
                   .status = status_,
                   .open_reader = [this] { return store::ExchangeReader::Open(file_); },
                   .remove = [this](const store::Filter& filter) -> Result<uint64_t> {
                     removed_sql_ = filter.sql;
                     return 3;
                   },
                   .set_mark = {},
                   .replay =
                       [this](ReplayOrder order, uint64_t ticket) {
                         sent_.set_value({std::move(order.bytes), ticket});
                         return true;
                       },
                   .scratch = directory_ / "scratch",
                   .token = "the-token"};
    server_ = store::Must(WebServer::Listen(options, std::move(parts)));
    server_->Start();
  }

  // Stores refused exchanges and gives them back with their ids, as the pipeline does.
  EventHub::Exchanges Store(size_t count, size_t body_bytes = 0) {
    EventHub::Exchanges batch;
    for (size_t i = 0; i < count; ++i) {
      batch.push_back(store::MakeRefused());
      batch.back()->response.body.bytes.assign(body_bytes, 'b');
    }
    store::Must(writer_.Write(batch));
    return batch;
  }

  // The answer to one request on a connection of its own.
  std::string Fetch(std::string_view target, std::string_view more_lines = "",
                    std::string_view method = "GET") {
    Client client(server_->address());
    client.Ask(method, target, std::string(more_lines) + "Connection: close\r\n");
    EXPECT_TRUE(client.ReadToEnd());
    return client.received;
  }

  store::TempDirectory directory_;
  std::filesystem::path file_ = directory_ / "exchanges.db";
  store::ExchangeWriter writer_ = store::Must(store::ExchangeWriter::Open(file_));
  analyzers::Catalogue catalogue_ = TestCatalogue();
  FixedStatus status_;
  std::string removed_sql_;
  std::promise<std::pair<std::string, uint64_t>> sent_;
  std::unique_ptr<WebServer> server_;
};

}  // namespace osslens::web
