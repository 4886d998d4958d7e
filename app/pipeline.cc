#include "app/pipeline.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace osslens::app {
namespace {

using store::Exchange;

constexpr size_t kBatchLimit = 512;
// How long the first exchange of a batch waits for company. Long enough to wake this thread seldom under load, short
// enough for a page that shows calls as they happen, and far below the second that a crash may cost.
constexpr std::chrono::milliseconds kGatherTime{20};
constexpr std::chrono::milliseconds kIdleWait{250};
constexpr std::chrono::milliseconds kRetryPause{500};
constexpr std::chrono::seconds kRetentionInterval{1};

void DropBody(store::Body& body) {
  if (body.bytes.empty()) return;
  body.bytes = std::string();
  body.truncated = body.dropped = true;
}

analyzers::AnalyzerOptions OptionsOfAnalyzer(const PipelineOptions& options) {
  analyzers::AnalyzerOptions analyzer;
  analyzer.keyring = options.keyring;
  analyzer.rules = options.rules;
  analyzer.callback_keys = options.callback_keys;
  return analyzer;
}

Result<uint64_t> DeleteAll(store::ExchangeWriter& writer, const store::Filter& filter) {
  uint64_t deleted = 0;
  for (bool more = true; more;) {
    const Result<store::StepProgress> step = writer.DeleteStep(filter);
    if (!step) return tl::unexpected(step.error());
    deleted += static_cast<uint64_t>(step->deleted);
    more = step->has_more;
  }
  return deleted;
}

}  // namespace

Pipeline::Pipeline(store::ExchangeWriter writer, const analyzers::Catalogue& catalogue,
                   const PipelineOptions& options, Listener& listener)
    : writer_(std::move(writer)),
      options_(options),
      listener_(listener),
      analyzer_(catalogue, OptionsOfAnalyzer(options)),
      queue_(options.queue_limit_bytes) {}

Pipeline::~Pipeline() { Stop(); }

void Pipeline::Offer(std::unique_ptr<Exchange> exchange) {
  size_t bytes = HeldBytes(*exchange);
  waiting_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  if (queue_.TryPush(exchange, bytes)) return;
  const bool had_body =
      !exchange->request.body.bytes.empty() || !exchange->response.body.bytes.empty();
  DropBody(exchange->request.body);
  DropBody(exchange->response.body);
  if (had_body) bodies_dropped_.fetch_add(1, std::memory_order_relaxed);
  const size_t rest = HeldBytes(*exchange);
  waiting_bytes_.fetch_sub(bytes - rest, std::memory_order_relaxed);
  bytes = rest;
  if (queue_.TryPush(exchange, bytes)) return;
  // A paused store may stay so for hours: what does not fit is given up, and counted. Otherwise the queue grows by what
  // is under way, and congested() stops more from beginning.
  if (!paused_ && queue_.Push(exchange, bytes)) return;
  waiting_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  lost_.fetch_add(1, std::memory_order_relaxed);
}

bool Pipeline::congested() const {
  return waiting_bytes_.load(std::memory_order_relaxed) >= options_.queue_limit_bytes &&
         !paused_.load(std::memory_order_relaxed);
}

void Pipeline::Start() {
  thread_ = std::jthread([this] { Run(); });
}

void Pipeline::Stop() {
  queue_.Close();
  if (thread_.joinable()) thread_.join();
  // Whoever asked after the thread's last look gets an answer all the same.
  tasks_.Refuse();
}

void Pipeline::Run() {
  std::vector<std::unique_ptr<Exchange>> batch;
  for (;;) {
    if (batch.empty()) Gather(batch);
    const bool ending = queue_.closed();
    if (!batch.empty() && !Store(batch)) {
      if (!ending) {
        tasks_.Run(writer_);  // they may be what makes room again
        std::this_thread::sleep_for(kRetryPause);
        continue;
      }
      lost_.fetch_add(batch.size(), std::memory_order_relaxed);
      jobs_.Settle();
      batch.clear();
    }
    tasks_.Run(writer_);
    KeepLimits();
    if (ending && queue_.size() == 0) return;
  }
}

void Pipeline::Gather(std::vector<std::unique_ptr<Exchange>>& batch) {
  batch = queue_.PopBatch(kBatchLimit, kIdleWait);
  if (batch.empty() || batch.size() >= kBatchLimit || queue_.closed()) return;
  std::this_thread::sleep_for(kGatherTime);
  for (auto& exchange : queue_.PopBatch(kBatchLimit - batch.size(), std::chrono::milliseconds(0))) {
    batch.push_back(std::move(exchange));
  }
}

