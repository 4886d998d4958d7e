#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/result.h"
#include "proxy/net/loop.h"
#include "proxy/net/mailbox.h"
#include "web/server/replay_order.h"

namespace osslens::web {

// Gives requests that are to be sent again to the proxy, and tells those who wait which exchange came of each. Loop
// thread only, but for Stored() and Abandon().
class ReplayDesk {
 public:
  // Sends the request and returns at once; false when nothing is sent any more. `ticket` comes back with Stored().
  using Send = std::function<bool(ReplayOrder order, uint64_t ticket)>;
  // Gets the id of the new exchange. May destroy whoever gave it.
  using Done = std::function<void(const Result<int64_t>& id)>;

  ReplayDesk(net::Loop& loop, Send send, size_t max_waiting);
  ReplayDesk(const ReplayDesk&) = delete;
  ReplayDesk& operator=(const ReplayDesk&) = delete;

  // Gives the ticket. `done` is never called from within this call, once at most, and not after Forget(). The error says
  // that it was not sent.
  [[nodiscard]] Result<uint64_t> Begin(ReplayOrder order, Done done);
  // Nobody waits for it any more; what was sent goes on.
  void Forget(uint64_t ticket) { waiting_.erase(ticket); }

  // Any thread: the exchange that came of `ticket` has its id.
  void Stored(uint64_t ticket, int64_t id) { mailbox_.Post(Outcome{ticket, id}); }
  // Any thread: nobody knows when exchanges will be stored again, so all who wait are told `reason`, one sentence.
  void Abandon(std::string reason) { mailbox_.Post(std::move(reason)); }

 private:
  struct Outcome {
    uint64_t ticket = 0;
    int64_t id = 0;
  };
  using Item = std::variant<Outcome, std::string>;

  void Deliver(const std::vector<Item>& items);
  void Tell(uint64_t ticket, const Result<int64_t>& outcome);

  Send send_;
  const size_t max_waiting_;
  uint64_t last_ticket_ = 0;
  std::unordered_map<uint64_t, Done> waiting_;
  net::Mailbox<Item> mailbox_;
};

}  // namespace osslens::web
