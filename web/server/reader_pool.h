#pragma once

#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "base/result.h"
#include "proxy/net/loop.h"
#include "store/exchange_reader.h"

namespace osslens::web {

// Runs jobs that read the store on libuv's thread pool, at most a few at a time, each with a reader that is its own for
// the time. SQLite may wait for a disk or scan a large table, so it never runs on a loop. Loop thread only. Destroying
// the pool drops every outcome; jobs that run end by themselves, on what they share.
class ReaderPool {
 public:
  using OpenReader = std::function<Result<store::ExchangeReader>()>;
  // `work` runs on a worker thread and must own what it touches; it is not called when no reader can be opened, and
  // `done` then gets the error. `done` runs on the loop.
  using Work = std::function<Result<void>(store::ExchangeReader&)>;
  using Done = std::function<void(Result<void>)>;

  struct Job;
  struct DropJob {
    void operator()(Job* job) const noexcept;
  };
  // The interest in the outcome. Destroying it drops `done`, and the job when it has not begun. It may outlive the pool.
  using Ticket = std::unique_ptr<Job, DropJob>;

  // `open` is called on worker threads.
  ReaderPool(net::Loop& loop, OpenReader open, size_t max_readers);
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  // `done` is never called from within this call.
  [[nodiscard]] Ticket Run(Work work, Done done);

 private:
  struct Slot;

  void StartWaiting();
  void Start(const std::shared_ptr<Slot>& slot, Job& job);
  void Finish(const std::shared_ptr<Slot>& slot);

  net::Loop& loop_;
  OpenReader open_;
  std::vector<std::shared_ptr<Slot>> slots_;
  std::list<Job*> waiting_;
};

}  // namespace osslens::web
