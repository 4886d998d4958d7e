#include "web/server/event_stream.h"

#include <memory>
#include <utility>

#include "store/exchange_reader.h"
#include "store/transfer/exchange_json.h"

namespace osslens::web {
namespace {

// A client that missed more fetches the list anew; so does one that falls behind this far during the replay.
constexpr int64_t kMaxReplayed = 500;
constexpr size_t kMaxHeldBack = 1'000;

constexpr std::string_view kGapEvent = "event: gap\ndata: {}\n\n";

// How long a browser waits before it connects again, and something that makes the response begin.
constexpr std::string_view kPreamble = "retry: 2000\n\n";

struct Replayed {
  std::string events;
  int64_t newest_id = 0;
  bool complete = false;
};

Result<void> ReadMissed(store::ExchangeReader& reader, const store::FindingTextSource& texts,
                        const Subscription& subscription, Replayed& out) {
  const auto page =
      reader.List({}, {.limit = kMaxReplayed, .before = {}, .after = *subscription.last_id});
  if (!page) return tl::unexpected(page.error());
  out.complete = !page->next.has_value();
  out.newest_id = page->exchanges.empty() ? 0 : page->exchanges.front()->id;
  const store::ExchangeEncoder encoder(texts, subscription.language);
  for (auto one = page->exchanges.rbegin(); out.complete && one != page->exchanges.rend(); ++one) {
    out.events +=
        EncodeEvent("exchange", encoder.Encode(**one, store::Detail::kSummary), (*one)->id);
  }
  return {};
}

}  // namespace

EventStream::EventStream(net::TcpStream& stream, EventHub& hub, ReaderPool& readers,
                         const store::FindingTextSource& texts, const Subscription& subscription)
    : stream_(stream), hub_(hub), subscription_(subscription) {
  hub_.Add(*this);
  stream_.Write(kPreamble);  // once a client has seen it, no event passes it by
  if (subscription_.last_id) {
    const auto replayed = std::make_shared<Replayed>();
    replay_ = readers.Run(
        [replayed, &texts, subscription](store::ExchangeReader& reader) {
          return ReadMissed(reader, texts, subscription, *replayed);
        },
        [this, replayed](const Result<void>& outcome) {
          EndReplay(replayed->events, replayed->newest_id, outcome && replayed->complete);
        });
  }
}

EventStream::~EventStream() { hub_.Remove(*this); }

void EventStream::Deliver(std::string_view event, int64_t id) {
  if (replay_) {
    if (held_back_.size() < kMaxHeldBack) {
      held_back_.emplace_back(id, event);
    } else {
      has_gap_ = true;
    }
  } else if (has_gap_ || stream_.is_above_high_water()) {
    has_gap_ = true;
  } else {
    stream_.Write(event);
  }
}

void EventStream::DeliverGap() {
  has_gap_ = true;
  if (!replay_) Resume();
}

void EventStream::DeliverKeepAlive() {
  if (!replay_ && !stream_.is_above_high_water()) stream_.Write(": keep-alive\n\n");
}

void EventStream::Resume() {
  if (replay_ || !has_gap_ || stream_.is_above_high_water()) return;
  has_gap_ = false;
  stream_.Write(kGapEvent);
}

void EventStream::EndReplay(std::string_view events, int64_t newest_id, bool complete) {
  replay_.reset();
  if (complete) {
    stream_.Write(events);
  } else {
    has_gap_ = true;
  }
  for (const auto& [id, event] : std::exchange(held_back_, {})) {
    if (id == 0 || id > newest_id) Deliver(event, id);
  }
  Resume();
}

}  // namespace osslens::web
