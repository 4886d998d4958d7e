#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "proxy/net/loop.h"
#include "proxy/net/mailbox.h"
#include "proxy/net/tcp_listener.h"
#include "web/server/event_hub.h"
#include "web/server/reader_pool.h"
#include "web/server/replay_desk.h"
#include "web/server/server_settings.h"
#include "web/server/web_connection.h"

namespace osslens::web {

struct ServerOptions {
  net::SocketAddress address;
  std::vector<std::string> more_hosts;  // see GuardSettings
  std::span<const Asset> assets;        // of the page; outlive the server
  ServerLimits limits;
};

// The page and the API, on a loop and a thread of their own. Made, started and shut down by one thread; Publish(),
// PublishJobs(), PublishMark(), PublishStatus(), PublishReplay(), AbandonReplays() and has_subscribers() may be called from
// any other; after Shutdown() nobody hears of it.
class WebServer final : private ConnectionHost {
 public:
  // Opens the socket; nothing is accepted before Start(). What `parts` refers to must outlive the server.
  [[nodiscard]] static Result<std::unique_ptr<WebServer>> Listen(const ServerOptions& options,
                                                                 ApiParts parts);
  // For Listen().
  WebServer(const ServerOptions& options, ApiParts parts, std::unique_ptr<net::Loop> loop);
  ~WebServer() override;
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  [[nodiscard]] const net::SocketAddress& address() const { return settings_.guard.address; }

  void Start();
  // Closes every connection and waits for the thread. Repeating it does nothing.
  void Shutdown();

  // New exchanges that have their ids, for those who follow the events.
  void Publish(EventHub::Exchanges batch) { events_.Publish(std::move(batch)); }
  // What those exchanges told about the jobs of earlier ones. After Publish() of them.
  void PublishJobs(EventHub::JobChanges changes) { events_.PublishJobs(std::move(changes)); }
  // A star or a note has changed.
  void PublishMark(const store::Mark& mark) { events_.PublishMark(mark); }
  // Something in the status has changed that a user should see.
  void PublishStatus() { events_.PublishStatus(); }
  // What came of a request that the page had sent again, and why nobody is to wait for that any more.
  void PublishReplay(uint64_t ticket, int64_t id) { replays_.Stored(ticket, id); }
  void AbandonReplays(std::string reason) { replays_.Abandon(std::move(reason)); }
  // Whether Publish() would reach anyone; saves the making of what it needs.
  [[nodiscard]] bool has_subscribers() const { return events_.has_subscribers(); }

 private:
  enum class Control { kShutDown };

  [[nodiscard]] const ServerSettings& settings() const override { return settings_; }
  [[nodiscard]] ReaderPool& readers() override { return readers_; }
  [[nodiscard]] EventHub& events() override { return events_; }
  [[nodiscard]] ReplayDesk& replays() override { return replays_; }
  void Remove(WebConnection& connection) override;
  void Accept(std::unique_ptr<net::TcpStream> stream);
  void EndAll();

  const ApiParts parts_;
  ServerSettings settings_;
  // Workers may use the members above until the loop is destroyed, which waits for them.
  std::unique_ptr<net::Loop> loop_;
  net::Mailbox<Control> control_;
  EventHub events_;
  ReaderPool readers_;
  ReplayDesk replays_;
  std::unique_ptr<net::TcpListener> listener_;
  std::unordered_map<const WebConnection*, std::unique_ptr<WebConnection>> connections_;
  std::thread thread_;
};

}  // namespace osslens::web
