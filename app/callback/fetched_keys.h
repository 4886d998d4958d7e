#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "analyzers/oss/callback_key.h"
#include "base/clock.h"
#include "base/result.h"

namespace osslens::app {

// The public keys of callbacks as they lie on OSS's own host, fetched by a thread of its own and kept until the end. The
// one that OSS commonly names is fetched at once, so that it is there before most callbacks.
class FetchedCallbackKeys final : public oss::CallbackKeys {
 public:
  // Gives the text that lies at a path of that host. Blocks; returns soon when asked to stop. Called on the thread.
  using Fetch = std::function<Result<std::string>(const std::string& path, std::stop_token)>;

  explicit FetchedCallbackKeys(Fetch fetch, SteadyTime (*now)() noexcept = &SteadyNow);
  ~FetchedCallbackKeys() override = default;
  FetchedCallbackKeys(const FetchedCallbackKeys&) = delete;
  FetchedCallbackKeys& operator=(const FetchedCallbackKeys&) = delete;

  // What is not there yet is asked for. A fetch that failed is tried again after a minute, when the key is looked for.
  [[nodiscard]] Result<oss::CallbackKey> Find(const std::string& url) override;

 private:
  struct Entry {
    std::optional<Result<oss::CallbackKey>> outcome;  // none: being fetched
    SteadyTime at{};                                  // of the outcome
  };

  [[nodiscard]] bool may_be_tried_again(const Entry& entry) const;
  void Run(const std::stop_token& stop);
  void Take(const std::string& path, Result<std::string> text);

  const Fetch fetch_;
  SteadyTime (*const now_)() noexcept;
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  std::map<std::string, Entry> keys_;  // by path
  std::deque<std::string> queue_;      // paths to fetch
  std::jthread thread_;                // last: it uses all of the above
};

}  // namespace osslens::app
