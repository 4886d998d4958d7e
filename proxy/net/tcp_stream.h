#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "proxy/net/address.h"
#include "proxy/net/handle.h"
#include "proxy/net/loop.h"
#include "proxy/net/net_error.h"
#include "proxy/net/stream.h"

namespace osslens::net {

// One TCP connection, with TCP_NODELAY set. The end of a side is a FIN. Loop thread only.
class TcpStream final : public Stream {
 public:
  // Queued bytes at which a writer should pause, and at which it is told to go on. Two reads' worth
  // keeps a connection busy over a turn of the loop.
  static constexpr size_t kHighWaterBytes = 128 * 1024;
  static constexpr size_t kLowWaterBytes = 32 * 1024;

  // For TcpListener and Connector: takes a connected handle.
  TcpStream(Loop& loop, Handle<uv_tcp_s> handle);

  void set_listener(StreamListener* listener) override { listener_ = listener; }
  void set_water_marks(size_t low_bytes, size_t high_bytes);
  [[nodiscard]] Loop& loop() const { return loop_; }

  void StartReading() override;
  void StopReading() override;

  using Stream::Write;
  void Write(std::span<const std::string_view> parts) override;
  [[nodiscard]] size_t queued_bytes() const override;
  [[nodiscard]] bool is_above_high_water() const override { return above_high_water_; }

  void Shutdown() override;
  void Reset() override;

  [[nodiscard]] SocketAddress local_address() const override;
  [[nodiscard]] SocketAddress peer_address() const override;
  // OnEnd() / OnFinished() has been reported.
  [[nodiscard]] bool has_ended() const { return ended_; }
  [[nodiscard]] bool has_finished() const { return finished_; }

 private:
  friend struct StreamCallbacks;

  void Finish(std::unique_ptr<Stream> self, std::chrono::milliseconds limit) override;
  [[nodiscard]] size_t TryWrite(std::span<const std::string_view> parts);
  void Enqueue(std::span<const std::string_view> parts, size_t skip_bytes, size_t total_bytes);
  [[nodiscard]] int ErrorBehindEnd() const;
  void HandleRead(ptrdiff_t count);
  void HandleWritten(int status);
  void HandleShutdown(int status);
  void BreakWriting(int status, std::string_view what);
  void Break(int status, std::string_view what);

  Loop& loop_;
  Handle<uv_tcp_s> handle_;
  StreamListener* listener_ = nullptr;
  size_t low_water_bytes_ = kLowWaterBytes;
  size_t high_water_bytes_ = kHighWaterBytes;
  bool above_high_water_ = false;
  bool shut_down_ = false;
  bool finished_ = false;
  bool ended_ = false;
  bool broken_ = false;  // an error was reported
  bool reading_ = false;
  bool write_broken_ = false;  // what is written is discarded
  int write_error_ = 0;        // of the first write that failed
};

}  // namespace osslens::net
