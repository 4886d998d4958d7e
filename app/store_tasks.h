#pragma once

#include <functional>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "store/exchange_writer.h"

namespace osslens::app {

// What other threads want done with the writer, which belongs to the pipeline's thread alone. That thread runs it between
// two batches; once it has ended every task is answered with an error.
class StoreTasks {
 public:
  // Any thread. `work` runs on the pipeline's thread and must own what it touches.
  template <class T>
  [[nodiscard]] std::future<Result<T>> Add(std::function<Result<T>(store::ExchangeWriter&)> work) {
    const auto promise = std::make_shared<std::promise<Result<T>>>();
    std::future<Result<T>> outcome = promise->get_future();
    Put({[promise, work = std::move(work)](store::ExchangeWriter& writer) {
           promise->set_value(work(writer));
         },
         [promise] { promise->set_value(Refusal()); }});
    return outcome;
  }

  // The pipeline's thread: all that waits, in the order in which it was asked for.
  void Run(store::ExchangeWriter& writer);
  // When that thread has ended: refuses what waits and all that is still to come.
  void Refuse();

 private:
  struct Task {
    std::function<void(store::ExchangeWriter&)> run;
    std::function<void()> refuse;
  };

  [[nodiscard]] static tl::unexpected<Error> Refusal();
  void Put(Task task);

  Mutex mutex_;
  std::vector<Task> waiting_ OSSLENS_GUARDED_BY(mutex_);
  bool has_ended_ OSSLENS_GUARDED_BY(mutex_) = false;
};

}  // namespace osslens::app
