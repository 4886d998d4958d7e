#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "proxy/net/stream.h"
#include "proxy/tls/tls_engine.h"

namespace osslens::net {

// TLS on another stream, a TcpStream mostly, with the same contract towards its listener. The end of a side is TLS's close_notify with the FIN
// behind it; a connection that closes without it is reported as broken, since what came may be cut short. Loop thread
// only.
class TlsStream final : public Stream, private StreamListener {
 public:
  // `output` is shared by the streams of a loop and must outlive them.
  TlsStream(std::unique_ptr<Stream> below, std::unique_ptr<tls::TlsEngine> engine,
            tls::TlsOutput& output);
  // Says close_notify if there is anybody to say it to.
  ~TlsStream() override;

  // Begins the handshake, which goes on also while nothing is to be read; OnSecured() or OnError() tells how it ends.
  // `received` are bytes of the peer that were read from the stream below before. Gives the failure when those bytes are
  // the failure; then nothing is reported. Call once, before anything but set_listener().
  [[nodiscard]] std::optional<NetError> Start(std::string_view received);
  [[nodiscard]] bool is_secured() const { return secured_; }

  void set_listener(StreamListener* listener) override { listener_ = listener; }
  void StartReading() override;
  // What had been read with the end of the handshake, and an end that came with the last bytes, are reported even so.
  void StopReading() override;
  using Stream::Write;
  // Only when secured; before that it is dropped.
  void Write(std::span<const std::string_view> parts) override;
  [[nodiscard]] size_t queued_bytes() const override { return below_->queued_bytes(); }
  [[nodiscard]] bool is_above_high_water() const override { return below_->is_above_high_water(); }
  void Shutdown() override;
  void Reset() override;
  [[nodiscard]] SocketAddress local_address() const override { return below_->local_address(); }
  [[nodiscard]] SocketAddress peer_address() const override { return below_->peer_address(); }

 private:
  void Finish(std::unique_ptr<Stream> self, std::chrono::milliseconds limit) override;

  // Of the connection below.
  void OnData(std::string_view bytes) override;
  void OnEnd() override;
  void OnError(const NetError& error) override;
  void OnDrained() override { listener_->OnDrained(); }
  void OnFinished() override { listener_->OnFinished(); }

  void Ship();
  void Report();
  [[nodiscard]] NetError ErrorOfFault() const;

  std::unique_ptr<Stream> below_;  // null once it was given to the loop
  std::unique_ptr<tls::TlsEngine> engine_;
  tls::TlsOutput& output_;
  StreamListener* listener_ = nullptr;
  bool reading_ = false;  // as the listener wants it
  bool secured_ = false;
  bool shut_down_ = false;
  bool over_ = false;  // an end or an error was reported, or the stream was reset
  bool* destroyed_ =
      nullptr;  // where a call that is reporting looks whether it still has an object
};

}  // namespace osslens::net
