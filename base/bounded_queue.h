#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <limits>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace osslens {

// Carries values of known size from many threads to one, bounded by the sum of those sizes.
// All methods may be called from any thread. TryPush never waits: when the value does not fit, it
// is handed back untouched and the caller decides what to give up. One value is always accepted by
// an empty queue, so that a value larger than the whole limit cannot be refused for ever.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  // Moves from `value` only when it returns true; false means full or closed.
  [[nodiscard]] bool TryPush(T& value, size_t bytes) { return Add(value, bytes, limit_bytes_); }

  // Takes the value even beyond the limit, for what must not be lost; the caller slows down by
  // other means. False, and `value` untouched, only when the queue is closed.
  [[nodiscard]] bool Push(T& value, size_t bytes) {
    return Add(value, bytes, std::numeric_limits<size_t>::max());
  }

  // Waits until there is something, `patience` has passed, the queue was closed or Wake() was called;
  // then takes up to `max_items`. An empty result with closed() means that nothing will ever come again.
  [[nodiscard]] std::vector<T> PopBatch(size_t max_items, std::chrono::milliseconds patience)
      OSSLENS_NO_THREAD_SAFETY_ANALYSIS {
    std::vector<T> batch;
    mutex_.lock();
    filled_.wait_for(mutex_, patience, [this]() OSSLENS_NO_THREAD_SAFETY_ANALYSIS {
      return !items_.empty() || closed_ || woken_;
    });
    woken_ = false;
    while (!items_.empty() && batch.size() < max_items) {
      bytes_ -= items_.front().second;
      batch.push_back(std::move(items_.front().first));
      items_.pop_front();
    }
    mutex_.unlock();
    return batch;
  }

  // No value is accepted any more; what is inside can still be taken.
  void Close() {
    {
      MutexLock lock(mutex_);
      closed_ = true;
    }
    filled_.notify_all();
  }

  // Ends the wait of PopBatch, or the next one: the taker has something else to look at.
  void Wake() {
    {
      MutexLock lock(mutex_);
      woken_ = true;
    }
    filled_.notify_one();
  }

  [[nodiscard]] size_t size_bytes() const {
    MutexLock lock(mutex_);
    return bytes_;
  }
  [[nodiscard]] size_t size() const {
    MutexLock lock(mutex_);
    return items_.size();
  }
  [[nodiscard]] bool closed() const {
    MutexLock lock(mutex_);
    return closed_;
  }

 private:
  bool Add(T& value, size_t bytes, size_t limit_bytes) {
    bool wake = false;
    {
      MutexLock lock(mutex_);
      const bool full = bytes > limit_bytes || bytes_ > limit_bytes - bytes;
      if (closed_ || (!items_.empty() && full)) return false;
      wake = items_.empty();
      items_.emplace_back(std::move(value), bytes);
      bytes_ += bytes;
    }
    if (wake) filled_.notify_one();
    return true;
  }

  const size_t limit_bytes_;
  mutable Mutex mutex_;
  ConditionVariable filled_;
  std::deque<std::pair<T, size_t>> items_ OSSLENS_GUARDED_BY(mutex_);
  size_t bytes_ OSSLENS_GUARDED_BY(mutex_) = 0;
  bool closed_ OSSLENS_GUARDED_BY(mutex_) = false;
  bool woken_ OSSLENS_GUARDED_BY(mutex_) = false;
};

}  // namespace osslens
