#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "analyzers/analyzer.h"
#include "analyzers/job_tracker.h"
#include "app/store_tasks.h"
#include "base/bounded_queue.h"
#include "base/mutex.h"
#include "store/exchange_writer.h"
#include "store/filter.h"
#include "store/record/exchange_sink.h"
#include "store/retention.h"

namespace osslens::app {

struct PipelineOptions {
  size_t queue_limit_bytes = 64 * 1024 * 1024;
  store::RetentionLimits retention;
  // To check refused signatures with; may be null; must outlive the pipeline.
  const oss::Keyring* keyring = nullptr;
  std::span<const analyzers::Rule> rules = analyzers::AllRules();
  // To check calls of OSS with; the same.
  oss::CallbackKeys* callback_keys = nullptr;
};

// What the pipeline has done and how it is; any thread may ask.
struct PipelineStatus {
  size_t queue_bytes = 0;
  size_t queue_length = 0;
  uint64_t store_bytes = 0;  // on disk
  uint64_t exchanges_stored = 0;
  uint64_t exchanges_lost = 0;      // while capture was paused
  uint64_t bodies_dropped = 0;      // because the queue was full
  uint64_t signatures_checked = 0;  // with a secret of the user
  uint64_t signatures_skipped = 0;  // not, because there was no time for it
  bool paused = false;              // the store cannot be written to; forwarding goes on
  std::string pause_reason;
  std::vector<analyzers::RuleTrouble> rule_troubles;  // faults of our own, by rule
};

// Between the loops of the proxy and the store: one thread takes finished exchanges from a bounded queue, has them
// analysed and writes them in batches. It alone uses the writer and the analyzer.
//
// When the queue is full, bodies are given up first; then the loops see congested() and read no new requests; a record
// is only lost while the store refuses it and the queue is full of what waits for it, and then it is counted.
class Pipeline final : public store::ExchangeSink {
 public:
  // Called on the pipeline's thread: with exchanges that have just been stored, with what they told about the jobs of
  // those stored before, when a star or a note has changed, and when capture pauses or goes on.
  struct Listener {
    virtual ~Listener() = default;
    virtual void OnStored(std::vector<std::unique_ptr<store::Exchange>> batch) = 0;
    virtual void OnJobsChanged(std::vector<store::JobChange> changes) = 0;
    virtual void OnMarked(const store::Mark& mark) = 0;
    virtual void OnPauseChanged() = 0;
  };

  // Both references must outlive the pipeline.
  Pipeline(store::ExchangeWriter writer, const analyzers::Catalogue& catalogue,
           const PipelineOptions& options, Listener& listener);
  ~Pipeline() override;
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void Offer(std::unique_ptr<store::Exchange> exchange) override;
  [[nodiscard]] bool congested() const override;

  void Start();
  // Writes out what is queued, then ends the thread. Later offers are dropped.
  void Stop();

  // These are done by the pipeline's thread between two batches. Any thread may ask; from Stop() on the answer is an
  // error.
  // Deletes what the filter holds for and gives how many.
  [[nodiscard]] std::future<Result<uint64_t>> Delete(store::Filter filter);
  // Changes a star or a note and gives both as they are then.
  [[nodiscard]] std::future<Result<store::Mark>> SetMark(store::MarkChange change);

  [[nodiscard]] PipelineStatus status() const;
  [[nodiscard]] const PipelineOptions& options() const { return options_; }

 private:
  void Run();
  void Gather(std::vector<std::unique_ptr<store::Exchange>>& batch);
  void Analyse(std::vector<std::unique_ptr<store::Exchange>>& batch);
  [[nodiscard]] bool Store(std::vector<std::unique_ptr<store::Exchange>>& batch);
  void SetPaused(const std::string& reason);
  void NoteRuleTroubles();
  void KeepLimits();

  store::ExchangeWriter writer_;
  const PipelineOptions options_;
  Listener& listener_;
  analyzers::Analyzer analyzer_;
  analyzers::JobTracker jobs_;
  std::vector<store::JobChange> job_changes_;  // still to be written
  BoundedQueue<std::unique_ptr<store::Exchange>> queue_;
  std::atomic<size_t> waiting_bytes_{0};  // queued, or taken and not yet stored
  std::atomic<uint64_t> stored_{0}, lost_{0}, bodies_dropped_{0};
  std::atomic<uint64_t> signatures_checked_{0}, signatures_skipped_{0};
  std::atomic<bool> paused_{false};
  std::atomic<uint64_t> store_bytes_{0};
  SteadyTime next_retention_;
  mutable Mutex mutex_;
  std::string pause_reason_ OSSLENS_GUARDED_BY(mutex_);
  std::vector<analyzers::RuleTrouble> rule_troubles_ OSSLENS_GUARDED_BY(mutex_);
  StoreTasks tasks_;
  std::jthread thread_;
};

}  // namespace osslens::app
