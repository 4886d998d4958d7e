#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

struct uv_loop_s;

namespace osslens::net {

// Something that lives on a loop without another owner, until it has finished (Loop::Keep).
class Kept {
 public:
  Kept() = default;
  virtual ~Kept() = default;
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
};

// Turns a loop until everything on it is closed, then frees it.
struct CloseLoop {
  void operator()(uv_loop_s* loop) const noexcept;
};
using LoopHandle = std::unique_ptr<uv_loop_s, CloseLoop>;

// One event loop. Every object made on it belongs to the thread that calls Run() and must be
// destroyed, on that thread or after it has been joined, before the loop is. Only Mailbox may be
// called from other threads.
class Loop {
 public:
  // Fails when the system has no file descriptor left. Also makes the process ignore SIGPIPE: libuv
  // writes with writev(2), which would otherwise kill the process when a peer has gone.
  [[nodiscard]] static Result<std::unique_ptr<Loop>> Create();

  // For Create().
  explicit Loop(LoopHandle loop);

  // Drops what is kept, then turns until libuv has closed every handle and taken back every
  // request. Waits for work and name look-ups that are running in libuv's thread pool.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Turns until Stop() is called or nothing is left that could happen. May be called again.
  void Run();

  // Makes Run() return at the end of the current turn. Loop thread only; other threads post to a
  // Mailbox.
  void Stop();

  [[nodiscard]] SteadyTime now() const noexcept { return SteadyNow(); }

  // Handles that are open or still closing; zero when nothing was left behind.
  [[nodiscard]] size_t handle_count() const;

  // Owns `kept` until Drop() or the end of the loop.
  void Keep(std::unique_ptr<Kept> kept);
  // Destroys it; it may be the caller itself, which then touches nothing more.
  void Drop(const Kept& kept);

  // Streams given to FinishAndClose() whose last bytes the system has not taken yet: what stopping the loop would lose.
  [[nodiscard]] size_t unflushed_streams() const { return unflushed_streams_; }
  // For FinishAndClose().
  void CountUnflushed(int change) { unflushed_streams_ += static_cast<size_t>(change); }

  // For proxy/net only: libuv's loop, and the one buffer into which all streams of the loop read.
  // What is in it is valid until the callback that was given it returns.
  [[nodiscard]] uv_loop_s* raw() const { return loop_.get(); }
  [[nodiscard]] std::span<char> read_buffer() { return read_buffer_; }

 private:
  LoopHandle loop_;
  std::vector<char> read_buffer_;
  size_t unflushed_streams_ = 0;
  std::unordered_map<const Kept*, std::unique_ptr<Kept>> kept_;
};

}  // namespace osslens::net
