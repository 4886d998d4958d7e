#include "proxy/net/linger.h"

#include <utility>

#include "proxy/net/tcp_stream.h"
#include "proxy/net/timer.h"

namespace osslens::net {
namespace {

// Ends when both directions have: ours is flushed and the peer has closed; or at an error, or when
// time is up.
class LingeringStream : public Kept, public StreamListener {
 public:
  LingeringStream(std::unique_ptr<TcpStream> stream, std::chrono::milliseconds limit)
      : loop_(stream->loop()),
        timer_(loop_, [this] { End(); }),
        stream_(std::move(stream)),
        ended_(stream_->has_ended()),
        finished_(stream_->has_finished()) {
    if (!finished_) loop_.CountUnflushed(+1);
    stream_->set_listener(this);
    stream_->Shutdown();
    stream_->StartReading();
    timer_.Start(ended_ && finished_ ? std::chrono::milliseconds(0) : limit);
  }

  ~LingeringStream() override {
    if (!finished_) loop_.CountUnflushed(-1);
  }
  LingeringStream(const LingeringStream&) = delete;
  LingeringStream& operator=(const LingeringStream&) = delete;

  void OnData(std::string_view) override {}
  void OnEnd() override {
    ended_ = true;
    if (finished_) End();
  }
  void OnError(const NetError&) override { End(); }
  void OnDrained() override {}
  void OnFinished() override {
    finished_ = true;
    loop_.CountUnflushed(-1);
    if (ended_) End();
  }

 private:
  void End() { loop_.Drop(*this); }

  Loop& loop_;
  Timer timer_;
  std::unique_ptr<TcpStream> stream_;
  bool ended_;
  bool finished_;
};

}  // namespace

void Linger(std::unique_ptr<TcpStream> stream, std::chrono::milliseconds limit) {
  Loop& loop = stream->loop();
  loop.Keep(std::make_unique<LingeringStream>(std::move(stream), limit));
}

}  // namespace osslens::net
