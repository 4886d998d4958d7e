#pragma once

#include <condition_variable>
#include <mutex>

#include "base/thread_annotations.h"

namespace osslens {

// std::mutex with the attributes that let clang check who holds it (libstdc++'s has none).
class OSSLENS_CAPABILITY("mutex") Mutex {
 public:
  void lock() OSSLENS_ACQUIRE() { mutex_.lock(); }
  void unlock() OSSLENS_RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class OSSLENS_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) OSSLENS_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() OSSLENS_RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits on a Mutex that the caller holds.
using ConditionVariable = std::condition_variable_any;

}  // namespace osslens
