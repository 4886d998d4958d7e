#include "proxy/net/resolver.h"

#include <fmt/format.h>
#include <uv.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "proxy/net/sockaddr.h"

namespace osslens::net {

// Owned by its ticket. Stands in one list at most: that of a look-up, or that of the answers to be
// delivered.
struct Resolver::Waiter {
  uint16_t port = 0;
  SteadyTime started;
  Callback callback;
  Answer answer;
  std::list<Waiter*>* list = nullptr;

  void MoveTo(std::list<Waiter*>* target) {
    if (list != nullptr) list->remove(this);
    list = target;
    if (list != nullptr) list->push_back(this);
  }
};

void Resolver::DropWaiter::operator()(Waiter* waiter) const noexcept {
  const std::unique_ptr<Waiter> owned(waiter);
  waiter->MoveTo(nullptr);
}

// One getaddrinfo(3) under way. `owner` is null once the resolver has gone.
struct Resolver::Lookup {
  uv_getaddrinfo_t request{};
  Resolver* owner = nullptr;
  std::string name;
  std::list<Waiter*> waiters;
};

struct ResolveCallbacks {
  static NetError Describe(int status, const std::string& name) {
    switch (status) {
      case UV_EAI_NONAME:
      case UV_EAI_NODATA:
        return {NetErrorKind::kDns, fmt::format("cannot resolve {}: no such host name", name)};
      case UV_EAI_AGAIN:
        return {NetErrorKind::kDns,
                fmt::format("cannot resolve {}: the name servers did not answer", name)};
      default:
        return {NetErrorKind::kDns,
                fmt::format("cannot resolve {}: {}", name, ReasonOfStatus(status))};
    }
  }

  static Resolver::Answer ToAnswer(int status, const addrinfo* first, const std::string& name) {
    std::vector<SocketAddress> addresses;
    for (const addrinfo* entry = first; entry != nullptr; entry = entry->ai_next) {
      const SocketAddress address = FromSockaddr(*entry->ai_addr);
      // A hosts file may name an address twice.
      if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
        addresses.push_back(address);
      }
    }
    if (status == 0 && addresses.empty()) status = UV_EAI_NODATA;
    if (status != 0) return tl::unexpected(Describe(status, name));
    return addresses;
  }

  static void Resolved(uv_getaddrinfo_t* raw, int status, addrinfo* found) noexcept {
    const std::unique_ptr<Resolver::Lookup> lookup(static_cast<Resolver::Lookup*>(raw->data));
    auto answer = ToAnswer(status, found, lookup->name);
    uv_freeaddrinfo(found);
    if (lookup->owner != nullptr) lookup->owner->HandleAnswer(*lookup, std::move(answer));
  }
};

Resolver::Resolver(Loop& loop, const ResolverOptions& options)
    : loop_(loop), options_(options), ready_timer_(loop, [this] { DeliverNext(); }) {}

Resolver::~Resolver() {
  for (const auto& [name, lookup] : lookups_) {
    lookup->owner = nullptr;
    while (!lookup->waiters.empty()) lookup->waiters.front()->MoveTo(nullptr);
    uv_cancel(reinterpret_cast<uv_req_t*>(&lookup->request));  // fails when it is running
  }
  while (!ready_.empty()) ready_.front()->MoveTo(nullptr);
}

Resolver::Ticket Resolver::Resolve(std::string_view host, uint16_t port, Callback callback) {
  Ticket ticket(std::make_unique<Waiter>().release());
  ticket->port = port;
  ticket->started = loop_.now();
  ticket->callback = std::move(callback);
  std::string name = Lower(host);
  if (const auto literal = SocketAddress::FromIp(name, 0)) {
    AnswerLater(*ticket, std::vector<SocketAddress>{*literal});
  } else if (name.empty() || name.find('\0') != std::string::npos) {
    AnswerLater(*ticket,
                tl::unexpected(NetError{NetErrorKind::kDns, "the host name is malformed"}));
  } else if (const Answer* kept = FindKept(name)) {
    AnswerLater(*ticket, *kept);
  } else {
    Join(std::move(name), *ticket);
  }
  return ticket;
}

const Resolver::Answer* Resolver::FindKept(const std::string& name) {
  const auto found = kept_by_name_.find(name);
  if (found == kept_by_name_.end()) return nullptr;
  if (found->second->until > loop_.now()) return &found->second->answer;
  kept_.erase(found->second);
  kept_by_name_.erase(found);
  return nullptr;
}

void Resolver::Keep(const std::string& name, Answer answer) {
  const auto age = answer ? options_.keep : options_.keep_failure;
  if (options_.max_names == 0 || age.count() == 0) return;
  if (kept_.size() == options_.max_names) {
    kept_by_name_.erase(kept_.back().name);
    kept_.pop_back();
  }
  kept_.push_front(KeptAnswer{name, std::move(answer), loop_.now() + age});
  kept_by_name_[name] = kept_.begin();
}

void Resolver::Join(std::string name, Waiter& waiter) {
  if (const auto found = lookups_.find(name); found != lookups_.end()) {
    return waiter.MoveTo(&found->second->waiters);
  }
  auto lookup = std::make_unique<Lookup>();
  lookup->owner = this;
  lookup->name = std::move(name);
  if (const int status = Start(*lookup); status != 0) {
    return AnswerLater(waiter, tl::unexpected(ResolveCallbacks::Describe(status, lookup->name)));
  }
  waiter.MoveTo(&lookup->waiters);
  Lookup* released = lookup.release();
  lookups_[released->name] = released;
}

int Resolver::Start(Lookup& lookup) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  lookup.request.data = &lookup;
  return uv_getaddrinfo(loop_.raw(), &lookup.request, &ResolveCallbacks::Resolved,
                        lookup.name.c_str(), nullptr, &hints);
}

void Resolver::AnswerLater(Waiter& waiter, Answer answer) {
  waiter.answer = std::move(answer);
  waiter.MoveTo(&ready_);
  ready_timer_.Start(std::chrono::milliseconds(0));
}

void Resolver::HandleAnswer(Lookup& lookup, Answer answer) {
  lookups_.erase(lookup.name);
  while (!lookup.waiters.empty()) {
    Waiter* waiter = lookup.waiters.front();
    waiter->answer = answer;
    waiter->MoveTo(&ready_);
  }
  Keep(lookup.name, std::move(answer));
  DeliverNext();
}

// One at a time, the next from the timer: a callback may destroy this resolver, or other tickets.
void Resolver::DeliverNext() {
  if (ready_.empty()) return;
  Waiter& waiter = *ready_.front();
  waiter.MoveTo(nullptr);
  if (!ready_.empty()) ready_timer_.Start(std::chrono::milliseconds(0));
  const auto callback = std::move(waiter.callback);
  if (!waiter.answer) return callback(tl::unexpected(std::move(waiter.answer.error())));
  Resolution resolution{
      .addresses = std::move(*waiter.answer),
      .elapsed = std::chrono::duration_cast<Microseconds>(loop_.now() - waiter.started)};
  for (auto& address : resolution.addresses) address = address.WithPort(waiter.port);
  callback(std::move(resolution));
}

}  // namespace osslens::net
