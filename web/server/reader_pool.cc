#include "web/server/reader_pool.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "proxy/net/work.h"

namespace osslens::web {

// One reader, used by one job at a time. Shared with the work, which may outlive the pool.
struct ReaderPool::Slot {
  std::optional<store::ExchangeReader> reader;
  Result<void> outcome;
  net::WorkTicket work;  // set while a job runs
  Job* job = nullptr;    // who waits for it; null when nobody does any more
};

// Owned by its ticket. Waits in a list, then in a slot, then in neither.
struct ReaderPool::Job {
  Work work;
  Done done;
  std::list<Job*>* list = nullptr;
  Slot* slot = nullptr;
};

void ReaderPool::DropJob::operator()(Job* job) const noexcept {
  const std::unique_ptr<Job> owned(job);
  if (job->list != nullptr) job->list->remove(job);
  if (job->slot != nullptr) job->slot->job = nullptr;
}

ReaderPool::ReaderPool(net::Loop& loop, OpenReader open, size_t max_readers)
    : loop_(loop), open_(std::move(open)) {
  for (size_t i = 0; i < max_readers; ++i) slots_.push_back(std::make_shared<Slot>());
}

ReaderPool::~ReaderPool() {
  for (Job* job : waiting_) job->list = nullptr;
  for (const auto& slot : slots_) {
    if (slot->job != nullptr) slot->job->slot = nullptr;
    slot->work.reset();
  }
}

ReaderPool::Ticket ReaderPool::Run(Work work, Done done) {
  Ticket ticket(std::make_unique<Job>().release());
  ticket->work = std::move(work);
  ticket->done = std::move(done);
  ticket->list = &waiting_;
  waiting_.push_back(ticket.get());
  StartWaiting();
  return ticket;
}

void ReaderPool::StartWaiting() {
  for (const auto& slot : slots_) {
    if (waiting_.empty()) return;
    if (slot->work) continue;
    Job& job = *waiting_.front();
    waiting_.pop_front();
    job.list = nullptr;
    Start(slot, job);
  }
}

void ReaderPool::Start(const std::shared_ptr<Slot>& slot, Job& job) {
  job.slot = slot.get();
  slot->job = &job;
  slot->work = net::Offload(
      loop_,
      [slot, open = open_, work = std::move(job.work)] {
        slot->outcome = {};
        if (!slot->reader) {
          auto opened = open();
          if (!opened) {
            slot->outcome = tl::unexpected(std::move(opened.error()));
            return;
          }
          slot->reader.emplace(std::move(*opened));
        }
        slot->outcome = work(*slot->reader);
        // After a failure of the file the next job opens it anew.
        if (!slot->outcome && slot->outcome.error().kind == ErrorKind::kIo) slot->reader.reset();
      },
      [this, slot] { Finish(slot); });
}

void ReaderPool::Finish(const std::shared_ptr<Slot>& slot) {
  const std::shared_ptr<Slot> kept = slot;  // the reference is part of what reset() destroys
  kept->work.reset();
  Job* job = std::exchange(kept->job, nullptr);
  Result<void> outcome = std::exchange(kept->outcome, {});
  StartWaiting();
  if (job == nullptr) return;
  job->slot = nullptr;
  const Done done = std::move(job->done);
  done(std::move(outcome));
}

}  // namespace osslens::web