// Analyses and writes the batch and empties it. False when the store refused it; then it is kept as it is, to be tried
// again.
bool Pipeline::Store(std::vector<std::unique_ptr<Exchange>>& batch) {
  size_t bytes = 0;
  for (const auto& exchange : batch) bytes += HeldBytes(*exchange);
  if (!paused_) Analyse(batch);
  if (auto written = writer_.Write(batch, job_changes_); !written) {
    SetPaused(written.error().message);
    return false;
  }
  SetPaused({});
  waiting_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  stored_.fetch_add(batch.size(), std::memory_order_relaxed);
  jobs_.Settle();
  listener_.OnStored(std::exchange(batch, {}));
  if (!job_changes_.empty()) listener_.OnJobsChanged(std::exchange(job_changes_, {}));
  return true;
}

// A full batch, or a queue that is half full, means that this thread does not keep up as it is.
void Pipeline::Analyse(std::vector<std::unique_ptr<Exchange>>& batch) {
  const bool filling =
      waiting_bytes_.load(std::memory_order_relaxed) >= options_.queue_limit_bytes / 2;
  analyzer_.set_busy(filling || batch.size() >= kBatchLimit);
  for (const auto& exchange : batch) {
    analyzer_.Annotate(*exchange);
    jobs_.Follow(*exchange);
  }
  std::vector<store::JobChange> changes = jobs_.TakeChanges();
  job_changes_.insert(job_changes_.end(), std::make_move_iterator(changes.begin()),
                      std::make_move_iterator(changes.end()));
  signatures_checked_.store(analyzer_.searched(), std::memory_order_relaxed);
  signatures_skipped_.store(analyzer_.search_skipped(), std::memory_order_relaxed);
  NoteRuleTroubles();
}

void Pipeline::SetPaused(const std::string& reason) {
  if (paused_ == !reason.empty()) return;
  if (reason.empty()) {
    spdlog::info("capture goes on; {} exchanges were not kept while it was paused", lost_.load());
  } else {
    spdlog::warn("capture is paused, forwarding goes on: {}", reason);
  }
  {
    MutexLock lock(mutex_);
    pause_reason_ = reason;
  }
  paused_ = !reason.empty();
  listener_.OnPauseChanged();
}

void Pipeline::NoteRuleTroubles() {
  std::vector<analyzers::RuleTrouble> troubles = analyzer_.troubles();
  if (troubles.empty()) return;
  MutexLock lock(mutex_);
  if (troubles == rule_troubles_) return;
  for (const analyzers::RuleTrouble& trouble : troubles) {
    const bool known = std::ranges::any_of(rule_troubles_, [&trouble](const auto& other) {
      return other.rule == trouble.rule && other.cut_off == trouble.cut_off;
    });
    if (known) continue;
    spdlog::warn(
        "rule {} {}{}", trouble.rule,
        trouble.cut_off ? "failed too often and is not asked any more" : "failed or took too long",
        trouble.last_failure.empty() ? "" : ": " + trouble.last_failure);
  }
  rule_troubles_ = std::move(troubles);
}

void Pipeline::KeepLimits() {
  const SteadyTime now = SteadyNow();
  if (now < next_retention_) return;
  const Result<store::StepProgress> step = writer_.RetentionStep(options_.retention, WallNow());
  if (const Result<uint64_t> size = writer_.SizeOnDisk()) store_bytes_ = *size;
  const bool more = step && step->has_more;
  // One step a batch while there is more to remove, so that removal never holds up what comes in.
  next_retention_ = more ? now : now + kRetentionInterval;
  if (!step) spdlog::warn("old exchanges could not be removed: {}", step.error().message);
}

std::future<Result<uint64_t>> Pipeline::Delete(store::Filter filter) {
  auto outcome = tasks_.Add<uint64_t>([filter = std::move(filter)](store::ExchangeWriter& writer) {
    return DeleteAll(writer, filter);
  });
  queue_.Wake();
  return outcome;
}

std::future<Result<store::Mark>> Pipeline::SetMark(store::MarkChange change) {
  auto outcome =
      tasks_.Add<store::Mark>([this, change = std::move(change)](store::ExchangeWriter& writer) {
        Result<store::Mark> mark = writer.SetMark(change);
        if (mark) listener_.OnMarked(*mark);
        return mark;
      });
  queue_.Wake();
  return outcome;
}

PipelineStatus Pipeline::status() const {
  PipelineStatus status;
  status.queue_bytes = queue_.size_bytes();
  status.queue_length = queue_.size();
  status.store_bytes = store_bytes_;
  status.exchanges_stored = stored_;
  status.exchanges_lost = lost_;
  status.bodies_dropped = bodies_dropped_;
  status.signatures_checked = signatures_checked_;
  status.signatures_skipped = signatures_skipped_;
  status.paused = paused_;
  MutexLock lock(mutex_);
  status.pause_reason = pause_reason_;
  status.rule_troubles = rule_troubles_;
  return status;
}

}  // namespace osslens::app
