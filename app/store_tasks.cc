#include "app/store_tasks.h"

namespace osslens::app {

tl::unexpected<Error> StoreTasks::Refusal() {
  return Fail(ErrorKind::kUnavailable,
              "osslens is stopping, nothing was changed; ask again after the next start");
}

void StoreTasks::Put(Task task) {
  {
    MutexLock lock(mutex_);
    if (!has_ended_) {
      waiting_.push_back(std::move(task));
      return;
    }
  }
  task.refuse();
}

void StoreTasks::Run(store::ExchangeWriter& writer) {
  std::vector<Task> tasks;
  {
    MutexLock lock(mutex_);
    tasks.swap(waiting_);
  }
  for (const Task& task : tasks) task.run(writer);
}

void StoreTasks::Refuse() {
  std::vector<Task> late;
  {
    MutexLock lock(mutex_);
    has_ended_ = true;
    late.swap(waiting_);
  }
  for (const Task& task : late) task.refuse();
}

}  // namespace osslens::app
