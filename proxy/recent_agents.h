#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/thread_annotations.h"

namespace osslens::proxy {

// What the apps of each client machine called themselves last (User-Agent): an app that refuses our certificate says
// nothing of itself inside, and often nothing in its CONNECT. Any thread; loops share one, since connections of one app
// come in on all of them.
class RecentAgents {
 public:
  // Beyond so many clients all are forgotten: they are hints, and come again with the next requests.
  static constexpr size_t kClients = 256;
  // Kept of each name.
  static constexpr size_t kAgentBytes = 128;

  // `client` is an address of any form, the port left out by the caller.
  void Remember(std::string_view client, std::string_view agent) OSSLENS_EXCLUDES(mutex_);
  // Empty when nothing is known.
  [[nodiscard]] std::string Of(std::string_view client) const OSSLENS_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::string, std::less<>> agents_ OSSLENS_GUARDED_BY(mutex_);
};

}  // namespace osslens::proxy
