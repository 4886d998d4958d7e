#include "app/callback/fetched_keys.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace osslens::app {
namespace {

constexpr std::string_view kCommonPath = "/callback_pub_key_v1.pem";
// Whoever calls the callback server names the address: it must not become a way to have osslens fetch without end.
constexpr size_t kMostKeys = 16;
constexpr size_t kLongestPath = 200;
constexpr std::chrono::seconds kRetryAfter{60};

bool is_plain(std::string_view path) {
  return path.size() <= kLongestPath && path.find("..") == std::string_view::npos &&
         path.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") ==
             std::string_view::npos;
}

}  // namespace

FetchedCallbackKeys::FetchedCallbackKeys(Fetch fetch, SteadyTime (*now)() noexcept)
    : fetch_(std::move(fetch)), now_(now), queue_{std::string(kCommonPath)} {
  keys_.try_emplace(std::string(kCommonPath));
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

Result<oss::CallbackKey> FetchedCallbackKeys::Find(const std::string& url) {
  const std::string path(oss::PathOfOfficialKey(url));
  if (path.empty() || !is_plain(path))
    return Fail(ErrorKind::kInvalid, "osslens fetches no key from an address of this form");
  const std::lock_guard lock(mutex_);
  const auto known = keys_.find(path);
  if (known == keys_.end() && keys_.size() >= kMostKeys) {
    // What could not be fetched makes room, but not at once: forged calls must neither keep the real key out for good nor
    // have osslens fetch without pause.
    const auto failed = std::ranges::find_if(
        keys_, [this](const auto& one) { return may_be_tried_again(one.second); });
    if (failed != keys_.end()) keys_.erase(failed);
  }
  if (known == keys_.end() && keys_.size() >= kMostKeys)
    return Fail(ErrorKind::kUnavailable,
                fmt::format("osslens fetches {} keys and no more", kMostKeys));
  Entry& entry = known != keys_.end() ? known->second : keys_[path];
  const bool is_due = known == keys_.end() || may_be_tried_again(entry);
  if (!is_due && entry.outcome) return *entry.outcome;
  if (is_due) {
    entry.outcome.reset();
    queue_.push_back(path);
    wanted_.notify_one();
  }
  return Fail(ErrorKind::kUnavailable, "the key is being fetched; look again in a moment");
}

bool FetchedCallbackKeys::may_be_tried_again(const Entry& entry) const {
  return entry.outcome && !*entry.outcome && now_() - entry.at >= kRetryAfter;
}

void FetchedCallbackKeys::Run(const std::stop_token& stop) {
  while (true) {
    std::string path;
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, stop, [this] { return !queue_.empty(); });
      if (stop.stop_requested()) return;
      path = std::move(queue_.front());
      queue_.pop_front();
    }
    Result<std::string> text = fetch_(path, stop);
    if (stop.stop_requested()) return;
    Take(path, std::move(text));
  }
}

void FetchedCallbackKeys::Take(const std::string& path, Result<std::string> text) {
  Result<oss::CallbackKey> key =
      std::move(text).and_then([](const std::string& pem) { return oss::CallbackKey::Parse(pem); });
  if (!key) {
    key = Fail(key.error().kind,
               fmt::format("the key could not be fetched: {}", key.error().message));
    spdlog::warn("https://gosspublic.alicdn.com{}: {}", path, key.error().message);
  }
  const std::lock_guard lock(mutex_);
  Entry& entry = keys_[path];
  entry.outcome = std::move(key);
  entry.at = now_();
}

}  // namespace osslens::app
