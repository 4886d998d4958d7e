#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proxy/net/loop.h"
#include "proxy/net/mailbox.h"
#include "proxy/net/timer.h"
#include "store/record/exchange.h"
#include "store/record/finding_text.h"
#include "store/record/job_change.h"
#include "store/record/mark.h"
#include "web/server/status.h"

namespace osslens::web {

// The text of one server-sent event (WHATWG HTML, section 9.2.6). `data` is one line.
[[nodiscard]] std::string EncodeEvent(std::string_view name, std::string_view data,
                                      std::optional<int64_t> id = std::nullopt);

// Someone who follows the events. Loop thread only.
class EventSubscriber {
 public:
  virtual ~EventSubscriber() = default;
  [[nodiscard]] virtual store::Language language() const = 0;
  // The view ends with the call. `id` is that of the exchange, 0 for other events. Must not add or remove subscribers.
  virtual void Deliver(std::string_view event, int64_t id) = 0;
  // Events were lost before this point.
  virtual void DeliverGap() = 0;
  // Nothing has happened for a while; something is to be sent so that a dead connection shows.
  virtual void DeliverKeepAlive() = 0;
};

// Carries new exchanges, changes of jobs, of marks and of the status from other threads to those who follow them.
class EventHub {
 public:
  using Exchanges = std::vector<std::unique_ptr<store::Exchange>>;
  using JobChanges = std::vector<store::JobChange>;

  EventHub(net::Loop& loop, const store::FindingTextSource& texts, const StatusSource& status);
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  // Any thread; returns at once. Takes exchanges that have their ids, and lets go of all that a summary does not need.
  // While nobody follows they are dropped. When the loop does not keep up they are dropped too, and the followers learn
  // that there is a gap.
  void Publish(Exchanges batch);
  // Any thread, in the same way: the jobs of exchanges that were published before.
  void PublishJobs(JobChanges changes);
  // Any thread, in the same way: a star or a note that has changed.
  void PublishMark(const store::Mark& mark);
  // Any thread: the status is worth looking at again.
  void PublishStatus();
  // Any thread: whether Publish() would pass anything on.
  [[nodiscard]] bool has_subscribers() const {
    return subscriber_count_.load(std::memory_order_relaxed) != 0;
  }

  // Loop thread. Borrowed until removed.
  void Add(EventSubscriber& subscriber);
  void Remove(EventSubscriber& subscriber);

 private:
  struct StatusChange {};
  struct Gap {};
  using Item = std::variant<Exchanges, JobChanges, store::Mark, StatusChange, Gap>;

  [[nodiscard]] bool MakeRoom(size_t count);
  void Deliver(const std::vector<Item>& batch);
  void DeliverExchange(const store::Exchange& exchange);
  void DeliverJob(const store::JobChange& change);
  void DeliverMark(const store::Mark& mark);
  void DeliverStatus();
  void DeliverGap();
  void KeepAlive();

  const store::FindingTextSource& texts_;
  const StatusSource& status_;
  std::list<EventSubscriber*> subscribers_;
  std::atomic<size_t> subscriber_count_{0};
  std::atomic<size_t> waiting_{0};  // exchanges and changes in the mailbox
  std::atomic<bool> lost_{false};   // a Gap is on its way
  net::Timer keep_alive_;
  net::Mailbox<Item> mailbox_;
};

}  // namespace osslens::web
