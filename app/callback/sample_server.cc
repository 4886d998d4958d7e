#include "app/callback/sample_server.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/http/message_reader.h"
#include "proxy/net/timer.h"

namespace osslens::app {
namespace {

constexpr size_t kMostConnections = 64;
constexpr size_t kMostBodyBytes = 64 * 1024;
constexpr std::chrono::milliseconds kPatience{30'000}, kFarewell{2'000};

}  // namespace

// One call, from its first byte to the end of the answer.
class SampleServer::Connection final : public net::StreamListener {
 public:
  Connection(SampleServer& server, std::unique_ptr<net::TcpStream> stream)
      : server_(server),
        stream_(std::move(stream)),
        reader_(http::MessageReader::Role::kRequest, {}),
        timer_(server.loop_, [this] { is_answering_ ? Answer() : End(); }) {
    stream_->set_listener(this);
    stream_->StartReading();
    timer_.Start(kPatience);
  }

  void OnData(std::string_view bytes) override {
    using Step = http::MessageReader::Step;
    while (!is_answering_) {
      const auto progress = reader_.Read(bytes);
      bytes.remove_prefix(progress.consumed);
      if (progress.step == Step::kNeedMore) return;
      if (progress.step == Step::kError) return End();
      if (progress.step == Step::kBody) Keep();
      if (progress.step == Step::kEnd) Called();
    }
  }
  void OnEnd() override {
    if (!is_answering_) End();
  }
  void OnError(const net::NetError&) override { End(); }
  void OnDrained() override {}

 private:
  void Keep() {
    for (const std::string_view piece : reader_.content())
      body_.append(piece.substr(0, kMostBodyBytes - std::min(kMostBodyBytes, body_.size())));
  }

  // From the loop afterwards, also where nothing is waited for: the stream is not to die in its own callback.
  void Called() {
    is_answering_ = true;
    server_.tell_(std::string(reader_.head_bytes()), body_);
    timer_.Start(server_.answer_.delay);
  }

  void Answer() {
    if (server_.answer_.reset) {
      stream_->Reset();
    } else {
      stream_->Write(server_.answer_.bytes);
      net::Stream::FinishAndClose(std::move(stream_), kFarewell);
    }
    End();
  }

  // The object is gone afterwards.
  void End() { server_.Drop(*this); }

  SampleServer& server_;
  std::unique_ptr<net::TcpStream> stream_;
  http::MessageReader reader_;
  std::string body_;
  bool is_answering_ = false;
  net::Timer timer_;
};

Result<std::unique_ptr<SampleServer>> SampleServer::Listen(net::Loop& loop,
                                                           const net::SocketAddress& address,
                                                           SampleAnswer answer, Tell tell) {
  auto server = std::make_unique<SampleServer>(loop, std::move(answer), std::move(tell));
  auto listener = net::TcpListener::Listen(
      loop, address, [self = server.get()](std::unique_ptr<net::TcpStream> stream) {
        self->Accept(std::move(stream));
      });
  if (!listener) return tl::unexpected(listener.error());
  server->listener_ = std::move(*listener);
  return server;
}

SampleServer::SampleServer(net::Loop& loop, SampleAnswer answer, Tell tell)
    : loop_(loop), answer_(std::move(answer)), tell_(std::move(tell)) {}

SampleServer::~SampleServer() = default;

void SampleServer::Accept(std::unique_ptr<net::TcpStream> stream) {
  connections_.push_back(std::make_unique<Connection>(*this, std::move(stream)));
  if (connections_.size() >= kMostConnections) listener_->Pause();
}

void SampleServer::Drop(const Connection& connection) {
  std::erase_if(connections_, [&connection](const auto& one) { return one.get() == &connection; });
  listener_->Resume();
}

}  // namespace osslens::app
