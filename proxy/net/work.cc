#include "proxy/net/work.h"

#include <uv.h>

#include <utility>

namespace osslens::net {

// Shared by libuv, until the callback on the loop, and by the ticket; the later of the two frees
// it.
struct WorkRequest {
  uv_work_t request{};
  std::function<void()> work;
  std::function<void()> done;
  bool finished = false;  // libuv has let go
  bool dropped = false;   // the ticket has let go
};

void DropWork::operator()(WorkRequest* request) const noexcept {
  if (request->finished) {
    const std::unique_ptr<WorkRequest> last(request);
    return;
  }
  request->dropped = true;
  uv_cancel(reinterpret_cast<uv_req_t*>(&request->request));  // fails when the work has begun
}

WorkTicket Offload(Loop& loop, std::function<void()> work, std::function<void()> done) {
  auto owned = std::make_unique<WorkRequest>();
  owned->work = std::move(work);
  owned->done = std::move(done);
  WorkRequest* shared = owned.release();
  shared->request.data = shared;
  // Cannot fail: both callbacks are given.
  uv_queue_work(
      loop.raw(), &shared->request,
      [](uv_work_t* request) noexcept { static_cast<WorkRequest*>(request->data)->work(); },
      [](uv_work_t* request, int) noexcept {
        auto* self = static_cast<WorkRequest*>(request->data);
        self->finished = true;
        if (self->dropped) {
          const std::unique_ptr<WorkRequest> last(self);
          return;
        }
        const auto callback = std::move(self->done);
        callback();
      });
  return WorkTicket(shared);
}

}  // namespace osslens::net
