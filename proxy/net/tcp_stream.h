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

namespace osslens::net {

// What a TcpStream reports. Called on the loop's thread, always from the loop and never from within
// a method of the stream. Each method may destroy the stream.
class StreamListener {
 public:
  virtual ~StreamListener() = default;

  // Bytes have arrived. The view ends with the call: all streams of a loop read into one buffer, so
  // that an idle connection owns none.
  virtual void OnData(std::string_view bytes) = 0;
  // The peer has sent its FIN; writing goes on. Reported once.
  virtual void OnEnd() = 0;
  // The connection is broken; nothing more is reported. Reported once. A failed write is not reported while the stream
  // is being read: the peer may have said something before it closed, and the read that follows it will tell the end.
  virtual void OnError(const NetError& error) = 0;
  // The queue had grown past the high-water mark and has come down to the low-water mark.
  virtual void OnDrained() = 0;
  // All that was written, and the FIN of Shutdown(), has been handed to the system.
  virtual void OnFinished() {}
};

// One TCP connection, with TCP_NODELAY set. Loop thread only. Destroying it closes the connection
// at once: what is still queued here is lost, and so may be what the peer has not yet read;
// FinishAndClose() is the careful way.
class TcpStream {
 public:
  // Queued bytes at which a writer should pause, and at which it is told to go on. Two reads' worth
  // keeps a connection busy over a turn of the loop.
  static constexpr size_t kHighWaterBytes = 128 * 1024;
  static constexpr size_t kLowWaterBytes = 32 * 1024;

  // For TcpListener and Connector: takes a connected handle.
  TcpStream(Loop& loop, Handle<uv_tcp_s> handle);
  ~TcpStream() = default;
  TcpStream(const TcpStream&) = delete;
  TcpStream& operator=(const TcpStream&) = delete;

  // Borrowed; must be set before anything else and outlive the stream, or be replaced.
  void set_listener(StreamListener* listener) { listener_ = listener; }
  void set_water_marks(size_t low_bytes, size_t high_bytes);
  [[nodiscard]] Loop& loop() const { return loop_; }

  // Nothing is read, and a peer that goes away is not noticed, until StartReading(). Both may be
  // called at any time and repeatedly. After the peer's FIN there is nothing to read.
  void StartReading();
  void StopReading();

  // Hands the bytes to the system at once, in one writev(2), as far as it takes them; copies and
  // queues the rest. All is taken always: a caller watches queued_bytes() and waits for
  // OnDrained(). Not after Shutdown(). After an error the bytes are discarded.
  void Write(std::string_view bytes);
  void Write(std::span<const std::string_view> parts);
  [[nodiscard]] size_t queued_bytes() const;
  [[nodiscard]] bool is_above_high_water() const { return above_high_water_; }

  // Sends a FIN behind what is queued. Reading goes on. Further calls do nothing.
  void Shutdown();

  // Closes at once with a RST. The object is then dead: its methods do nothing and nothing is
  // reported.
  void Reset();

  // Gives the stream to its loop, which flushes what is queued, sends a FIN, and reads on,
  // discarding, until the peer has closed or `limit` has passed. Closing with unread bytes would
  // send a RST, which can overtake and destroy the end of what was written (RFC 9112, section 9.6).
  static void FinishAndClose(std::unique_ptr<TcpStream> stream, std::chrono::milliseconds limit);

  // The unspecified address when the connection is already broken.
  [[nodiscard]] SocketAddress local_address() const;
  [[nodiscard]] SocketAddress peer_address() const;
  // OnEnd() / OnFinished() has been reported.
  [[nodiscard]] bool has_ended() const { return ended_; }
  [[nodiscard]] bool has_finished() const { return finished_; }

 private:
  friend struct StreamCallbacks;

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
