#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "proxy/net/address.h"
#include "proxy/net/loop.h"
#include "proxy/net/net_error.h"
#include "proxy/net/timer.h"

namespace osslens::net {

struct Resolution {
  std::vector<SocketAddress>
      addresses;            // in the system's order of preference (RFC 6724); never empty
  Microseconds elapsed{0};  // since Resolve(); about zero when the answer was kept
};

struct ResolverOptions {
  std::chrono::seconds keep{30};  // getaddrinfo(3) does not tell the record's own time to live
  std::chrono::seconds keep_failure{1};  // enough for a burst of retries
  size_t max_names = 512;
};

// Finds the addresses of host names with getaddrinfo(3) on libuv's thread pool; keeps answers for a
// while; asks once for a name that several wait for. Loop thread only. Destroying it drops everyone
// who waits, without a callback.
class Resolver {
 public:
  using Callback = std::function<void(NetResult<Resolution>)>;

  struct Waiter;
  struct DropWaiter {
    void operator()(Waiter* waiter) const noexcept;
  };
  // Destroying it drops the callback. It may outlive the resolver, not the loop.
  using Ticket = std::unique_ptr<Waiter, DropWaiter>;

  explicit Resolver(Loop& loop, const ResolverOptions& options = {});
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // Calls back once, never from within this call. An IP literal is its own answer.
  [[nodiscard]] Ticket Resolve(std::string_view host, uint16_t port, Callback callback);

 private:
  struct Lookup;
  friend struct ResolveCallbacks;
  using Answer = NetResult<std::vector<SocketAddress>>;
  struct KeptAnswer {
    std::string name;
    Answer answer;
    SteadyTime until;
  };

  [[nodiscard]] const Answer* FindKept(const std::string& name);
  void Keep(const std::string& name, Answer answer);
  void Join(std::string name, Waiter& waiter);
  [[nodiscard]] int Start(Lookup& lookup);
  void AnswerLater(Waiter& waiter, Answer answer);
  void HandleAnswer(Lookup& lookup, Answer answer);
  void DeliverNext();

  Loop& loop_;
  ResolverOptions options_;
  std::list<KeptAnswer> kept_;  // most recently answered first
  std::unordered_map<std::string, std::list<KeptAnswer>::iterator> kept_by_name_;
  std::unordered_map<std::string, Lookup*> lookups_;  // owned by libuv until they call back
  std::list<Waiter*> ready_;
  Timer ready_timer_;
};

}  // namespace osslens::net
