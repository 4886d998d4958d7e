#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/net/tcp_stream.h"
#include "proxy/net/timer.h"
#include "web/server/event_hub.h"
#include "web/server/event_stream.h"
#include "web/server/reader_pool.h"
#include "web/server/replay_desk.h"
#include "web/server/request_reader.h"
#include "web/server/server_settings.h"

namespace osslens::web {

class WebConnection;

// What a connection needs of its server. Loop thread only.
class ConnectionHost {
 public:
  virtual ~ConnectionHost() = default;
  [[nodiscard]] virtual const ServerSettings& settings() const = 0;
  [[nodiscard]] virtual ReaderPool& readers() = 0;
  [[nodiscard]] virtual EventHub& events() = 0;
  [[nodiscard]] virtual ReplayDesk& replays() = 0;
  // Destroys the connection.
  virtual void Remove(WebConnection& connection) = 0;
};

// One client of the web server: reads requests, one at a time, and writes the answers. Loop thread only.
//
//   kReading --request--> (kWorking --store read, request sent again-->) answer --> kReading
//                                   \--> kStreaming --last piece--> kReading
//                                   \--> kFollowing (events, until the client goes)
//   any --error, end, limit--> kClosed
class WebConnection final : public net::StreamListener {
 public:
  WebConnection(ConnectionHost& host, std::unique_ptr<net::TcpStream> stream);
  ~WebConnection() override;
  WebConnection(const WebConnection&) = delete;
  WebConnection& operator=(const WebConnection&) = delete;

  void OnData(std::string_view bytes) override;
  void OnEnd() override;
  void OnError(const net::NetError& error) override;
  void OnDrained() override;

 private:
  enum class State { kReading, kWorking, kStreaming, kFollowing, kClosed };
  enum class Deadline { kNone, kIdle, kRequest, kWrite };

  void Advance();
  void Handle(Request request);
  void StartCall(const RouteMatch& match, Request request);
  [[nodiscard]] bool takes_body(const Request& request) const;
  void StartReplay(ReplayOrder order);
  void Send(Response response);
  void SendPrepared(const std::shared_ptr<Response>& response);
  void SendNow(Response response);
  void EndResponse();
  void RequestPiece();
  void HandlePiece(const Result<void>& outcome, std::string_view piece);
  void HandleDeadline();
  void SetDeadline();
  void Close();
  void Settle();

  ConnectionHost& host_;
  std::unique_ptr<net::TcpStream> stream_;
  net::Timer timer_;
  RequestReader reader_;
  State state_ = State::kReading;
  std::string input_;  // received and not yet read as a request
  // Of the request that is being answered.
  bool is_head_ = false;
  bool keep_alive_ = true;
  BodyFraming stream_framing_ = BodyFraming::kChunked;
  std::shared_ptr<BodySource> source_;
  ReaderPool::Ticket job_;
  std::optional<uint64_t> replay_;     // whose outcome is waited for
  std::optional<EventStream> events_;  // after stream_: it refers to it

  Deadline deadline_ = Deadline::kNone;
  size_t queued_bytes_at_deadline_ = 0;
};

}  // namespace osslens::web
