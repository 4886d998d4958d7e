#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/net/tcp_stream.h"
#include "web/server/event_hub.h"
#include "web/server/reader_pool.h"
#include "web/server/response.h"

namespace osslens::web {

// One client that follows the events: first those after the last one it knows, from the store, then new ones. What the
// client does not take in time is left out, and an event "gap" tells it to fetch again. Loop thread only.
class EventStream final : public EventSubscriber {
 public:
  // `stream` must outlive this; its head has been written.
  EventStream(net::TcpStream& stream, EventHub& hub, ReaderPool& readers,
              const store::FindingTextSource& texts, const Subscription& subscription);
  ~EventStream() override;
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  [[nodiscard]] store::Language language() const override { return subscription_.language; }
  void Deliver(std::string_view event, int64_t id) override;
  void DeliverGap() override;
  void DeliverKeepAlive() override;

  // The client has taken enough for more to be written.
  void Resume();

 private:
  void EndReplay(std::string_view events, int64_t newest_id, bool complete);

  net::TcpStream& stream_;
  EventHub& hub_;
  const Subscription subscription_;
  ReaderPool::Ticket replay_;                              // set while events come from the store
  std::deque<std::pair<int64_t, std::string>> held_back_;  // new ones meanwhile
  bool has_gap_ = false;                                   // to be told when the client can take it
};

}  // namespace osslens::web
