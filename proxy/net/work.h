#pragma once

#include <functional>
#include <memory>

#include "proxy/net/loop.h"

namespace osslens::net {

struct WorkRequest;
struct DropWork {
  void operator()(WorkRequest* request) const noexcept;
};

// The interest in the outcome of some work. Destroying it, on the loop's thread and before the
// loop, drops the `done` call. Work that runs is let run to its end; work that has not begun may
// never begin.
using WorkTicket = std::unique_ptr<WorkRequest, DropWork>;

// Runs `work` on libuv's thread pool (four threads, shared by all loops of the process, unless
// UV_THREADPOOL_SIZE says otherwise) and then `done` on the loop, on a later turn. `work` must own
// what it touches. Both functions are destroyed on the loop's thread.
[[nodiscard]] WorkTicket Offload(Loop& loop, std::function<void()> work,
                                 std::function<void()> done);

}  // namespace osslens::net
