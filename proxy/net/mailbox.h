#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "proxy/net/handle.h"
#include "proxy/net/loop.h"

namespace osslens::net {

// Wakes a loop from any thread. Calls that come before the loop has answered are merged into one
// callback.
class Wakeup {
 public:
  Wakeup(Loop& loop, std::function<void()> callback);
  ~Wakeup() = default;
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  // Any thread, as long as the object lives.
  void Signal() noexcept;

 private:
  std::function<void()> callback_;
  Handle<uv_async_s> handle_;
};

// Carries values from any thread to a loop, in order for each sender. Post() may be called from any
// thread, the rest and the callback belong to the loop's thread. It is unbounded: a sender that can
// be faster than the loop needs a limit of its own. Senders must have stopped before the mailbox is
// destroyed; what was not delivered by then is destroyed. It keeps its loop running.
template <class T>
class Mailbox {
 public:
  // Gets everything that has arrived at once; may destroy the mailbox as the last thing it does.
  using Callback = std::function<void(std::vector<T>)>;

  Mailbox(Loop& loop, Callback callback)
      : callback_(std::move(callback)), wakeup_(loop, [this] { Deliver(); }) {}

  void Post(T value) {
    bool wake = false;
    {
      MutexLock lock(mutex_);
      wake = waiting_.empty();  // otherwise a wake-up is already on its way
      waiting_.push_back(std::move(value));
    }
    if (wake) wakeup_.Signal();
  }

 private:
  void Deliver() {
    std::vector<T> batch;
    {
      MutexLock lock(mutex_);
      batch.swap(waiting_);
    }
    if (!batch.empty()) callback_(std::move(batch));
  }

  Callback callback_;
  Mutex mutex_;
  std::vector<T> waiting_ OSSLENS_GUARDED_BY(mutex_);
  Wakeup wakeup_;
};

}  // namespace osslens::net
