#include "web/server/event_hub.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "store/transfer/exchange_json.h"

namespace osslens::web {
namespace {

// Exchanges on their way to the loop. A page cannot show more in the time that the loop takes for them.
constexpr size_t kMaxWaiting = 1'000;

// Below the 30 s after which some proxies cut a silent response.
constexpr std::chrono::seconds kKeepAliveInterval{15};

// What waits for the loop shall hold little memory: bodies may be large, and a summary shows none.
void StripToSummary(store::Exchange& exchange) {
  exchange.request = {};
  exchange.response = {};
  exchange.forwarded_head = {};
  exchange.interim_heads = {};
}

}  // namespace

std::string EncodeEvent(std::string_view name, std::string_view data, std::optional<int64_t> id) {
  return id ? fmt::format("event: {}\nid: {}\ndata: {}\n\n", name, *id, data)
            : fmt::format("event: {}\ndata: {}\n\n", name, data);
}

EventHub::EventHub(net::Loop& loop, const store::FindingTextSource& texts,
                   const StatusSource& status)
    : texts_(texts),
      status_(status),
      keep_alive_(loop, [this] { KeepAlive(); }),
      mailbox_(loop, [this](const std::vector<Item>& batch) { Deliver(batch); }) {}

void EventHub::Publish(Exchanges batch) {
  if (!has_subscribers() || batch.empty()) return;
  if (!MakeRoom(batch.size())) return;
  for (const auto& exchange : batch) StripToSummary(*exchange);
  mailbox_.Post(std::move(batch));
}

void EventHub::PublishJobs(JobChanges changes) {
  if (!has_subscribers() || changes.empty() || !MakeRoom(changes.size())) return;
  mailbox_.Post(std::move(changes));
}

void EventHub::PublishMark(const store::Mark& mark) {
  if (has_subscribers() && MakeRoom(1)) mailbox_.Post(mark);
}

// Counts `count` more as waiting; false, and a gap for the followers, when there is no room for them.
bool EventHub::MakeRoom(size_t count) {
  if (waiting_.fetch_add(count, std::memory_order_relaxed) + count <= kMaxWaiting) return true;
  waiting_.fetch_sub(count, std::memory_order_relaxed);
  if (!lost_.exchange(true)) mailbox_.Post(Gap{});
  return false;
}

void EventHub::PublishStatus() { mailbox_.Post(StatusChange{}); }

void EventHub::Add(EventSubscriber& subscriber) {
  if (subscribers_.empty()) keep_alive_.Start(kKeepAliveInterval);
  subscribers_.push_back(&subscriber);
  subscriber_count_.store(subscribers_.size(), std::memory_order_relaxed);
}

void EventHub::Remove(EventSubscriber& subscriber) {
  subscribers_.remove(&subscriber);
  subscriber_count_.store(subscribers_.size(), std::memory_order_relaxed);
  if (subscribers_.empty()) keep_alive_.Stop();
}

void EventHub::Deliver(const std::vector<Item>& batch) {
  bool status_changed = false;
  for (const Item& item : batch) {
    if (const auto* exchanges = std::get_if<Exchanges>(&item)) {
      waiting_.fetch_sub(exchanges->size(), std::memory_order_relaxed);
      for (const auto& exchange : *exchanges) DeliverExchange(*exchange);
    } else if (const auto* changes = std::get_if<JobChanges>(&item)) {
      waiting_.fetch_sub(changes->size(), std::memory_order_relaxed);
      for (const store::JobChange& change : *changes) DeliverJob(change);
    } else if (const auto* mark = std::get_if<store::Mark>(&item)) {
      waiting_.fetch_sub(1, std::memory_order_relaxed);
      DeliverMark(*mark);
    } else if (std::holds_alternative<Gap>(item)) {
      DeliverGap();
    } else {
      status_changed = true;
    }
  }
  if (status_changed) DeliverStatus();  // once, however often it was asked for
}

void EventHub::DeliverGap() {
  lost_.store(false);
  for (EventSubscriber* subscriber : subscribers_) subscriber->DeliverGap();
}

void EventHub::DeliverExchange(const store::Exchange& exchange) {
  std::array<std::string, 2> by_language;  // encoded when the first subscriber asks for it
  for (EventSubscriber* subscriber : subscribers_) {
    std::string& event =
        by_language.at(subscriber->language() == store::Language::kChinese ? 1 : 0);
    if (event.empty()) {
      const store::ExchangeEncoder encoder(texts_, subscriber->language());
      event =
          EncodeEvent("exchange", encoder.Encode(exchange, store::Detail::kSummary), exchange.id);
    }
    subscriber->Deliver(event, exchange.id);
  }
}

// Without an id of its own: that of the exchange would make a client that comes back ask for what it knows.
void EventHub::DeliverJob(const store::JobChange& change) {
  store::JsonWriter json;
  json.BeginObject().Key("id").Number(change.exchange_id).Key("job");
  store::WriteJob(change.job, json);
  const std::string event = EncodeEvent("job", json.EndObject().text());
  for (EventSubscriber* subscriber : subscribers_) subscriber->Deliver(event, 0);
}

// Without an id for the same reason.
void EventHub::DeliverMark(const store::Mark& mark) {
  store::JsonWriter json;
  store::WriteMark(mark, json);
  const std::string event = EncodeEvent("mark", json.text());
  for (EventSubscriber* subscriber : subscribers_) subscriber->Deliver(event, 0);
}

void EventHub::DeliverStatus() {
  const std::string event = EncodeEvent("status", StatusJson(status_.Current()));
  for (EventSubscriber* subscriber : subscribers_) subscriber->Deliver(event, 0);
}

void EventHub::KeepAlive() {
  for (EventSubscriber* subscriber : subscribers_) subscriber->DeliverKeepAlive();
  keep_alive_.Start(kKeepAliveInterval);
}

}  // namespace osslens::web
