#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "proxy/net/address.h"
#include "proxy/net/loop.h"
#include "proxy/net/net_error.h"

namespace osslens::net {

// What a Stream reports. Called on the loop's thread, always from the loop and never from within a method of the stream.
// Each method may destroy the stream.
class StreamListener {
 public:
  virtual ~StreamListener() = default;

  // Bytes have arrived. The view ends with the call: all streams of a loop read into one buffer, so
  // that an idle connection owns none.
  virtual void OnData(std::string_view bytes) = 0;
  // The peer has ended its side in order; writing goes on. Reported once.
  virtual void OnEnd() = 0;
  // The connection is broken; nothing more is reported. Reported once. A failed write is not reported while the stream
  // is being read: the peer may have said something before it closed, and the read that follows it will tell the end.
  virtual void OnError(const NetError& error) = 0;
  // The queue had grown past the high-water mark and has come down to the low-water mark.
  virtual void OnDrained() = 0;
  // All that was written, and the end of Shutdown(), has been handed to the system.
  virtual void OnFinished() {}
  // The TLS handshake of a TlsStream is over. Before that it reports nothing but a failure.
  virtual void OnSecured() {}
};

// A connection that carries bytes both ways: a TcpStream, or a TlsStream on one. Loop thread only. Destroying it closes
// the connection at once: what is still queued here is lost, and so may be what the peer has not yet read;
// FinishAndClose() is the careful way.
class Stream {
 public:
  Stream() = default;
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Borrowed; must be set before anything else and outlive the stream, or be replaced.
  virtual void set_listener(StreamListener* listener) = 0;

  // Nothing is read, and a peer that goes away is not noticed, until StartReading(). Both may be
  // called at any time and repeatedly. After the peer's end there is nothing to read.
  virtual void StartReading() = 0;
  virtual void StopReading() = 0;

  // Hands the parts, one behind the other, to the system at once and in one call, as far as it takes them; copies and queues
  // the rest. All is taken always: a caller watches queued_bytes() and waits for OnDrained(). Not after Shutdown(). After an
  // error the bytes are discarded.
  virtual void Write(std::span<const std::string_view> parts) = 0;
  void Write(std::string_view bytes) { Write(std::span(&bytes, 1)); }
  [[nodiscard]] virtual size_t queued_bytes() const = 0;
  [[nodiscard]] virtual bool is_above_high_water() const = 0;

  // Ends our side behind what is queued. Reading goes on. Further calls do nothing.
  virtual void Shutdown() = 0;

  // Closes at once with a RST. The object is then dead: its methods do nothing and nothing is
  // reported.
  virtual void Reset() = 0;

  // Gives the stream to its loop, which flushes what is queued, ends our side, and reads on,
  // discarding, until the peer has closed or `limit` has passed. Closing with unread bytes would
  // send a RST, which can overtake and destroy the end of what was written (RFC 9112, section 9.6).
  static void FinishAndClose(std::unique_ptr<Stream> stream, std::chrono::milliseconds limit) {
    Stream& finishing = *stream;
    finishing.Finish(std::move(stream), limit);
  }

  // The unspecified address when the connection is already broken.
  [[nodiscard]] virtual SocketAddress local_address() const = 0;
  [[nodiscard]] virtual SocketAddress peer_address() const = 0;

 private:
  // What FinishAndClose() does; `self` owns this object.
  virtual void Finish(std::unique_ptr<Stream> self, std::chrono::milliseconds limit) = 0;
};

}  // namespace osslens::net
