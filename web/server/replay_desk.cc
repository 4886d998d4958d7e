#include "web/server/replay_desk.h"

#include <utility>

namespace osslens::web {

ReplayDesk::ReplayDesk(net::Loop& loop, Send send, size_t max_waiting)
    : send_(std::move(send)),
      max_waiting_(max_waiting),
      mailbox_(loop, [this](const std::vector<Item>& items) { Deliver(items); }) {}

Result<uint64_t> ReplayDesk::Begin(ReplayOrder order, Done done) {
  if (waiting_.size() >= max_waiting_) {
    return Fail(ErrorKind::kUnavailable,
                "too many replays are under way; try again when one of them has been answered");
  }
  const uint64_t ticket = ++last_ticket_;
  if (!send_ || !send_(std::move(order), ticket)) {
    return Fail(ErrorKind::kUnavailable, "osslens is being stopped and sends nothing any more");
  }
  waiting_.emplace(ticket, std::move(done));
  return ticket;
}

void ReplayDesk::Deliver(const std::vector<Item>& items) {
  for (const Item& item : items) {
    if (const auto* outcome = std::get_if<Outcome>(&item)) {
      Tell(outcome->ticket, outcome->id);
      continue;
    }
    std::vector<uint64_t> tickets;
    for (const auto& [ticket, done] : waiting_) tickets.push_back(ticket);
    const Error error{ErrorKind::kUnavailable, std::get<std::string>(item)};
    for (const uint64_t ticket : tickets) Tell(ticket, tl::unexpected(error));
  }
}

void ReplayDesk::Tell(uint64_t ticket, const Result<int64_t>& outcome) {
  const auto node = waiting_.extract(ticket);
  if (node) node.mapped()(outcome);
}

}  // namespace osslens::web
