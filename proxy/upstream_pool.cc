#include "proxy/upstream_pool.h"

#include <string_view>
#include <utility>

namespace osslens::proxy {

// One idle connection; whatever it reports ends it.
class UpstreamPool::Idle final : public net::StreamListener {
 public:
  Idle(UpstreamPool& pool, std::string key, PooledStream stream, SteadyTime since)
      : pool_(pool), key_(std::move(key)), stream_(std::move(stream)), since_(since) {
    stream_.stream->set_listener(this);
    stream_.stream->StartReading();
  }

  void set_position(Position position) { position_ = position; }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] SteadyTime since() const { return since_; }
  // Goes on reading: to stop and start again costs two system calls a request.
  [[nodiscard]] PooledStream Release() {
    stream_.stream->set_listener(nullptr);
    return std::move(stream_);
  }

 private:
  void OnData(std::string_view) override { pool_.Drop(position_); }
  void OnEnd() override { pool_.Drop(position_); }
  void OnError(const net::NetError&) override { pool_.Drop(position_); }
  void OnDrained() override {}

  UpstreamPool& pool_;
  const std::string key_;
  PooledStream stream_;
  const SteadyTime since_;
  Position position_;
};

UpstreamPool::UpstreamPool(net::Loop& loop, const PoolLimits& limits)
    : loop_(loop), limits_(limits), sweep_(loop, [this] { Sweep(); }) {}

UpstreamPool::~UpstreamPool() = default;

void UpstreamPool::Put(const std::string& key, PooledStream stream) {
  // Bytes of the last request that the server has not taken may never be taken: it answered early.
  if (stream.stream->queued_bytes() > 0 || by_key_.count(key) >= limits_.per_key) return;
  if (idle_.size() >= limits_.total) Drop(idle_.begin());
  const Position position =
      idle_.insert(idle_.end(), std::make_unique<Idle>(*this, key, std::move(stream), loop_.now()));
  (*position)->set_position(position);
  by_key_.emplace(key, position);
  if (!sweep_.is_active()) sweep_.Start(limits_.idle);
}

std::optional<PooledStream> UpstreamPool::Take(const std::string& key) {
  auto [first, last] = by_key_.equal_range(key);
  if (first == last) return std::nullopt;
  auto newest = first;
  for (auto one = first; one != last; ++one) {
    if ((*one->second)->since() > (*newest->second)->since()) newest = one;
  }
  const Position position = newest->second;
  PooledStream taken = (*position)->Release();
  by_key_.erase(newest);
  idle_.erase(position);
  return taken;
}

void UpstreamPool::Drop(Position position) {
  auto [first, last] = by_key_.equal_range((*position)->key());
  for (auto one = first; one != last; ++one) {
    if (one->second == position) {
      by_key_.erase(one);
      break;
    }
  }
  idle_.erase(position);
}

void UpstreamPool::Sweep() {
  const SteadyTime now = loop_.now();
  while (!idle_.empty() && now - idle_.front()->since() >= limits_.idle) Drop(idle_.begin());
  if (idle_.empty()) return;
  const auto next = idle_.front()->since() + limits_.idle - now;
  sweep_.Start(std::chrono::ceil<std::chrono::milliseconds>(next));
}

}  // namespace osslens::proxy
