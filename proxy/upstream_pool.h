#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "proxy/net/loop.h"
#include "proxy/net/stream.h"
#include "proxy/net/timer.h"

namespace osslens::proxy {

struct PoolLimits {
  size_t total = 256;
  size_t per_key = 64;
  // OSS closes an idle connection after about a minute; well before that, so that the two rarely
  // meet.
  std::chrono::milliseconds idle{20'000};
};

struct PooledStream {
  std::unique_ptr<net::Stream> stream;
  std::string address;  // that was dialled
};

// Idle connections to servers, kept for the next request to the same key (address and what it is for). A
// connection that its server closes, or that says anything unasked, leaves at once. Loop thread
// only.
class UpstreamPool {
 public:
  UpstreamPool(net::Loop& loop, const PoolLimits& limits);
  ~UpstreamPool();
  UpstreamPool(const UpstreamPool&) = delete;
  UpstreamPool& operator=(const UpstreamPool&) = delete;

  // Takes over an idle connection, at the price of the one that is idle longest when there are too
  // many.
  void Put(const std::string& key, PooledStream stream);
  // Gives the one that was used last, or nothing. It is being read: it wants a listener before the loop goes on.
  [[nodiscard]] std::optional<PooledStream> Take(const std::string& key);
  [[nodiscard]] size_t size() const { return idle_.size(); }

 private:
  class Idle;
  using Position = std::list<std::unique_ptr<Idle>>::iterator;

  void Drop(Position position);
  void Sweep();

  net::Loop& loop_;
  const PoolLimits limits_;
  std::list<std::unique_ptr<Idle>> idle_;  // longest idle first
  std::unordered_multimap<std::string, Position> by_key_;
  net::Timer sweep_;
};

}  // namespace osslens::proxy
